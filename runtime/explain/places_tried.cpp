#include "runtime/explain/places_tried.h"

#include <algorithm>

#include "runtime/eval/distribution.h"
#include "runtime/eval/edges.h"

namespace sop {
namespace {

constexpr std::size_t rows_to_go_through = 20'000'000, fewest_tries = 20, most_tries_at_all = 1'000;
constexpr std::ptrdiff_t neighbours = 3;

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

bool is_top(PopulationOp op) {
  return op == PopulationOp::top || op == PopulationOp::top_share || op == PopulationOp::top_reaching;
}

// The values of others on both sides of the cut: what she would have to pass lies there.
template <class T>
void add_neighbours(std::vector<T> others, std::vector<T>& cut) {
  std::ranges::sort(others);
  const auto [same, end] = std::ranges::unique(others);
  others.erase(same, end);
  const T at = cut.empty() ? T{} : cut.front();
  const auto place = std::ranges::lower_bound(others, at) - others.begin();
  const auto first = std::max<std::ptrdiff_t>(0, place - neighbours);
  const auto last = std::min<std::ptrdiff_t>(std::ssize(others), place + neighbours + 1);
  cut.assign(others.begin() + first, others.begin() + last);
}

}  // namespace

PlacesTried::PlacesTried(const DecidedRun& run, const Evaluating& with, const Snapshot& at, const Program& asked_in,
                         std::span<const InstId> asked)
    : run_(run), with_(with), at_(at) {
  const RunMemory* before = run.options.before;
  const std::vector<bool> reached = reached_populations(asked_in, asked);
  for (std::size_t i = 0; i < reached.size(); ++i)
    if (reached[i] && (before == nullptr || !before->edges.contains(run.program.populations[i].definition)))
      mine_.push_back(i);
  // What is read by one of them is known to be read, too.
  std::vector<InstId> inner;
  for (const std::size_t i : mine_)
    for (const InstId part : {run.program.populations[i].x, run.program.populations[i].among})
      if (part.exists()) inner.push_back(part);
  const std::vector<bool> below = reached_populations(run.program, inner);
  for (std::size_t i = 0; i < below.size(); ++i)
    if (below[i] && !reached[i] &&
        (before == nullptr || !before->edges.contains(run.program.populations[i].definition)))
      mine_.push_back(i);
  std::ranges::sort(mine_);
  if (at.frame().edges == nullptr) mine_.clear();
  if (mine_.empty()) return;
  everyone_ = batch_frame(run.dataset, run.options.as_of);
  by_id_ = rows_by_id(run.dataset, everyone_);
  const auto her = std::ranges::find(everyone_.customer, at.customer());
  her_row_ = static_cast<std::size_t>(her - everyone_.customer.begin());
  if (her == everyone_.customer.end()) mine_.clear();
}

std::size_t PlacesTried::most_tries() const {
  const std::size_t rows = std::max<std::size_t>(1, everyone_.rows() * mine_.size());
  return std::clamp(rows_to_go_through / rows, fewest_tries, most_tries_at_all);
}

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

std::shared_ptr<const Edges> PlacesTried::without_her() {
  auto edges = std::make_shared<Edges>(*at_.frame().edges);
  for (const std::size_t i : mine_) {
    Values values = values_of(i, edges);
    if (!values.has_among) {
      values.among = make_column({TypeKind::boolean, false, {}}, everyone_.rows());
      for (std::size_t row = 0; row < everyone_.rows(); ++row) set_bit(values.among.bits, row);
    }
    clear_bit(values.among.bits, her_row_);
    edges->populations[i] =
        distribution_of(run_.program.populations[i], values.x, &values.among, {run_.dataset, everyone_, by_id_});
    if (!is_top(run_.program.populations[i].op)) continue;
    std::vector<std::int64_t> whole;
    std::vector<double> real;
    for (std::size_t row = 0; row < everyone_.rows(); ++row) {
      if (!values.x.is_known(row) || !bit_at(values.among.bits, row)) continue;
      if (!values.x.whole.empty()) whole.push_back(values.x.whole[row]);
      if (!values.x.real.empty()) real.push_back(values.x.real[row]);
    }
    if (!whole.empty()) add_neighbours(std::move(whole), edges->populations[i].whole);
    if (!real.empty()) add_neighbours(std::move(real), edges->populations[i].real);
  }
  return edges;
}

std::shared_ptr<const Edges> PlacesTried::with(const Change& change, Lab& lab) {
  std::shared_ptr<Edges> edges;
  for (const std::size_t i : mine_) {
    const Population& form = run_.program.populations[i];
    std::vector<InstId> hers{lab.replaced(form.x, change.what, change.to)};
    if (form.among.exists()) hers.push_back(lab.replaced(form.among, change.what, change.to));
    const bool changed = hers[0] != form.x || (form.among.exists() && hers[1] != form.among);
    if (!changed && edges == nullptr) continue;  // nothing below it has moved
    if (edges == nullptr) edges = std::make_shared<Edges>(*at_.frame().edges);
    Values values = values_of(i, edges);
    Frame frame;
    frame.customer = {at_.customer()};
    frame.batch_as_of = run_.options.as_of;
    frame.edges = edges;
    const Evaluation found = with_.evaluate(lab.program(), run_.dataset, frame, hers, run_.context);
    put(values.x, her_row_, found.values[0]);
    if (values.has_among) put(values.among, her_row_, found.values[1]);
    edges->populations[i] =
        distribution_of(form, values.x, values.has_among ? &values.among : nullptr, {run_.dataset, everyone_, by_id_});
  }
  return edges == nullptr ? at_.frame().edges : edges;
}

}  // namespace sop
