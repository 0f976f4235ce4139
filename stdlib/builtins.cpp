// The rows of builtins.def as constexpr tables.
#include "stdlib/builtins.h"

#include <array>

namespace sop {
namespace {

constexpr bool fails = true;
constexpr bool never = false;

template <class... Parameters>
constexpr OverloadRow overload(Op op, std::string_view name, Builtin builtin, bool failure, TypeKind result,
                               Parameters... parameters) {
  return {op, name, builtin, result, failure, sizeof...(parameters), {parameters...}};
}

// `equal` and its kin are spelled by their sign; a call is spelled by its id.
constexpr std::string_view spelling(BuiltinForm form, std::string_view id, std::string_view zh) {
  switch (form) {
    case BuiltinForm::infix:
    case BuiltinForm::prefix: return zh;
    case BuiltinForm::test: return id == "starts_with" ? "starts with" : id == "ends_with" ? "ends with" : id;
    case BuiltinForm::call:
    case BuiltinForm::convert: return id;
  }
  return id;
}

constexpr BuiltinRow builtins[] = {
#define SOP_BUILTIN(id, zh, form, summary_en, summary_zh, example, gives, overloads) \
  {Builtin::id, spelling(BuiltinForm::form, #id, zh), zh, BuiltinForm::form, summary_en, summary_zh, example, gives},
#include "stdlib/builtins.def"
};

// Overload rows name their parameter types bare: `integer`, `money`.
using enum TypeKind;

struct OverloadTable {
  std::array<OverloadRow, 128> rows{};
  std::size_t size = 0;
};

constexpr OverloadTable make_overloads() {
  OverloadTable table;
  Builtin owner{};
#define SOP_OVERLOAD(op, failure, ...) table.rows[table.size++] = overload(Op::op, #op, owner, failure, __VA_ARGS__);
#define SOP_BUILTIN(id, zh, form, summary_en, summary_zh, example, gives, overloads) \
  owner = Builtin::id;                                                               \
  overloads
#include "stdlib/builtins.def"
  return table;
}

constexpr OverloadTable overloads_table = make_overloads();

constexpr AggregateRow aggregates[] = {
#define SOP_AGGREGATE(id, zh, values, summary_en, summary_zh) \
  {AggregateOp::id, #id, zh, values, summary_en, summary_zh},
#include "stdlib/builtins.def"
};

constexpr PopulationRow populations[] = {
#define SOP_POPULATION(id, en, zh, summary_en, summary_zh) {PopulationOp::id, #id, en, zh, summary_en, summary_zh},
#include "stdlib/builtins.def"
};

}  // namespace

std::span<const BuiltinRow> builtin_rows() { return builtins; }
std::span<const OverloadRow> overload_rows() { return {overloads_table.rows.data(), overloads_table.size}; }
std::span<const AggregateRow> aggregate_rows() { return aggregates; }
std::span<const PopulationRow> population_rows() { return populations; }
const BuiltinRow& row_of(Builtin builtin) { return builtins[static_cast<std::size_t>(builtin)]; }
const OverloadRow& row_of(Op op) { return overloads_table.rows[static_cast<std::size_t>(op) - 1]; }
const PopulationRow& row_of(PopulationOp op) { return populations[static_cast<std::size_t>(op)]; }
const AggregateRow& row_of(AggregateOp op) { return aggregates[static_cast<std::size_t>(op)]; }

}  // namespace sop
