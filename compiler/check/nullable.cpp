#include "compiler/check/nullable.h"

#include <algorithm>

namespace sop {

Nullable::Nullable(const Program& program, InstId holds, bool trust_placeholders)
    : program_(program), known_(program.insts.size(), 0), placeholders_known_(trust_placeholders) {
  if (holds.exists()) settle(holds);
  for (std::size_t i = 0; i < program.insts.size(); ++i) (*this)(InstId(i));  // operands first: no deep recursion
}

void Nullable::settle(InstId condition) {
  const Inst& inst = program_.at(condition);
  const auto args = program_.args_of(condition);
  switch (inst.kind) {
    case InstKind::all_of:
      for (InstId arg : args) settle(arg);
      return;
    case InstKind::fact: return settle(program_.facts[static_cast<std::size_t>(inst.a)].root);
    case InstKind::negation: return settle_failed(args[0]);
    case InstKind::call:
    case InstKind::in_set:
      for (InstId arg : args) {
        known_[arg.index()] = 1;
        if (program_.at(arg).kind == InstKind::call) settle(arg);
      }
      return;
    default: return;
  }
}

// `not (name is missing or city is missing)`
void Nullable::settle_failed(InstId condition) {
  const auto args = program_.args_of(condition);
  if (program_.at(condition).kind == InstKind::is_missing) known_[args[0].index()] = 1;
  if (program_.at(condition).kind == InstKind::negation) settle(args[0]);
  if (program_.at(condition).kind == InstKind::any_of)
    for (InstId arg : args) settle_failed(arg);
}

bool Nullable::operator()(InstId id) {
  char& answer = known_[id.index()];
  if (answer == 0) answer = compute(id) ? 2 : 1;
  return answer == 2;
}

bool Nullable::any(std::span<const InstId> ids) {
  return std::ranges::any_of(ids, [this](InstId id) { return (*this)(id); });
}

bool Nullable::compute(InstId id) {
  const Inst& inst = program_.at(id);
  const auto args = program_.args_of(id);
  if (inst.type.is(TypeKind::boolean) && !inst.type.nullable) return false;
  switch (inst.kind) {
    case InstKind::missing:
    case InstKind::lookup: return true;
    case InstKind::column: {
      const Column& column =
          program_.inputs[static_cast<std::size_t>(inst.a)].columns[static_cast<std::size_t>(inst.b)];
      return column.derived.exists() ? (*this)(column.derived) : column.type.nullable;
    }
    case InstKind::fact: {
      const InstId root = program_.facts[static_cast<std::size_t>(inst.a)].root;
      if (placeholders_known_ && program_.at(root).kind == InstKind::missing) return false;
      return (*this)(root);
    }
    case InstKind::history: {
      const InstId value = program_.histories[static_cast<std::size_t>(inst.a)].value;
      return !(placeholders_known_ && program_.at(value).kind == InstKind::missing) && (*this)(value);
    }
    case InstKind::event_aggregate:
    case InstKind::customer_aggregate:
      return program_.aggregates[static_cast<std::size_t>(inst.a)].op != AggregateOp::sum && inst.type.nullable;
    case InstKind::population: return inst.type.nullable;
    case InstKind::kept: {  // of an event that is over; of some entries there is none
      const std::vector<InstId>& values = program_.kept[static_cast<std::size_t>(inst.a)].values;
      return std::ranges::any_of(values, [this](InstId value) { return !value.exists() || (*this)(value); });
    }
    case InstKind::call: return any(args) || divides(inst, args);
    case InstKind::choose:
      for (std::size_t i = 1; i < args.size(); i += 2)
        if (!never_missing(args[i - 1]) && (*this)(args[i])) return true;
      return (*this)(args.back());
    case InstKind::fallback: return (*this)(args[1]);
    default: return any(args);
  }
}

// `x is missing` of what never is: an arm nobody takes.
bool Nullable::never_missing(InstId condition) {
  return program_.at(condition).kind == InstKind::is_missing && !(*this)(program_.args_of(condition)[0]);
}

bool Nullable::divides(const Inst& inst, std::span<const InstId> args) const {
  const Builtin builtin = row_of(inst.op).builtin;
  const bool division = builtin == Builtin::divide || builtin == Builtin::div || builtin == Builtin::mod;
  return division && program_.at(args[1]).kind != InstKind::constant;
}

bool missing_where(const Program& program, InstId value, InstId holds) { return Nullable(program, holds, true)(value); }

bool may_be_missing(const Program& program, InstId value) { return missing_where(program, value, {}); }

}  // namespace sop
