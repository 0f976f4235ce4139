// evaluate, evaluate_rows, totals, batch_frame: plan, prepare, then blocks of rows on every thread.
#include "runtime/eval/evaluate.h"

#include <algorithm>
#include <numeric>

#include "runtime/eval/block_size.h"
#include "runtime/eval/block_total.h"
#include "runtime/eval/edges.h"
#include "runtime/eval/event_pass.h"
#include "runtime/eval/issues.h"
#include "runtime/eval/morsels.h"
#include "runtime/eval/output.h"
#include "runtime/eval/step_times.h"
#include "runtime/eval/totals.h"

namespace sop {
namespace {

// One thread's buffers and counts.
struct Worker {
  Machine machine;
  std::vector<PassState> passes;
  IssueCounts counts;
  std::unique_ptr<Chains> chains;
  std::vector<std::uint64_t> totals;  // per root, where the run only totals
  std::unique_ptr<StepTimes> times;   // where somebody wants to know
};

Worker make_worker(const Run& run, std::size_t block_rows) {
  Worker worker{Machine(run.plan.code, block_rows),
                {},
                IssueCounts(run.program.probes.size()),
                std::make_unique<Chains>(),
                std::vector<std::uint64_t>(run.outputs.size()),
                {}};
  if (const Profile* profile = run.context.profile; profile != nullptr)
    worker.times = std::make_unique<StepTimes>(run.program, profile->clock());
  const std::size_t events = std::max(run.context.block_rows, run.prepared.longest_segment);
  worker.passes.reserve(run.plan.passes.size());
  for (const EventPass& pass : run.plan.passes) worker.passes.emplace_back(pass, events, *worker.chains);
  return worker;
}

// The instruction that a step outside event passes is charged to.
InstId charged(const Run& run, const Step& step) {
  const auto index = static_cast<std::size_t>(step.index);
  if (step.kind == StepKind::probe) return run.program.probes[run.plan.code.probes[index].probe].inst;
  if (step.kind == StepKind::output) return run.roots[run.plan.code.outputs[index].root];
  return InstId(step.index);
}

template <bool timed>
void run_steps(const Run& run, Worker& worker, const Block& block) {
  const PlanCode& code = run.plan.code;
  if constexpr (timed) worker.times->start();
  for (const Step& step : code.steps) {
    const auto index = static_cast<std::size_t>(step.index);
    switch (step.kind) {
      case StepKind::evaluate: evaluate_step(run, worker.machine, block, step); break;
      case StepKind::event_pass:
        run_event_pass(run, worker.passes[index], worker.machine, block, worker.counts, worker.times.get());
        break;
      case StepKind::probe: count_failures(worker.machine, block, code.probes[index], worker.counts); break;
      case StepKind::output: {
        const OutputSite& output = code.outputs[index];
        const Vector& value = worker.machine.at(output.slot);
        if (run.only_totals)
          worker.totals[output.root] +=
              block_total(value, run.program.at(run.roots[output.root]).type, block.rows, run.simd);
        else if (run.outputs[output.root].rows > 0)
          paste_output(value, block.rows, block.first, run.outputs[output.root]);
        break;
      }
      case StepKind::outer:
      case StepKind::fold: break;  // of event passes only
    }
    if constexpr (timed) {
      if (step.kind == StepKind::event_pass) continue;  // it has charged everything
      worker.times->charge(charged(run, step));
      if (step.kind == StepKind::evaluate) worker.times->add_rows(charged(run, step), block.rows);
    }
  }
}

// Consecutive customers are read as they lie.
RowMap customers_of(const Frame& frame, std::size_t first, std::size_t rows) {
  const std::uint32_t* customers = frame.customer.data() + first;
  std::size_t i = 0;
  for (std::uint32_t differing = 0; i + 64 <= rows; i += 64) {
    for (std::uint32_t k = 0; k < 64; ++k)
      differing |= customers[i + k] ^ (customers[0] + static_cast<std::uint32_t>(i) + k);
    if (differing != 0) return {.index = customers};
  }
  for (; i < rows; ++i)
    if (customers[i] != customers[0] + i) return {.index = customers};
  return {.first = customers[0]};
}

Block frame_block(const Run& run, std::size_t first, std::size_t rows) {
  const Frame& frame = *run.frame;
  Block block{.rows = rows, .first = first, .has_customers = true, .customers = customers_of(frame, first, rows)};
  if (frame.stream.exists()) {
    block.input = frame.stream;
    block.table = &run.dataset.inputs[frame.stream.index()];
    block.input_rows.index = frame.event.data() + first;
  }
  return block;
}

Block table_block(const Run& run, InputId input, const TableData& table, std::size_t first, std::size_t rows) {
  Block block{.rows = rows, .first = first, .input = input, .table = &table, .input_rows = {.first = first}};
  if (table.customer.size() == table.rows && table.rows > 0)
    block.customers.index = table.customer.data() + first;
  else
    block.customers.first = first;
  block.has_customers = block.customers.index != nullptr || input == run.program.population;
  return block;
}

// Runs all blocks and gathers the issues of the threads; sums and minima need no order.
template <class MakeBlock>
void run_blocks(const Run& run, std::size_t rows, IssueCounts& counts, std::span<std::uint64_t> totals,
                StepTimes* times, MakeBlock make_block) {
  std::mutex merging;
  const std::size_t block_rows = block_size(run.program, run.plan, run.context, rows);
  for_each_morsel(rows, run.context, run.program.insts.size(), [&](MorselQueue& queue) {
    Worker worker = make_worker(run, block_rows);
    for (Morsel morsel; queue.take(morsel);) {
      for (std::size_t first = morsel.first; first < morsel.last; first += block_rows) {
        const Block block = make_block(first, std::min(block_rows, morsel.last - first));
        worker.times == nullptr ? run_steps<false>(run, worker, block) : run_steps<true>(run, worker, block);
      }
      advance_work(run.context.progress, morsel.last - morsel.first, morsel.last - morsel.first);
    }
    const std::lock_guard lock(merging);
    merge_issues(worker.counts, counts);
    if (worker.times != nullptr) times->add(*worker.times);
    for (std::size_t i = 0; i < totals.size(); ++i) totals[i] += worker.totals[i];
  });
}

Evaluation finish(std::vector<ColumnData> values, const IssueCounts& counts) {
  Evaluation evaluation;
  evaluation.values = std::move(values);
  for (ColumnData& column : evaluation.values) finish_output(column);
  for (std::uint32_t i = 0; i < counts.size(); ++i)
    if (counts[i].evaluations > 0) evaluation.issues.emplace(i, counts[i]);
  return evaluation;
}

std::vector<ColumnData> start_outputs(const Program& program, std::span<const InstId> roots, std::size_t rows,
                                      const std::vector<bool>* wanted = nullptr) {
  std::vector<ColumnData> outputs;
  for (std::size_t i = 0; i < roots.size(); ++i)
    outputs.push_back(start_output(program.at(roots[i]).type, wanted == nullptr || (*wanted)[i] ? rows : 0));
  return outputs;
}

// The population's issues, but those of probes that the frame itself watches: they are counted once, over its rows.
void add_population_issues(const Plan& plan, const Prepared& prepared, IssueCounts& counts) {
  std::vector<bool> watched(counts.size(), false);
  for (const ProbeSite& site : plan.code.probes) watched[site.probe] = true;
  for (const EventPass& pass : plan.passes)
    for (const ProbeSite& site : pass.code.probes) watched[site.probe] = true;
  for (const auto& [probe, count] : prepared.population_issues)
    if (!watched[probe]) add_issue(counts[probe], count.evaluations, count.first_customer);
}

OpContext op_context(const Program& program, const RunContext& context) {
  return {&context.zone, program.project.week_start};
}

std::unique_ptr<StepTimes> times_of(const Program& program, const RunContext& context) {
  return context.profile == nullptr ? nullptr : std::make_unique<StepTimes>(program, context.profile->clock());
}

// What is wanted says something of the roots of one evaluation, and nothing of others that it asks for on its way.
RunContext for_other_roots(const RunContext& context) {
  RunContext out = context;
  out.wanted = nullptr;
  return out;
}

// Deciding what will be done, and what is looked up once for all blocks.
template <class Prepare>
auto planned(const RunContext& context, Prepare prepare_it) {
  const InPhase in(context.profile, Phase::planning);
  return prepare_it();
}

}  // namespace

Evaluation evaluate_frame(const Program& program, const Dataset& dataset, const Frame& frame,
                          std::span<const InstId> roots, const RunContext& context,
                          std::span<const AggregateId> inside) {
  const InPhase in(context.profile, Phase::evaluating);
  const Plan plan = planned(context, [&] { return plan_frame(program, roots, inside); });
  const Prepared prepared =
      planned(context, [&] { return prepare(program, dataset, &frame, plan, for_other_roots(context)); });
  std::vector<ColumnData> outputs = start_outputs(program, roots, frame.rows(), context.wanted);
  const Run run{program, dataset, context, &frame, plan, prepared, op_context(program, context), outputs, roots};
  IssueCounts counts(program.probes.size());
  begin_work(context.progress, Work::evaluating, frame.rows());
  const auto times = times_of(program, context);
  run_blocks(run, frame.rows(), counts, {}, times.get(),
             [&](std::size_t first, std::size_t rows) { return frame_block(run, first, rows); });
  add_population_issues(plan, prepared, counts);
  if (times != nullptr) {
    context.profile->add_rows(Phase::evaluating, frame.rows());
    charge_owners(program, *times, *context.profile);
  }
  return finish(std::move(outputs), counts);
}

namespace {

// Calls `work` with the frame, and with what population functions know about everybody where the roots ask for it.
template <class Work>
auto with_edges(const Program& program, const Dataset& dataset, const Frame& frame, std::span<const InstId> roots,
                const RunContext& context, Work work) {
  if (frame.edges != nullptr || program.populations.empty()) return work(frame);
  const std::vector<bool> needed = reached_populations(program, roots);
  if (std::ranges::find(needed, true) == needed.end()) return work(frame);
  Frame informed = frame;
  informed.edges = EdgeBook(program, dataset, frame.batch_as_of, evaluate, for_other_roots(context)).for_roots(roots);
  return work(std::as_const(informed));
}

}  // namespace

Evaluation evaluate(const Program& program, const Dataset& dataset, const Frame& frame, std::span<const InstId> roots,
                    const RunContext& context) {
  return with_edges(program, dataset, frame, roots, context, [&](const Frame& informed) {
    return evaluate_frame(program, dataset, informed, roots, context, {});
  });
}

std::vector<std::uint64_t> totals(const Program& program, const Dataset& dataset, const Frame& asked,
                                  std::span<const InstId> roots, const RunContext& context) {
  return with_edges(program, dataset, asked, roots, context, [&](const Frame& frame) {
    const Plan plan = plan_frame(program, roots, {});
    const Prepared prepared = prepare(program, dataset, &frame, plan, context);
    std::vector<ColumnData> nothing(roots.size());
    const Run run{program, dataset, context, &frame, plan, prepared, op_context(program, context),
                  nothing, roots,   true};
    IssueCounts issues(program.probes.size());
    std::vector<std::uint64_t> out(roots.size(), 0);
    const auto times = times_of(program, context);
    run_blocks(run, frame.rows(), issues, out, times.get(),
               [&](std::size_t first, std::size_t rows) { return frame_block(run, first, rows); });
    if (times != nullptr) charge_owners(program, *times, *context.profile);
    return out;
  });
}

Evaluation evaluate_rows(const Program& program, const Dataset& dataset, InputId input, const TableData& table,
                         std::span<const InstId> roots, const RunContext& context) {
  const InPhase in(context.profile, Phase::evaluating);
  const Plan plan = planned(context, [&] { return plan_rows(program, input, roots); });
  const Prepared prepared = planned(context, [&] { return prepare(program, dataset, nullptr, plan, context); });
  std::vector<ColumnData> outputs = start_outputs(program, roots, table.rows);
  const Run run{program, dataset, context, nullptr, plan, prepared, op_context(program, context), outputs, roots};
  IssueCounts counts(program.probes.size());
  const auto times = times_of(program, context);
  run_blocks(run, table.rows, counts, {}, times.get(),
             [&](std::size_t first, std::size_t rows) { return table_block(run, input, table, first, rows); });
  if (times != nullptr) charge_input(program, input, *times, table.rows, *context.profile);
  return finish(std::move(outputs), counts);
}

Frame batch_frame(const Dataset& dataset, Micros as_of) {
  Frame frame;
  frame.batch_as_of = as_of;
  for (std::uint32_t customer = 0; customer < dataset.customers; ++customer)
    if (dataset.exists_since.empty() || dataset.exists_since[customer] <= as_of) frame.customer.push_back(customer);
  return frame;
}

}  // namespace sop
