#include "runtime/cost/goal_first.h"

#include <algorithm>

namespace sop {
namespace {

// The same question, of the event itself or of a row of its stream.
class SameQuestion {
 public:
  explicit SameQuestion(const Program& program) : program_(program) {}

  bool same(InstId a, InstId b, int depth = 0) const {
    a = plain(a), b = plain(b);
    if (a == b) return true;
    const Inst &x = program_.at(a), &y = program_.at(b);
    constexpr int deepest = 50;
    if (depth > deepest || x.kind != y.kind || x.op != y.op || x.a != y.a || x.b != y.b) return false;
    const bool made_of_others = x.kind == InstKind::call || x.kind == InstKind::all_of || x.kind == InstKind::any_of ||
                                x.kind == InstKind::negation || x.kind == InstKind::in_set ||
                                x.kind == InstKind::is_missing || x.kind == InstKind::is_true;
    if (!made_of_others && x.kind != InstKind::column) return false;
    const auto left = program_.args_of(a), right = program_.args_of(b);
    return std::ranges::equal(left, right, [&](InstId one, InstId other) { return same(one, other, depth + 1); });
  }

  // What holds where `asked` does: itself, or a part that has to hold.
  bool follows(InstId asked, InstId from) const {
    if (same(asked, from)) return true;
    const Inst &wanted = program_.at(plain(asked)), &given = program_.at(plain(from));
    if (wanted.kind == InstKind::all_of)
      return std::ranges::all_of(program_.args_of(plain(asked)), [&](InstId part) { return follows(part, from); });
    if (given.kind != InstKind::all_of) return false;
    return std::ranges::any_of(program_.args_of(plain(from)), [&](InstId part) { return same(asked, part); });
  }

  // A fact with an error has no root.
  InstId plain(InstId id) const {
    for (;;) {
      const Inst& inst = program_.at(id);
      InstId inner;
      if (inst.kind == InstKind::outer) inner = program_.args_of(id)[0];
      if (inst.kind == InstKind::fact) inner = program_.facts[static_cast<std::size_t>(inst.a)].root;
      if (!inner.exists()) return id;
      id = inner;
    }
  }

 private:
  const Program& program_;
};

}  // namespace

InstId ends_before(const Program& program, const Journey& journey, const StepArm& awaited) {
  // What was recorded is seen only after its instant; of a key the events of one instance are meant.
  if (!awaited.stream.exists() || program.inputs[awaited.stream.index()].recorded || journey.key.exists()) return {};
  const SameQuestion questions(program);
  // `any(orders since entry where …)`, however long after the entry.
  const auto ends = [&](InstId condition) {
    if (!condition.exists()) return false;  // it has an error
    const Inst& inst = program.at(questions.plain(condition));
    if (inst.kind != InstKind::event_aggregate) return false;
    const Aggregate& form = program.aggregates[static_cast<std::size_t>(inst.a)];
    if (form.op != AggregateOp::any || form.input != awaited.stream || form.value.exists() || form.after.exists() ||
        form.latest_by.exists() || form.to.exists())
      return false;
    if (form.from.exists()) {
      const Inst& after = program.at(form.from);
      const Inst& from = after.op == Op::next_instant ? program.at(program.args_of(form.from)[0]) : after;
      const bool since_entry = from.kind == InstKind::kept &&
                               program.kept[static_cast<std::size_t>(from.a)].values.empty() &&
                               std::ranges::find(journey.kept, from.a) != journey.kept.end();
      if (!since_entry) return false;
    }
    if (!form.where.exists()) return true;
    return awaited.condition.exists() && questions.follows(form.where, awaited.condition);
  };
  for (const JourneyGoal& goal : journey.goals)
    if (!goal.within.exists() && ends(goal.condition)) return goal.condition;
  const auto exit = std::ranges::find_if(journey.exits, ends);
  return exit == journey.exits.end() ? InstId{} : *exit;
}

}  // namespace sop
