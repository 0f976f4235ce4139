// The table from Op to what it does with single values, expanded from builtins.def.
#include "compiler/confirm/held_ops.h"

#include "stdlib/ops/all.h"
#include "stdlib/time/duration.h"

namespace sop::trial {
namespace {

using HeldOp = Held (*)(const OpContext&, std::span<const Held>);

template <class Value>
Value taken(const Held& held) {
  if constexpr (std::is_same_v<Value, double>)
    return held.real;
  else if constexpr (std::is_same_v<Value, std::string_view>)
    return held.text.get();
  else
    return static_cast<Value>(held.whole);
}

template <class Value>
Held given(Value value) {
  if constexpr (std::is_same_v<Value, double>)
    return real_held(value);
  else if constexpr (std::is_same_v<Value, std::string>)
    return text_held(std::move(value));
  else
    return whole_held(static_cast<std::int64_t>(value));
}

template <class D, std::size_t... i>
Held on_held(const OpContext& context, std::span<const Held> arguments, std::index_sequence<i...>) {
  using Arguments = typename D::Arguments;
  if constexpr (D::may_fail) {
    typename D::Result value{};
    if (!D::Struct::apply(context, taken<std::tuple_element_t<i, Arguments>>(arguments[i])..., value)) return {};
    return given(std::move(value));
  } else {
    return given(D::Struct::apply(context, taken<std::tuple_element_t<i, Arguments>>(arguments[i])...));
  }
}

template <class D>
Held one_op(const OpContext& context, std::span<const Held> arguments) {
  return on_held<D>(context, arguments, std::make_index_sequence<D::arity>());
}

constexpr bool fails = true;
constexpr bool never = false;
using enum TypeKind;

constexpr HeldOp table[] = {
    nullptr,
#define SOP_OVERLOAD(op, failure, ...) one_op<ops::Described<ops::op, failure, __VA_ARGS__>>,
#define SOP_BUILTIN(id, zh, form, summary_en, summary_zh, example, gives, overloads) overloads
#include "stdlib/builtins.def"
};

template <class T>
int sign_of(const T& a, const T& b) {
  return a < b ? -1 : b < a ? 1 : 0;
}

}  // namespace

Held applied(Op op, const OpContext& context, std::span<const Held> arguments) {
  return table[static_cast<std::size_t>(op)](context, arguments);
}

int compare(TypeKind kind, const Held& a, const Held& b) {
  if (kind == TypeKind::number) return sign_of(a.real, b.real);
  if (kind == TypeKind::text || kind == TypeKind::id) return sign_of(a.text.get(), b.text.get());
  if (kind == TypeKind::duration)
    return sign_of(nominal_micros(unpack_duration(a.whole)), nominal_micros(unpack_duration(b.whole)));
  return sign_of(a.whole, b.whole);
}

}  // namespace sop::trial
