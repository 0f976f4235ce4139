#include "runtime/eval/edges.h"

#include <algorithm>
#include <numeric>

#include "runtime/eval/distribution.h"

namespace sop {
namespace {

// Which populations some roots read, each instruction once.
class Reached {
 public:
  explicit Reached(const Program& program)
      : program_(program), seen_(program.insts.size(), false), populations_(program.populations.size(), false) {}

  void from(InstId root) {
    if (root.exists()) open_.push_back(root);
    while (!open_.empty()) {
      const InstId id = open_.back();
      open_.pop_back();
      if (seen_[id.index()]) continue;
      seen_[id.index()] = true;
      visit(id);
    }
  }
  const std::vector<bool>& populations() const { return populations_; }

 private:
  void visit(InstId id) {
    const Inst& inst = program_.at(id);
    const auto payload = static_cast<std::size_t>(inst.a);
    for (const InstId arg : program_.args_of(id)) open_.push_back(arg);
    if (inst.kind == InstKind::population) populations_[payload] = true;
    if (inst.kind == InstKind::fact) open_.push_back(program_.facts[payload].root);
    if (inst.kind == InstKind::event_aggregate || inst.kind == InstKind::customer_aggregate)
      for (const InstId part : parts_of(program_.aggregates[payload]))
        if (part.exists()) open_.push_back(part);
  }

  const Program& program_;
  std::vector<bool> seen_, populations_;
  std::vector<InstId> open_;
};

std::vector<bool> read_by(const Program& program, const Population& form) {
  const InstId roots[] = {form.x, form.among};
  return reached_populations(program, roots);
}

// 1 for what reads no other population, one more for each level that it stands on.
std::vector<int> levels_of(const Program& program, std::vector<bool>& needed) {
  std::vector<int> level(program.populations.size(), 0);
  for (std::size_t i = program.populations.size(); i-- > 0;) {
    if (!needed[i]) continue;
    const std::vector<bool> reads = read_by(program, program.populations[i]);
    for (std::size_t r = 0; r < i; ++r) needed[r] = needed[r] || reads[r];
  }
  for (std::size_t i = 0; i < level.size(); ++i) {
    if (!needed[i]) continue;
    const std::vector<bool> reads = read_by(program, program.populations[i]);
    level[i] = 1;
    for (std::size_t r = 0; r < i; ++r)
      if (reads[r]) level[i] = std::max(level[i], level[r] + 1);
  }
  return level;
}

}  // namespace

std::vector<bool> reached_populations(const Program& program, std::span<const InstId> roots) {
  Reached reached(program);
  for (const InstId root : roots) reached.from(root);
  return reached.populations();
}

std::vector<std::uint32_t> rows_by_id(const Dataset& dataset, const Frame& frame) {
  std::vector<std::uint32_t> order(frame.rows());
  std::iota(order.begin(), order.end(), 0);
  const auto id = [&](std::uint32_t row) { return dataset.pool->text(dataset.customer_ids[frame.customer[row]]); };
  std::ranges::sort(order, {}, id);
  return order;
}

std::shared_ptr<const Edges> compute_edges(const Program& program, const Dataset& dataset, Micros as_of,
                                           const std::vector<bool>& needed, EvaluateFn evaluate,
                                           const RunContext& context) {
  auto edges = std::make_shared<Edges>();
  edges->as_of = as_of;
  edges->populations.resize(program.populations.size());
  Frame everyone = batch_frame(dataset, as_of);
  everyone.edges = edges;
  std::vector<bool> wanted = needed;
  const std::vector<int> level = levels_of(program, wanted);
  const int deepest = level.empty() ? 0 : std::ranges::max(level);
  const std::vector<std::uint32_t> by_id = deepest > 0 ? rows_by_id(dataset, everyone) : std::vector<std::uint32_t>{};
  for (int now = 1; now <= deepest; ++now) {
    std::vector<InstId> roots;
    for (std::size_t i = 0; i < level.size(); ++i)
      if (level[i] == now)
        for (const InstId part : {program.populations[i].x, program.populations[i].among})
          if (part.exists()) roots.push_back(part);
    Evaluation found = evaluate(program, dataset, everyone, roots, context);
    std::size_t next = 0;
    for (std::size_t i = 0; i < level.size(); ++i) {
      if (level[i] != now) continue;
      const Population& form = program.populations[i];
      const ColumnData& x = found.values[next++];
      const ColumnData* among = form.among.exists() ? &found.values[next++] : nullptr;
      edges->populations[i] = distribution_of(form, x, among, {dataset, everyone, by_id});
    }
  }
  return edges;
}

}  // namespace sop
