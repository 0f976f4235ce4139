#include "compiler/analysis/same_events.h"

#include <algorithm>
#include <map>
#include <set>

#include "compiler/analysis/effort.h"

namespace sop {
namespace {

constexpr std::size_t most_instants = 8, most_windows = 40;

class SameEvents {
 public:
  explicit SameEvents(Translator& translator) : t_(translator), program_(translator.program()) {}

  std::vector<FormulaId> run(FormulaId asked) {
    collect(asked);
    for (const auto& [id, lines] : instants_) {
      for (const InstId window : windows_) pair(id, lines, window);
      for (const auto& [other, its_lines] : instants_) ends(id, other);
    }
    return std::move(out_);
  }

 private:
  const Aggregate& form_of(InstId id) const { return program_.aggregates[static_cast<std::size_t>(program_.at(id).a)]; }

  void collect(FormulaId asked) {
    std::vector<FormulaId> open{asked};
    std::set<FormulaId> seen{asked};
    const auto add = [&](FormulaId id) {
      if (seen.insert(id).second) open.push_back(id);
    };
    while (!open.empty()) {
      const FormulaId id = open.back();
      open.pop_back();
      const Formula one = t_.formulas().at(id);
      if (one.join == Join::atom) note(t_.variable(t_.formulas().at(AtomId(one.a)).variable));
      if (one.join == Join::negation) add(FormulaId(one.a));
      for (const FormulaId part : t_.formulas().parts(id)) add(part);
    }
  }

  void note(const Variable& variable) {
    if (!variable.value.exists() || variable.opaque || variable.minus.exists()) return;
    if (program_.at(variable.value).kind != InstKind::event_aggregate) return;
    const Aggregate& form = form_of(variable.value);
    if (form.value.exists() || !ends_later(form.to) || form.latest_by.exists() || form.after.exists()) return;
    switch (form.op) {
      case AggregateOp::first:
      case AggregateOp::last:
        if (!form.from.exists() && !form.to.exists() &&
            (instants_.size() < most_instants || instants_.contains(variable.value)))
          instants_[variable.value].insert(variable.line);
        return;
      case AggregateOp::any:
      case AggregateOp::none:
      case AggregateOp::count:
        if (windows_.size() < most_windows) windows_.insert(variable.value);
        return;
      default: return;
    }
  }

  // Nothing that has happened lies behind it.
  bool ends_later(InstId to) const {
    if (!to.exists()) return true;
    const auto end = micros_from_now(program_, to);
    return end && *end != fixed_cut(0) && never_after(fixed_cut(0), *end);
  }

  // Is there an event in the window?
  FormulaId some(InstId window) {
    const AggregateOp op = form_of(window).op;
    if (op == AggregateOp::count) return t_.formulas().negate(t_.equals(window, 0));
    return op == AggregateOp::any ? t_.of(window) : t_.formulas().negate(t_.of(window));
  }

  void follows(FormulaId from, FormulaId what) {
    out_.push_back(t_.formulas().any({t_.formulas().negate(from), what}));
  }

  // Windows end now: the last event lies in one exactly when some does, the first one only if it does.
  void pair(InstId instant, const std::set<Line>& lines, InstId window) {
    const Aggregate &one = form_of(instant), &in = form_of(window);
    if (one.input != in.input || (one.where.exists() && one.where != in.where)) return;
    const bool same = one.where == in.where;
    const FormulaId there = t_.known(instant), held = some(window);
    follows(held, there);
    if (!in.from.exists()) {
      if (same) follows(there, held);
      return;
    }
    for (const Line line : lines) {
      const auto bound = bound_on(line, in.from);
      if (!bound) continue;
      const FormulaId before = t_.formulas().atom({t_.leaf(instant, line), Asks::below, *bound, -1, -1, {}});
      const FormulaId inside = t_.formulas().all({there, t_.formulas().negate(before)});
      if (one.op == AggregateOp::last) follows(held, inside);
      if (same) follows(inside, held);
    }
  }

  void ends(InstId first, InstId last) {
    if (form_of(first).op != AggregateOp::first || form_of(last).op != AggregateOp::last) return;
    if (form_of(first).input != form_of(last).input || form_of(first).where != form_of(last).where) return;
    follows(t_.known(first), t_.known(last));
    follows(t_.known(last), t_.known(first));
  }

  std::optional<Cut> bound_on(Line line, InstId from) const {
    if (line == Line::from_now) return micros_from_now(program_, from);
    const Inst& inst = program_.at(from);
    if (line != Line::from_today || inst.kind != InstKind::call || inst.op != Op::datetime_of_date) return std::nullopt;
    return days_from_today(program_, program_.args_of(from)[0]);
  }

  Translator& t_;
  const Program& program_;
  std::map<InstId, std::set<Line>> instants_;  // `first` and `last` of all her events, on which lines they are asked
  std::set<InstId> windows_;
  std::vector<FormulaId> out_;
};

}  // namespace

bool asks_same_events(const Program& program) {
  return std::ranges::any_of(program.aggregates, [](const Aggregate& form) {
    return (form.op == AggregateOp::first || form.op == AggregateOp::last) && !form.value.exists();
  });
}

std::vector<FormulaId> so_of_same_events(Translator& translator, FormulaId asked) {
  return SameEvents(translator).run(asked);
}

}  // namespace sop
