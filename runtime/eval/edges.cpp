#include "runtime/eval/edges.h"

#include <algorithm>
#include <numeric>

#include "runtime/eval/distribution.h"
#include "runtime/eval/edge_parts.h"

namespace sop {
namespace {

std::vector<bool> read_by(const Program& program, const Population& form) {
  const InstId roots[] = {form.x, form.among};
  return reached_populations(program, roots);
}

// The populations still to be found out, those that read no other first, then what stands on them.
std::vector<std::vector<std::size_t>> levels_of(const Program& program, std::vector<bool> needed,
                                                const std::vector<bool>& known) {
  const std::size_t count = program.populations.size();
  std::vector<std::vector<bool>> reads(count);
  for (std::size_t i = count; i-- > 0;) {
    if (!needed[i] || known[i]) continue;
    reads[i] = read_by(program, program.populations[i]);
    for (std::size_t r = 0; r < i; ++r) needed[r] = needed[r] || reads[i][r];
  }
  std::vector<std::vector<std::size_t>> levels;
  std::vector<std::size_t> level(count, 0);
  for (std::size_t i = 0; i < count; ++i) {
    if (!needed[i] || known[i]) continue;
    level[i] = 1;
    for (std::size_t r = 0; r < i; ++r)
      if (reads[i][r]) level[i] = std::max(level[i], level[r] + 1);
    if (levels.size() < level[i]) levels.emplace_back();
    levels[level[i] - 1].push_back(i);
  }
  return levels;
}

}  // namespace

// The first of the questions that are asked of all (edge_parts.h).
std::vector<bool> reached_populations(const Program& program, std::span<const InstId> roots) {
  std::vector<bool> reached = reached_questions(program, roots);
  reached.resize(program.populations.size());
  return reached;
}

std::vector<std::uint32_t> rows_by_id(const Dataset& dataset, const Frame& frame) {
  std::vector<std::uint32_t> order(frame.rows());
  std::iota(order.begin(), order.end(), 0);
  const auto id = [&](std::uint32_t row) { return dataset.pool->text(dataset.customer_ids[frame.customer[row]]); };
  std::ranges::sort(order, {}, id);
  return order;
}

EdgeBook::EdgeBook(const Program& program, const Dataset& dataset, Micros as_of, EvaluateFn evaluate,
                   const RunContext& context)
    : program_(program),
      dataset_(dataset),
      evaluate_(evaluate),
      context_(context),
      edges_(std::make_shared<Edges>()),
      known_(program.populations.size(), false) {
  edges_->as_of = as_of;
  edges_->populations.resize(program.populations.size());
  if (context.among_all != nullptr) take_known(*context.among_all);
}

// Of all customers, where the dataset holds only some of them.
void EdgeBook::take_known(const KnownOfAll& all) {
  for (std::size_t i = 0; i < all.populations.size() && i < known_.size(); ++i)
    if (all.known[i] && all.as_of == edges_->as_of) take(PopulationId(i), all.populations[i]);
}

void EdgeBook::take(PopulationId id, PopulationEdges edges) {
  edges_->populations[id.index()] = std::move(edges);
  known_[id.index()] = true;
}

std::shared_ptr<const Edges> EdgeBook::for_roots(std::span<const InstId> roots) {
  if (program_.populations.empty()) return edges_;
  return find_out(reached_populations(program_, roots));
}

std::shared_ptr<const Edges> EdgeBook::all() { return find_out(std::vector<bool>(program_.populations.size(), true)); }

std::shared_ptr<const Edges> EdgeBook::find_out(const std::vector<bool>& needed) {
  const auto levels = levels_of(program_, needed, known_);
  if (!levels.empty() && context_.among_all != nullptr) throw NotKnownOfAll();
  if (!levels.empty() && everyone_.edges == nullptr) {
    everyone_ = batch_frame(dataset_, edges_->as_of);
    everyone_.edges = edges_;
    by_id_ = rows_by_id(dataset_, everyone_);
  }
  for (const std::vector<std::size_t>& level : levels) add(level);
  return edges_;
}

void EdgeBook::add(const std::vector<std::size_t>& level) {
  const InPhase in(context_.profile, Phase::distributions);
  std::vector<InstId> roots;
  for (const std::size_t i : level)
    for (const InstId part : {program_.populations[i].x, program_.populations[i].among})
      if (part.exists()) roots.push_back(part);
  const Evaluation found = evaluate_(program_, dataset_, everyone_, roots, context_);
  std::size_t next = 0;
  for (const std::size_t i : level) {
    const Population& form = program_.populations[i];
    const ColumnData& x = found.values[next++];
    const ColumnData* among = form.among.exists() ? &found.values[next++] : nullptr;
    edges_->populations[i] = distribution_of(form, x, among, {dataset_, everyone_, by_id_});
    known_[i] = true;
  }
}

}  // namespace sop
