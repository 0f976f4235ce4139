// The table of builtins: enums and rows, expanded from builtins.def. Checker, evaluators, reference page and tests
// all read this table; nothing about a builtin stands anywhere else but its meaning (stdlib/ops).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "compiler/ir/type.h"

namespace sop {

enum class Builtin : std::uint8_t {
#define SOP_BUILTIN(id, ...) id,
#include "stdlib/builtins.def"
};

// One overload of a builtin: what an IR `call` executes.
enum class Op : std::uint8_t {
  none,
#define SOP_OVERLOAD(op, ...) op,
#define SOP_BUILTIN(id, zh, form, summary_en, summary_zh, example, gives, overloads) overloads
#include "stdlib/builtins.def"
};

enum class AggregateOp : std::uint8_t {
#define SOP_AGGREGATE(id, ...) id,
#include "stdlib/builtins.def"
};

// What a population function asks of a distribution (semantics C2).
//   rank: int; percentile: number; ntile: int; quantile: x's type; share_of_total: number; the others are conditions.
//   top: the first n; top_share: the first floor(customers with a value * p); top_reaching: the smallest prefix whose
//   sum reaches p of the total.
enum class PopulationOp : std::uint8_t {
#define SOP_POPULATION(id, ...) id,
#include "stdlib/builtins.def"
};

enum class BuiltinForm : std::uint8_t {
  call,     // name(args)
  infix,    // a name b
  prefix,   // -x
  test,     // x contains y
  convert,  // no spelling: the compiler makes the conversion explicit
};

struct BuiltinRow {
  Builtin builtin;
  std::string_view en, zh;
  BuiltinForm form;
  std::string_view summary_en, summary_zh;
  std::string_view example, gives;  // `example` evaluates to `gives` at the table's instant; empty for `convert`
};

struct OverloadRow {
  Op op;
  std::string_view name;
  Builtin builtin;
  TypeKind result;
  bool may_fail;
  std::uint8_t parameter_count;
  TypeKind parameters[4];
  std::span<const TypeKind> parameter_types() const { return {parameters, parameter_count}; }
};

struct AggregateRow {
  AggregateOp op;
  std::string_view en, zh;
  std::string_view values;  // how the result follows from the value's type, see builtins.def
  std::string_view summary_en, summary_zh;
};

struct PopulationRow {
  PopulationOp op;
  std::string_view id;  // unlike `en` unique: `top`, `top_share`, `top_reaching`
  std::string_view en, zh;
  std::string_view summary_en, summary_zh;
};

std::span<const BuiltinRow> builtin_rows();
std::span<const OverloadRow> overload_rows();  // all overloads, in the order of the enum, without `none`
std::span<const AggregateRow> aggregate_rows();
std::span<const PopulationRow> population_rows();
const BuiltinRow& row_of(Builtin builtin);
const OverloadRow& row_of(Op op);
const AggregateRow& row_of(AggregateOp op);
const PopulationRow& row_of(PopulationOp op);

}  // namespace sop
