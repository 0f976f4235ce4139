// Grids: where she stands on each axis, and the cell that follows.
#include <algorithm>

#include "runtime/explain/explainer.h"

namespace sop {
namespace {

bool asks_only_for_known(const Program& program, InstId test) {
  const Inst& inst = program.at(test);
  if (inst.kind == InstKind::constant) return true;
  if (inst.kind == InstKind::negation) return program.at(program.args_of(test)[0]).kind == InstKind::is_missing;
  if (inst.kind != InstKind::all_of) return false;
  return std::ranges::all_of(program.args_of(test), [&](InstId part) { return asks_only_for_known(program, part); });
}

}  // namespace

Reason Explainer::of_grid(InstId id) {
  const auto args = program_.args_of(id);
  std::vector<InstId> axes;
  // An axis is whatever a cell compares with a member or asks for being known.
  const auto collect = [&](auto&& self, InstId test) -> void {
    const Inst& inst = program_.at(test);
    if (inst.kind == InstKind::call || inst.kind == InstKind::is_missing) {
      const InstId axis = program_.args_of(test)[0];
      if (!is_fixed(axis) && std::ranges::find(axes, axis) == axes.end()) axes.push_back(axis);
      return;
    }
    for (const InstId arg : program_.args_of(test)) self(self, arg);
  };
  InstId cell;
  for (std::size_t i = 0; i + 1 < args.size(); i += 2) {
    collect(collect, args[i]);
    if (!cell.exists() && at_.holds(args[i])) cell = args[i];
  }
  Reason reason;
  std::vector<std::string> read;
  for (const InstId axis : axes) read.push_back(this->read(axis));
  reason.clause = listed(read);
  // `otherwise` is the last choice: its test is that the axes are known, or none.
  const bool otherwise =
      cell.exists() ? asks_only_for_known(program_, cell) : program_.at(args.back()).kind != InstKind::missing;
  reason.because.push_back({otherwise       ? say(Say::cell_otherwise)
                            : cell.exists() ? say(Say::cell, name(cell))
                                            : say(Say::cell_none),
                            {}});
  for (ExplainedStep& step : behind(axes)) reason.because.push_back(std::move(step));
  return reason;
}

}  // namespace sop
