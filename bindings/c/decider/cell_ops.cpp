// The table from Op to what it does with single values, expanded from builtins.def.
#include "bindings/c/decider/cell.h"
#include "stdlib/ops/all.h"

namespace sop::embed {
namespace {

template <class Value>
Value take(const Cell& cell) {
  if constexpr (std::is_same_v<Value, double>)
    return cell.real;
  else if constexpr (std::is_same_v<Value, std::string_view>)
    return cell.text;
  else
    return static_cast<Value>(cell.whole);
}

template <class Value>
void put(Value value, Cell& cell) {
  if constexpr (std::is_same_v<Value, double>)
    cell.real = value;
  else
    cell.whole = static_cast<std::int64_t>(value);
}

template <class D, std::size_t... i>
bool apply(const OpContext& context, const Cell* const* arguments, Cell& out, std::index_sequence<i...>) {
  using Arguments = typename D::Arguments;
  if constexpr (D::may_fail) {
    typename D::Result value{};
    if (!D::Struct::apply(context, take<std::tuple_element_t<i, Arguments>>(*arguments[i])..., value)) return false;
    put(value, out);
  } else {
    put(D::Struct::apply(context, take<std::tuple_element_t<i, Arguments>>(*arguments[i])...), out);
  }
  return true;
}

template <class D>
bool on_cells(const OpContext& context, const Cell* const* arguments, Cell& out) {
  return apply<D>(context, arguments, out, std::make_index_sequence<D::arity>());
}

template <class D>
constexpr CellOp lifted() {
  if constexpr (std::is_same_v<typename D::Result, std::string>)
    return nullptr;
  else
    return on_cells<D>;
}

constexpr bool fails = true;
constexpr bool never = false;
using enum TypeKind;

constexpr CellOp table[] = {
    nullptr,
#define SOP_OVERLOAD(op, failure, ...) lifted<ops::Described<ops::op, failure, __VA_ARGS__>>(),
#define SOP_BUILTIN(id, zh, form, summary_en, summary_zh, example, gives, overloads) overloads
#include "stdlib/builtins.def"
};

}  // namespace

CellOp cell_op(Op op) { return table[static_cast<std::size_t>(op)]; }

}  // namespace sop::embed
