// Grids: where she stands on each axis, and the cell that follows.
#include <algorithm>

#include "runtime/explain/explainer.h"

namespace sop {

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
  const bool applies = cell.exists() && program_.at(cell).kind != InstKind::constant;
  reason.because.push_back({applies ? say(Say::cell, name(cell)) : say(Say::cell_otherwise), {}});
  for (Step& step : behind(axes)) reason.because.push_back(std::move(step));
  return reason;
}

}  // namespace sop
