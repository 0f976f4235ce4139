// Every op, and the proof that each overload of builtins.def has one with the row's signature.
#pragma once

#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>

#include "stdlib/builtins.h"
#include "stdlib/ops/arithmetic.h"
#include "stdlib/ops/compare.h"
#include "stdlib/ops/convert.h"
#include "stdlib/ops/dates.h"
#include "stdlib/ops/fading.h"
#include "stdlib/ops/money.h"
#include "stdlib/ops/text.h"

namespace sop::ops {

template <Physical physical>
struct Argument;
template <>
struct Argument<Physical::whole> {
  using type = std::int64_t;
};
template <>
struct Argument<Physical::real> {
  using type = double;
};
template <>
struct Argument<Physical::code> {
  using type = std::string_view;
};
template <>
struct Argument<Physical::bit> {
  using type = bool;
};

template <TypeKind kind>
using argument_t = typename Argument<physical_of(kind)>::type;
template <TypeKind kind>
using result_t = std::conditional_t<physical_of(kind) == Physical::code, std::string, argument_t<kind>>;

// What a kernel template needs to know of an op, from its row.
template <class OpStruct, bool may_fail_, TypeKind result_kind, TypeKind... parameter_kinds>
struct Described {
  using Struct = OpStruct;
  using Result = result_t<result_kind>;
  using Arguments = std::tuple<argument_t<parameter_kinds>...>;
  static constexpr bool may_fail = may_fail_;
  static constexpr std::size_t arity = sizeof...(parameter_kinds);
  static constexpr bool takes_text = ((physical_of(parameter_kinds) == Physical::code) || ...);
  static constexpr bool takes_bits = ((physical_of(parameter_kinds) == Physical::bit) || ...);

  static consteval bool matches_row() {
    if constexpr (may_fail)
      return std::is_same_v<decltype(&OpStruct::apply),
                            bool (*)(const OpContext&, argument_t<parameter_kinds>..., Result&)>;
    else
      return std::is_same_v<decltype(&OpStruct::apply), Result (*)(const OpContext&, argument_t<parameter_kinds>...)>;
  }
  static_assert(matches_row(), "the op's apply does not have the signature of its row in builtins.def");
};

}  // namespace sop::ops
