// Bands and steps: one value against rising edges. A sentence about the two edges it lies between.
#include "runtime/explain/explainer.h"

namespace sop {

// choose(x is missing → …, x < e1 → …, x < e2 → …, otherwise …), and `x <= e` before the end of steps.
std::optional<Reason> Explainer::of_ladder(InstId id) {
  const auto args = program_.args_of(id);
  InstId x, reached, next;
  std::size_t edges = 0;
  bool found = false;
  for (std::size_t i = 0; i + 1 < args.size(); i += 2) {
    const Inst& test = program_.at(args[i]);
    const auto operands = program_.args_of(args[i]);
    if (test.kind == InstKind::is_missing && i == 0) {
      x = operands[0];
      if (!at_.holds(args[0])) continue;
      return Reason{say(Say::is_unknown, name(x)), behind({x})};
    }
    if (test.kind != InstKind::call) return std::nullopt;
    const Builtin builtin = row_of(test.op).builtin;
    const bool end = builtin == Builtin::less_equal && i + 3 == args.size();
    if (builtin != Builtin::less && !end) return std::nullopt;
    if (!is_fixed(operands[1]) || is_fixed(operands[0]) || (x.exists() && operands[0] != x)) return std::nullopt;
    x = operands[0];
    ++edges;
    if (found) continue;
    found = at_.holds(args[i]);
    if (found && !end) next = operands[1];
    if (!found || end) reached = operands[1];
  }
  if (edges == 0) return std::nullopt;
  const std::string shown = name(x), value = text(x);
  std::string clause = reached.exists() && next.exists()
                           ? say(Say::between_edges, shown, value, text(reached), text(next))
                       : next.exists() ? say(Say::below_first, shown, value, text(next))
                                       : say(Say::from_edge, shown, value, text(reached));
  return Reason{std::move(clause), behind({x})};
}

}  // namespace sop
