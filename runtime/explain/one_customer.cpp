#include "runtime/explain/one_customer.h"

#include "runtime/run/tag_locks.h"

namespace sop {

OneCustomer::OneCustomer(const DecidedRun& run, Language language)
    : locked_(with_locks(run.program, *run.dataset.pool)),
      run_{locked_ ? *locked_ : run.program, run.dataset, run.options, run.context, run.result, run.done},
      with_{run_.program, run.dataset, run.context, run.options.evaluate},
      language_(language),
      lab_(run_.program),
      privacy_(run_.program),
      edges_(run_.program, run.dataset, run.options.as_of, run.options.evaluate, run.context) {
  const RunMemory* before = run.options.before;
  if (before == nullptr) return;
  for (std::size_t i = 0; i < program().populations.size(); ++i)
    if (const auto last = before->edges.find(program().populations[i].definition); last != before->edges.end())
      edges_.take(PopulationId(i), last->second);
}

bool OneCustomer::exists(std::uint32_t customer) const {
  const auto& since = run_.dataset.exists_since;
  return since.empty() || since[customer] <= run_.options.as_of;
}

Snapshot OneCustomer::now(std::uint32_t customer, const std::vector<InstId>& roots) {
  Frame frame;
  frame.customer = {customer};
  frame.batch_as_of = run_.options.as_of;
  frame.edges = edges_for(roots);
  return Snapshot(with_, std::move(frame), roots);
}

Snapshot OneCustomer::at(const Frame& all, std::size_t row, const std::vector<InstId>& roots) {
  Frame frame;
  frame.customer = {all.customer[row]};
  frame.as_of = {all.as_of_at(row)};
  frame.batch_as_of = all.batch_as_of;
  frame.stream = all.stream;
  if (all.stream.exists()) frame.event = {all.event[row]};
  frame.edges = edges_for(roots);
  return Snapshot(with_, std::move(frame), roots);
}

Snapshot OneCustomer::at_frame(Frame frame, const std::vector<InstId>& roots) {
  frame.edges = edges_for(roots);
  return Snapshot(with_, std::move(frame), roots);
}

bool OneCustomer::reads_edges_of_last_run(const std::vector<InstId>& roots) const {
  const RunMemory* before = run_.options.before;
  if (before == nullptr) return false;
  const std::vector<bool> reached = reached_populations(program(), roots);
  for (std::size_t i = 0; i < reached.size(); ++i)
    if (reached[i] && before->edges.contains(program().populations[i].definition)) return true;
  return false;
}

}  // namespace sop
