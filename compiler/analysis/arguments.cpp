#include "compiler/analysis/arguments.h"

#include <algorithm>

namespace sop {

bool Arguments::decide(InstId condition) {
  if (constant(condition)) return true;
  const Inst& inst = program_.at(condition);
  const bool joins = inst.kind == InstKind::all_of || inst.kind == InstKind::any_of ||
                     inst.kind == InstKind::negation || inst.kind == InstKind::outer;
  return joins && std::ranges::any_of(program_.args_of(condition), [&](InstId arg) { return decide(arg); });
}

bool Arguments::read_by(InstId condition) const {
  if (std::ranges::find(given_, condition) != given_.end()) return program_.at(condition).kind == InstKind::constant;
  return std::ranges::any_of(program_.args_of(condition), [&](InstId arg) { return read_by(arg); });
}

bool Arguments::constant(InstId value) {
  if (const auto known = constant_.find(value); known != constant_.end()) return known->second;
  const Inst& inst = program_.at(value);
  bool out = false;
  switch (inst.kind) {
    case InstKind::constant:
    case InstKind::missing: out = true; break;
    case InstKind::fact: out = constant(program_.facts[static_cast<std::size_t>(inst.a)].root); break;
    case InstKind::call:
    case InstKind::all_of:
    case InstKind::any_of:
    case InstKind::negation:
    case InstKind::outer:
    case InstKind::choose:
    case InstKind::fallback:
    case InstKind::is_missing:
    case InstKind::is_true:
    case InstKind::in_set:
      out = std::ranges::all_of(program_.args_of(value), [&](InstId arg) { return constant(arg); });
      break;
    default: break;
  }
  return constant_[value] = out;
}

}  // namespace sop
