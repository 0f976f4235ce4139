#include "compiler/diff/diff_journeys.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "compiler/diff/clauses.h"
#include "compiler/diff/step_pairs.h"
#include "compiler/diff/written_parts.h"

namespace sop {
namespace {

class JourneyComparison {
 public:
  JourneyComparison(Versions& versions, const Journey& old, const Journey& now, DiffEntry& out)
      : v_(versions), old_(old), now_(now), out_(out) {}

  void run() {
    entries();
    if (!v_.same_value(old_.key, now_.key)) written_part(DiffPart::key, {N::key});
    if (old_.reenter != now_.reenter || !v_.same_value(old_.period, now_.period) || old_.times != now_.times ||
        old_.while_live != now_.while_live || old_.backfill != now_.backfill)
      written_part(DiffPart::reentry, {N::reenter, N::while_live, N::backfill});
    goals();
    exits();
    steps();
  }

 private:
  using N = NodeKind;

  Node was_written() const { return declaration_at(v_.old_text(), old_.span); }
  Node is_written() const { return declaration_at(v_.now_text(), now_.span); }

  void written_part(DiffPart part, std::initializer_list<NodeKind> kinds) {
    add_part(out_, {part, DiffChange::changed, written_clauses(v_.old_text(), was_written(), kinds),
                    written_clauses(v_.now_text(), is_written(), kinds)});
  }

  static std::string entry_written(const DiffedProgram& version, Node journey, std::size_t number) {
    const std::vector<Node> entries = journey.children(N::enter_clause);
    return number < entries.size() ? whole_line(version, entries[number].span()) : "";
  }

  static std::string goal_written(const DiffedProgram& version, Node journey, const std::string& name) {
    for (Node goal : journey.children(N::goal)) {
      Span words = goal.span();
      words.begin = goal.first_token().end;  // `goal` is said already
      if (const std::string text = whole_line(version, words); text.find(name) != std::string::npos) return text;
    }
    return name;
  }

  void entries() {
    const bool alike = std::ranges::equal(old_.entries, now_.entries, [](const auto& a, const auto& b) {
      return a.by_rule == b.by_rule && a.becoming.exists() == b.becoming.exists() &&
             a.include_existing == b.include_existing && a.enter_redefined == b.enter_redefined;
    });
    if (!alike) return written_part(DiffPart::entry, {N::enter_clause});
    for (std::size_t i = 0; i < old_.entries.size(); ++i) {
      const JourneyEntry &was = old_.entries[i], &is = now_.entries[i];
      const std::string before = entry_written(v_.old_text(), was_written(), i);
      const std::string after = entry_written(v_.now_text(), is_written(), i);
      if (was.becoming.exists()) {
        add_condition(out_, DiffPart::entry, v_.conditions(becoming(v_.old(), was), becoming(v_.now(), is)), before,
                      after);
      } else if (!was.by_rule) {
        compare_triggers(v_, {was.trigger}, {is.trigger}, DiffPart::entry, out_, before, after);
      }
      add_condition(out_, DiffPart::entry, v_.conditions(was.condition, is.condition), before, after);
    }
  }

  static InstId becoming(const Program& program, const JourneyEntry& entry) {
    return program.histories[entry.becoming.index()].value;
  }

  void goals() {
    std::map<std::string, const JourneyGoal*> before;
    for (const JourneyGoal& goal : old_.goals) before.emplace(goal.name, &goal);
    for (const JourneyGoal& goal : now_.goals) {
      const auto found = before.find(goal.name);
      if (found == before.end()) {
        add_part(out_, {DiffPart::goal, DiffChange::added, "", goal.name});
        continue;
      }
      const JourneyGoal& was = *found->second;
      if (!v_.same_value(was.within, goal.within))
        add_part(out_, {DiffPart::goal, DiffChange::changed, goal_written(v_.old_text(), was_written(), was.name),
                        goal_written(v_.now_text(), is_written(), goal.name)});
      add_condition(out_, DiffPart::goal, v_.conditions(was.condition, goal.condition), was.name, goal.name);
      before.erase(found);
    }
    for (const auto& [name, goal] : before) add_part(out_, {DiffPart::goal, DiffChange::removed, name, ""});
  }

  // All of them together: an instance leaves where one of them holds.
  void exits() {
    std::vector<FormulaId> was, is;
    for (const InstId exit : old_.exits) was.push_back(v_.comparing().of(v_.from_old(exit)));
    for (const InstId exit : now_.exits) is.push_back(v_.comparing().of(exit));
    add_condition(out_, DiffPart::exit, v_.comparing().any_of(was, is));
  }

  // ---- Steps

  void steps() {
    const StepPairs pairs = pair_steps(old_, now_);
    std::size_t next_old = 0;
    for (std::size_t n = 0; n < now_.steps.size(); ++n) {
      const std::int32_t o = pairs.old_of[n];
      if (o < 0) {
        add_part(out_, step_part(DiffChange::added, nullptr, &now_.steps[n]));
        continue;
      }
      for (; next_old < static_cast<std::size_t>(o); ++next_old) removed(pairs, next_old);
      next_old = static_cast<std::size_t>(o) + 1;
      step(old_.steps[static_cast<std::size_t>(o)], now_.steps[n], pairs);
    }
    for (; next_old < old_.steps.size(); ++next_old) removed(pairs, next_old);
  }

