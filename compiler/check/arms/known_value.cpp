#include "compiler/check/arms/known_value.h"

#include <map>

#include "stdlib/ops/all.h"

namespace sop {
namespace {

template <class T>
T argument_of(const Constant& value) {
  if constexpr (std::is_same_v<T, double>)
    return value.real;
  else if constexpr (std::is_same_v<T, std::string_view>)
    return value.text;
  else if constexpr (std::is_same_v<T, bool>)
    return value.whole != 0;
  else
    return value.whole;
}

template <class T>
Constant result_of(Op op, T value) {
  Constant out;
  out.type = {row_of(op).result, false, {}};
  if constexpr (std::is_same_v<T, double>)
    out.real = value;
  else if constexpr (std::is_same_v<T, std::string>)
    out.text = std::move(value);
  else
    out.whole = value;
  return out;
}

using Arguments = std::span<const Constant>;

template <class D, std::size_t... i>
std::optional<Constant> applied(Op op, const OpContext& context, Arguments args, std::index_sequence<i...>) {
  typename D::Result out{};
  if constexpr (D::may_fail) {
    if (!D::Struct::apply(context, argument_of<std::tuple_element_t<i, typename D::Arguments>>(args[i])..., out))
      return std::nullopt;
  } else {
    out = D::Struct::apply(context, argument_of<std::tuple_element_t<i, typename D::Arguments>>(args[i])...);
  }
  return result_of(op, std::move(out));
}

std::optional<Constant> apply_op(Op op, const OpContext& context, Arguments args) {
  constexpr bool never [[maybe_unused]] = false, fails [[maybe_unused]] = true;
  switch (op) {
    case Op::none: return std::nullopt;
#define SOP_OVERLOAD(id, failure, result, ...)                                              \
  case Op::id: {                                                                            \
    using enum TypeKind;                                                                    \
    using Meaning = ops::Described<ops::id, failure, result, __VA_ARGS__>;                  \
    return applied<Meaning>(op, context, args, std::make_index_sequence<Meaning::arity>()); \
  }
#define SOP_BUILTIN(id, zh, form, summary_en, summary_zh, example, gives, overloads) overloads
#include "stdlib/builtins.def"
  }
  return std::nullopt;
}

class KnownValues {
 public:
  KnownValues(const Program& program, const OpContext& context) : program_(program), context_(context) {}

  bool of_clock = false;

  // Each instruction once; what is nested deeper than anybody writes counts as not known.
  const std::optional<Constant>& of(InstId id, int depth = 0) {
    constexpr int most = 500;
    if (const auto found = known_.find(id.value); found != known_.end()) return found->second;
    std::optional<Constant> value = depth < most ? computed(id, depth) : std::nullopt;
    return known_.emplace(id.value, std::move(value)).first->second;
  }

 private:
  std::optional<Constant> computed(InstId id, int depth) {
    const Inst& inst = program_.at(id);
    if (inst.kind == InstKind::constant) return program_.constants[static_cast<std::size_t>(inst.a)];
    if (inst.kind == InstKind::context) return at_the_clock(static_cast<ContextValue>(inst.a));
    if (inst.kind == InstKind::fact) return of(program_.facts[static_cast<std::size_t>(inst.a)].root, depth + 1);
    if (inst.kind != InstKind::call || !can_apply(inst.op)) return std::nullopt;
    std::vector<Constant> args;
    for (const InstId arg : program_.args_of(id)) {
      const std::optional<Constant>& value = of(arg, depth + 1);
      if (!value) return std::nullopt;
      args.push_back(*value);
    }
    return apply_op(inst.op, context_, args);
  }

  std::optional<Constant> at_the_clock(ContextValue asked) {
    constexpr Days day = 20'000;  // in the middle of a month
    of_clock = true;
    if (asked == ContextValue::today) return Constant{{TypeKind::date, false, {}}, day, 0, {}};
    if (asked != ContextValue::as_of || context_.zone == nullptr) return std::nullopt;
    return Constant{{TypeKind::datetime, false, {}}, day * micros_per_day, 0, {}};
  }

  bool can_apply(Op op) const {
    const OverloadRow& row = row_of(op);
    const auto types = row.parameter_types();
    return context_.zone != nullptr || (row.result != TypeKind::datetime &&
                                        std::find(types.begin(), types.end(), TypeKind::datetime) == types.end());
  }

  const Program& program_;
  const OpContext& context_;
  std::map<std::int32_t, std::optional<Constant>> known_;
};

void meet(Constant& value, const Constant& other, const OpContext& context) {
  if (value.type.is(TypeKind::integer) && other.type.is(TypeKind::number))
    value = *apply_op(Op::number_of_integer, context, {&value, 1});
  if (value.type.is(TypeKind::date) && other.type.is(TypeKind::datetime) && context.zone != nullptr)
    value = *apply_op(Op::datetime_of_date, context, {&value, 1});
}

}  // namespace

std::optional<KnownValue> known_value(const Program& program, InstId value, const OpContext& context) {
  KnownValues values(program, context);
  const std::optional<Constant> known = values.of(value);
  if (!known) return std::nullopt;
  return KnownValue{*known, values.of_clock};
}

bool rises(Constant lower, Constant higher, const OpContext& context) {
  meet(lower, higher, context);
  meet(higher, lower, context);
  if (lower.type.is(TypeKind::duration))
    return nominal_micros(unpack_duration(lower.whole)) < nominal_micros(unpack_duration(higher.whole));
  return std::tie(lower.whole, lower.real, lower.text) < std::tie(higher.whole, higher.real, higher.text);
}

}  // namespace sop
