// Appends instructions to a Program with the types they must have: the thin layer between random choices and the IR.
#pragma once

#include <span>

#include "compiler/ir/program.h"

namespace sop::random_tests {

inline bool is_number(Type type) {
  return type.is(TypeKind::integer) || type.is(TypeKind::number) || type.is(TypeKind::money);
}

InstId append(Program& program, Inst inst, std::span<const InstId> args = {});
InstId append(Program& program, InstKind kind, Type type, Domain domain, std::initializer_list<InstId> args);
InstId append_constant(Program& program, Constant value, Domain domain);
InstId append_column(Program& program, InputId input, int column, Domain domain);
InstId append_lookup(Program& program, InputId input, int column, Domain domain, std::span<const InstId> key);
// Typed from the overload: nullable when an argument may be missing.
InstId append_call(Program& program, Op op, Domain domain, std::span<const InstId> args);
InstId append_population(Program& program, Population form);
InstId append_aggregate(Program& program, Aggregate aggregate);

}  // namespace sop::random_tests
