#include "runtime/daily/time_shape.h"

#include <algorithm>
#include <set>

namespace sop {

TimeShape::TimeShape(const Program& program)
    : program_(program),
      varies_(program.insts.size()),
      everybodys_(program.insts.size()),
      of_rows_(program.insts.size()) {
  for (std::size_t i = 0; i < program.insts.size(); ++i) {
    const InstId id{i};
    varies_[i] = finds_varying(id);
    everybodys_[i] = finds_everybodys(id);
    of_rows_[i] = finds_of_rows(id);
    meant_.push_back(finds_meant(id));
  }
}

bool TimeShape::any_arg(InstId inst, const std::vector<bool>& set) const {
  return std::ranges::any_of(program_.args_of(inst), [&](InstId arg) { return set[arg.index()]; });
}

bool TimeShape::every_arg(InstId inst, const std::vector<bool>& set) const {
  return std::ranges::all_of(program_.args_of(inst), [&](InstId arg) { return set[arg.index()]; });
}

bool TimeShape::finds_varying(InstId id) const {
  const Inst& inst = program_.at(id);
  switch (inst.kind) {
    case InstKind::constant:
    case InstKind::missing:
    case InstKind::column: return false;
    case InstKind::context: return inst.a != static_cast<std::int32_t>(ContextValue::event_time);
    case InstKind::has_tag:
    case InstKind::history:
    case InstKind::kept:
    case InstKind::event_aggregate:
    case InstKind::customer_aggregate:
    case InstKind::population: return true;
    case InstKind::fact: return varies_[program_.facts[static_cast<std::size_t>(inst.a)].root.index()];
    case InstKind::pick_row:
      return std::ranges::any_of(parts_of(program_.aggregates[static_cast<std::size_t>(inst.a)]),
                                 [&](InstId part) { return part.exists() && varies_[part.index()]; });
    case InstKind::calendar:
    case InstKind::lookup:
    case InstKind::outer:
    case InstKind::call:
    case InstKind::all_of:
    case InstKind::any_of:
    case InstKind::negation:
    case InstKind::choose:
    case InstKind::fallback:
    case InstKind::in_set:
    case InstKind::is_missing:
    case InstKind::is_true: return any_arg(id, varies_);
  }
  return true;
}

bool TimeShape::finds_everybodys(InstId id) const {
  const Inst& inst = program_.at(id);
  if (!inst.domain.is_frame()) return false;
  switch (inst.kind) {
    case InstKind::constant:
    case InstKind::missing: return true;
    case InstKind::context: return inst.a == static_cast<std::int32_t>(ContextValue::today);
    case InstKind::fact: return everybodys_[program_.facts[static_cast<std::size_t>(inst.a)].root.index()];
    case InstKind::calendar:
      return program_.calendars[static_cast<std::size_t>(inst.a)].hers.empty() && every_arg(id, everybodys_);
    case InstKind::call:
    case InstKind::all_of:
    case InstKind::any_of:
    case InstKind::negation:
    case InstKind::choose:
    case InstKind::fallback:
    case InstKind::in_set:
    case InstKind::is_missing:
    case InstKind::is_true: return every_arg(id, everybodys_);
    case InstKind::column:
    case InstKind::lookup:
    case InstKind::outer:
    case InstKind::has_tag:
    case InstKind::history:
    case InstKind::kept:
    case InstKind::event_aggregate:
    case InstKind::customer_aggregate:
    case InstKind::population:
    case InstKind::pick_row: return false;
  }
  return false;
}

bool TimeShape::finds_of_rows(InstId id) const {
  const Inst& inst = program_.at(id);
  switch (inst.kind) {
    case InstKind::constant:
    case InstKind::missing: return true;
    case InstKind::column: return !inst.domain.is_frame();
    case InstKind::lookup: return inst.args_count > 0 && every_arg(id, of_rows_);
    case InstKind::call:
    case InstKind::all_of:
    case InstKind::any_of:
    case InstKind::negation:
    case InstKind::choose:
    case InstKind::fallback:
    case InstKind::in_set:
    case InstKind::is_missing:
    case InstKind::is_true: return every_arg(id, of_rows_);
    case InstKind::context:
    case InstKind::fact:
    case InstKind::calendar:
    case InstKind::outer:
    case InstKind::has_tag:
    case InstKind::history:
    case InstKind::kept:
    case InstKind::event_aggregate:
    case InstKind::customer_aggregate:
    case InstKind::population:
    case InstKind::pick_row: return false;
  }
  return false;
}

// A fact's root and an argument stand before what reads them.
InstId TimeShape::finds_meant(InstId id) const {
  const Inst& inst = program_.at(id);
  if (inst.kind == InstKind::fact) return meant_[program_.facts[static_cast<std::size_t>(inst.a)].root.index()];
  return inst.kind == InstKind::outer ? meant_[program_.args_of(id)[0].index()] : id;
}

std::vector<InstId> TimeShape::read_by(std::span<const InstId> roots) const {
  std::set<InstId> found;
  std::vector<InstId> todo(roots.begin(), roots.end());
  while (!todo.empty()) {
    InstId id = todo.back();
    todo.pop_back();
    if (!id.exists()) continue;
    id = meant(id);
    if (!varies(id) || !found.insert(id).second) continue;
    const Inst& inst = program_.at(id);
    for (const InstId arg : program_.args_of(id)) todo.push_back(arg);
    if (inst.kind == InstKind::event_aggregate || inst.kind == InstKind::pick_row)
      for (const InstId part : parts_of(program_.aggregates[static_cast<std::size_t>(inst.a)])) todo.push_back(part);
  }
  return {found.begin(), found.end()};
}

}  // namespace sop
