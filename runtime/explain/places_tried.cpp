#include "runtime/explain/places_tried.h"

#include <algorithm>

#include "runtime/eval/distribution.h"
#include "runtime/eval/edges.h"
#include "runtime/explain/reached.h"

namespace sop {
namespace {

void set_bit_of(BitWords& bits, std::size_t row, bool value) { value ? set_bit(bits, row) : clear_bit(bits, row); }

// Her value among everybody's.
void put(ColumnData& all, std::size_t row, const ColumnData& hers) {
  const bool known = hers.is_known(0);
  if (!known && all.known.empty()) all.known.assign((all.rows + 63) / 64, ~std::uint64_t{0});
  if (!all.known.empty()) set_bit_of(all.known, row, known);
  if (!hers.whole.empty()) all.whole[row] = hers.whole[0];
  if (!hers.real.empty()) all.real[row] = hers.real[0];
  if (!hers.codes.empty()) all.codes[row] = hers.codes[0];
  if (!hers.bits.empty()) set_bit_of(all.bits, row, bit_at(hers.bits, 0));
}

// Is a number over all customers part of it?
bool reads_all(const Program& program, std::span<const InstId> roots) {
  const std::vector<bool> below = reached_of_hers(program, roots);
  for (std::size_t i = 0; i < below.size(); ++i)
    if (below[i] && program.insts[i].kind == InstKind::customer_aggregate) return true;
  return false;
}

}  // namespace

PlacesTried::PlacesTried(const DecidedRun& run, const Evaluating& with, const Snapshot& at, const Program& asked_in,
                         std::span<const InstId> asked)
    : run_(run), with_(with), at_(at) {
  const std::vector<bool> reached = reached_populations(asked_in, asked);
  for (std::size_t i = 0; i < reached.size(); ++i)
    if (reached[i]) mine_.push_back(i);
  // What is read by one of them is known to be read, too.
  std::vector<InstId> inner;
  for (const std::size_t i : mine_)
    for (const InstId part : {run.program.populations[i].x, run.program.populations[i].among})
      if (part.exists()) inner.push_back(part);
  const std::vector<bool> below = reached_populations(run.program, inner);
  for (std::size_t i = 0; i < below.size(); ++i)
    if (below[i] && !reached[i]) mine_.push_back(i);
  std::ranges::sort(mine_);
  if (at.frame().edges == nullptr) mine_.clear();
  if (mine_.empty()) return;
  everyone_ = batch_frame(run.dataset, run.options.as_of);
  by_id_ = rows_by_id(run.dataset, everyone_);
  const auto her = std::ranges::find(everyone_.customer, at.customer());
  her_row_ = static_cast<std::size_t>(her - everyone_.customer.begin());
  if (her == everyone_.customer.end()) mine_.clear();
}

bool PlacesTried::moves(std::size_t population) const { return std::ranges::find(mine_, population) != mine_.end(); }

PlacesTried::Values PlacesTried::values_of(std::size_t population, const std::shared_ptr<const Edges>& edges) {
  const Population& form = run_.program.populations[population];
  std::vector<InstId> roots{form.x};
  if (form.among.exists()) roots.push_back(form.among);
  const std::vector<bool> reads = reached_populations(run_.program, roots);
  const bool alone = std::ranges::none_of(reads, [](bool read) { return read; });
  if (const auto known = first_.find(population); alone && known != first_.end()) return known->second;
  Frame frame = everyone_;
  frame.edges = edges;
  Evaluation found = with_.evaluate(run_.program, run_.dataset, frame, roots, run_.context);
  Values out{std::move(found.values[0]), {}, form.among.exists()};
  if (out.has_among) out.among = std::move(found.values[1]);
  if (alone) first_.emplace(population, out);
  return out;
}

// Hers is another value; where it moves what others are compared with, theirs may be, too.
PlacesTried::Values PlacesTried::under(std::size_t population, const Change& change, Lab& lab, const KnownValue& her_id,
                                       const std::shared_ptr<const Edges>& edges) {
  const Population& form = run_.program.populations[population];
  std::vector<InstId> roots{lab.replaced_among_all(form.x, change.what, change.to, her_id)};
  if (form.among.exists()) roots.push_back(lab.replaced_among_all(form.among, change.what, change.to, her_id));
  const bool of_all = reads_all(lab.program(), roots);
  Frame frame = everyone_;
  if (!of_all) frame.customer = {at_.customer()};
  frame.edges = edges;
  Evaluation found = with_.evaluate(lab.program(), run_.dataset, frame, roots, run_.context);
  if (of_all) {
    Values out{std::move(found.values[0]), {}, form.among.exists()};
    if (out.has_among) out.among = std::move(found.values[1]);
    return out;
  }
  Values out = values_of(population, edges);
  put(out.x, her_row_, found.values[0]);
  if (out.has_among) put(out.among, her_row_, found.values[1]);
  return out;
}

bool PlacesTried::are_old() const {
  const RunMemory* before = run_.options.before;
  return before != nullptr && std::ranges::any_of(mine_, [&](std::size_t i) {
           return before->edges.contains(run_.program.populations[i].definition);
         });
}

std::shared_ptr<const Edges> PlacesTried::of_today() {
  auto edges = std::make_shared<Edges>(*at_.frame().edges);
  for (const std::size_t i : mine_) {
    const Values values = values_of(i, edges);
    edges->populations[i] =
        distribution_of(run_.program.populations[i], values.x, values.has_among ? &values.among : nullptr,
                        {run_.dataset, everyone_, by_id_});
  }
  return edges;
}

std::shared_ptr<const Edges> PlacesTried::with(const Change& change, Lab& lab, const KnownValue& her_id) {
  auto edges = std::make_shared<Edges>(*at_.frame().edges);
  for (const std::size_t i : mine_) {
    const Values values = under(i, change, lab, her_id, edges);
    edges->populations[i] =
        distribution_of(run_.program.populations[i], values.x, values.has_among ? &values.among : nullptr,
                        {run_.dataset, everyone_, by_id_});
  }
  return edges;
}

}  // namespace sop