  void removed(const StepPairs& pairs, std::size_t o) {
    if (pairs.now_of[o] < 0) add_part(out_, step_part(DiffChange::removed, &old_.steps[o], nullptr));
  }

  PartDiff step_part(DiffChange change, const JourneyStep* was, const JourneyStep* is) const {
    PartDiff out{DiffPart::step, change, was != nullptr ? step_text(v_.old_text(), *was) : "",
                 is != nullptr ? step_text(v_.now_text(), *is) : ""};
    out.identity = was != nullptr ? was->identity : is->identity;
    return out;
  }

  void step(const JourneyStep& was, const JourneyStep& is, const StepPairs& pairs) {
    PartDiff differs = step_part(DiffChange::same, &was, &is);
    if (written(was, Version::old) != written(is, Version::now) || !same_way(was, is, pairs))
      differs.change = DiffChange::changed;
    const auto compare = [&](InstId before, InstId after) {
      const ConditionDiff condition = v_.conditions(before, after);
      const DiffChange change = change_of(condition);
      if (change == DiffChange::same) return;
      if (!differs.condition) differs.condition = condition;
      if (differs.change != DiffChange::changed) differs.change = change;
    };
    compare(was.condition, is.condition);
    for (std::size_t i = 0; i < std::min(was.arms.size(), is.arms.size()); ++i)
      compare(was.arms[i].condition, is.arms[i].condition);
    if (differs.change != DiffChange::same && differs.was == differs.now) {
      differs.was = step_with_arms(v_.old_text(), was);
      differs.now = step_with_arms(v_.now_text(), is);
    }
    if (differs.change != DiffChange::same) add_part(out_, std::move(differs));
  }

  // All of a step but its conditions and where it leads.
  std::string written(const JourneyStep& step, Version version) {
    const auto at = [&](InstId id) { return (version == Version::old ? v_.from_old(id) : id).value; };
    const Program& program = version == Version::old ? v_.old() : v_.now();
    const Journey& journey = version == Version::old ? old_ : now_;
    std::string out =
        fmt::format("{} {} {} {} {} {} {} {} {} {} {} {} {}", static_cast<int>(step.kind), step.stage, at(step.length),
                    at(step.until), step.at_us, static_cast<int>(step.past), static_cast<int>(step.missing),
                    at(step.up_to), at(step.grace), step.reuse, step.salt, at(step.by), step.times);
    if (step.action >= 0) out += " " + canonical(v_, version, journey.actions[static_cast<std::size_t>(step.action)]);
    for (const StepArm& arm : step.arms)
      out += fmt::format(" [{} {} {} {}]", arm.name, arm.weight, arm.condition.exists(),
                         arm.stream.exists() ? program.inputs[arm.stream.index()].name : "");
    return out;
  }

  // Does it lead where it led? What was taken out or put in between is told by itself.
  bool same_way(const JourneyStep& was, const JourneyStep& is, const StepPairs& pairs) const {
    const auto same = [&](std::int32_t o, std::int32_t n) {
      if (o == no_step || n == no_step) return o == n || lone(o, n, pairs);
      const std::int32_t expected = pairs.now_of[static_cast<std::size_t>(o)];
      return expected == n || expected < 0 || pairs.old_of[static_cast<std::size_t>(n)] < 0;
    };
    if (!same(was.next, is.next) || !same(was.skip, is.skip) || !same(was.body, is.body)) return false;
    return std::ranges::equal(was.arms, is.arms,
                              [&](const StepArm& a, const StepArm& b) { return same(a.next, b.next); });
  }

  // The end on one side, a step of one version alone on the other.
  static bool lone(std::int32_t o, std::int32_t n, const StepPairs& pairs) {
    return o == no_step ? pairs.old_of[static_cast<std::size_t>(n)] < 0 : pairs.now_of[static_cast<std::size_t>(o)] < 0;
  }

  Versions& v_;
  const Journey& old_;
  const Journey& now_;
  DiffEntry& out_;
};

}  // namespace

void compare_journeys(Versions& versions, ProgramDiff& diff) {
  std::map<std::string, const Journey*> before;
  for (const Journey& journey : versions.old().journeys) before.emplace(journey.name, &journey);
  for (const Journey& journey : versions.now().journeys) {
    DiffEntry& entry =
        diff.entries.emplace_back(DiffEntry{DiffKind::journey, journey.name, "", "", DiffChange::same, {}, {}});
    const auto found = before.find(journey.name);
    if (found == before.end()) {
      entry.change = DiffChange::added;
      continue;
    }
    JourneyComparison(versions, *found->second, journey, entry).run();
    before.erase(found);
  }
  for (const Journey& journey : versions.old().journeys)
    if (before.contains(journey.name))
      diff.entries.push_back({DiffKind::journey, journey.name, "", "", DiffChange::removed, {}, {}});
}

}  // namespace sop
