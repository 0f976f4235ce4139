// A value as the reference evaluator sees it: one plain variant, missing or not. Whole covers everything stored as
// int64 (Physical::whole); what the number means follows from the instruction's type.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "compiler/ir/type.h"

namespace sop::reference {

using Value = std::variant<bool, std::int64_t, double, std::string>;
using Maybe = std::optional<Value>;

// What became of one instruction for one row. `failed`: it had all it needed and still has no value (semantics A3).
struct Outcome {
  Maybe value;
  bool failed = false;
};

inline Outcome known(Value value) { return {std::move(value), false}; }

// Three-way order of two values of one type: durations by nominal length, text by code point.
int order(TypeKind kind, const Value& a, const Value& b);

}  // namespace sop::reference
