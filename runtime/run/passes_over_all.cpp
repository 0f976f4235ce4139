#include "runtime/run/passes_over_all.h"

#include <algorithm>

#include "compiler/passes/rebuild.h"
#include "runtime/journeys/timeline.h"

namespace sop {
namespace {

// Does an expression read what a run changes on its way?
class Moving {
 public:
  explicit Moving(const Program& program) : program_(program) {}

  bool operator()(std::span<const InstId> roots) const {
    std::vector<InstId> open(roots.begin(), roots.end());
    std::vector<bool> seen(program_.insts.size(), false);
    while (!open.empty()) {
      const InstId id = open.back();
      open.pop_back();
      if (!id.exists() || seen[id.index()]) continue;
      seen[id.index()] = true;
      if (changes(program_.at(id))) return true;
      for (const InstId part : read_by(id)) open.push_back(part);
    }
    return false;
  }

 private:
  static bool is_aggregate(const Inst& inst) {
    return inst.kind == InstKind::event_aggregate || inst.kind == InstKind::customer_aggregate ||
           inst.kind == InstKind::pick_row;
  }
  bool changes(const Inst& inst) const {
    if (inst.kind == InstKind::history || inst.kind == InstKind::has_tag || inst.kind == InstKind::kept) return true;
    const bool of_input = inst.kind == InstKind::column || inst.kind == InstKind::lookup;
    if (of_input) return program_.inputs[static_cast<std::size_t>(inst.a)].recorded;
    if (!is_aggregate(inst)) return false;
    const InputId input = program_.aggregates[static_cast<std::size_t>(inst.a)].input;
    return input.exists() && program_.inputs[input.index()].recorded;
  }
  std::vector<InstId> read_by(InstId id) const {
    const Inst& inst = program_.at(id);
    const auto args = program_.args_of(id);
    std::vector<InstId> out(args.begin(), args.end());
    if (inst.kind == InstKind::fact) out.push_back(program_.facts[static_cast<std::size_t>(inst.a)].root);
    if (is_aggregate(inst))
      for (const InstId part : parts_of(program_.aggregates[static_cast<std::size_t>(inst.a)])) out.push_back(part);
    return out;
  }

  const Program& program_;
};

// What is evaluated before the end of a run: everything but facts, lists and the conditions of rules on state. Reports
// and what the checker asks are no part of a run.
std::vector<InstId> early_roots(const Program& program) {
  Program rest = program;
  rest.asked.clear();
  rest.assumptions.clear();
  rest.funnels.clear();
  rest.reports.clear();
  rest.lists.clear();
  rest.facts.clear();
  const bool all_at_end = !needs_timeline(program) &&
                          std::ranges::all_of(program.rules, [](const Rule& rule) { return rule.triggers.empty(); });
  for (Rule& rule : rest.rules)
    if (rule.triggers.empty()) rule.condition = {};
  if (all_at_end) {
    rest.rules.clear();
    rest.guards.clear();
    rest.texts.clear();
  }
  std::vector<InstId> roots;
  for_each_root(rest, [&](InstId& root) {
    if (root.exists()) roots.push_back(root);
  });
  return roots;
}

// Does a run look anything up among all rows (histories.cpp, moments.cpp, tag_book.cpp)?
bool asks_rows(const Program& program, RunKind kind) {
  const bool with_memory = kind.with_memory;
  if (kind.with_memory && kind.with_tags) return true;
  const auto on_clock = [](const Trigger& trigger) { return trigger.clock.kind != ClockKind::none; };
  for (const Rule& rule : program.rules)
    if ((!with_memory || rule.backfill) && std::ranges::any_of(rule.triggers, on_clock)) return true;
  for (const Journey& journey : program.journeys)
    for (const JourneyEntry& entry : journey.entries)
      if ((!with_memory || journey.backfill) && on_clock(entry.trigger)) return true;
  return !with_memory && std::ranges::any_of(program.histories, [](const History& history) {
    return !history.runs_only && history.kind != MemoryKind::crossing;
  });
}

// The questions of one kind level by level, given that those `known` are.
void add_passes(const std::vector<std::vector<std::size_t>>& levels, const std::vector<bool>& moving, bool at_end,
                std::vector<PassOverAll>& passes) {
  for (const std::vector<std::size_t>& level : levels) {
    PassOverAll pass{{}, at_end, false};
    std::ranges::copy_if(level, std::back_inserter(pass.asked), [&](std::size_t i) { return moving[i] == at_end; });
    if (pass.asked.empty()) continue;
    if (!at_end && passes.size() == 1 && passes[0].asked.empty()) {
      passes[0].asked = std::move(pass.asked);  // rows are looked up beside
      continue;
    }
    passes.push_back(std::move(pass));
  }
}

}  // namespace

bool PassesOverAll::all_in_pieces() const {
  return std::ranges::all_of(refused, [](NotInPieces why) { return why == NotInPieces::no; });
}

PassesOverAll passes_over_all(const Program& program, RunKind kind) {
  const std::size_t count = questions_of_all(program);
  PassesOverAll out;
  if (asks_rows(program, kind)) out.passes.push_back({{}, false, true});
  if (count == 0) return out;
  const std::vector<bool> early = reached_questions(program, early_roots(program));
  out.asks_early = std::ranges::find(early, true) != early.end();
  const Moving is_moving(program);
  std::vector<bool> moving(count);
  for (std::size_t i = 0; i < count; ++i) moving[i] = is_moving(roots_of_question(program, i));
  const std::vector<std::vector<std::size_t>> levels = levels_of_all(program);
  add_passes(levels, moving, false, out.passes);
  add_passes(levels, moving, true, out.passes);
  const std::vector<InstId> aggregates = customer_aggregates(program);
  out.refused.assign(count, NotInPieces::no);
  for (std::size_t i = 0; i < count; ++i) {
    const bool is_aggregate = i >= program.populations.size();
    if (early[i] && is_aggregate) out.refused[i] = NotInPieces::at_events;
    if (early[i] && moving[i]) out.refused[i] = NotInPieces::on_its_way;
    if (!is_aggregate) continue;
    const Inst& inst = program.at(aggregates[i - program.populations.size()]);
    if (!has_parts(program.aggregates[static_cast<std::size_t>(inst.a)])) out.refused[i] = NotInPieces::at_events;
  }
  for (const std::vector<std::size_t>& level : levels)
    for (const std::size_t i : level) {
      const std::vector<bool> reads = reached_questions(program, roots_of_question(program, i));
      for (std::size_t r = 0; r < count; ++r)
        if (reads[r] && out.refused[r] != NotInPieces::no && out.refused[i] == NotInPieces::no)
          out.refused[i] = NotInPieces::stands_on;
    }
  return out;
}

PartsOfAll part_of_run(const Program& program, Dataset& dataset, RunOptions options, const RunContext& context,
                       const PassOverAll& pass) {
  PartsOfAll parts;
  options.asked_of_all = {&pass.asked, pass.at_end, pass.rows, &parts};
  static_cast<void>(run(program, dataset, options, context));
  return parts;
}

}  // namespace sop
