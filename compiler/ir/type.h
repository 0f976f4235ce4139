// The types of sop values, and how each is stored (`Physical`).
#pragma once

#include <string_view>

#include "compiler/ir/ids.h"

namespace sop {

enum class TypeKind : std::uint8_t {
  error,  // a wrong expression: silences everything that depends on it
  boolean,
  integer,
  number,
  money,
  text,
  date,
  time,
  datetime,
  duration,
  id,
  enumeration,
};

struct Type {
  TypeKind kind = TypeKind::error;
  bool nullable = false;  // the value may be missing
  EnumId enumeration;     // for TypeKind::enumeration: which one

  auto operator<=>(const Type&) const = default;
  bool is(TypeKind k) const { return kind == k; }
  Type with_nullable(bool n) const { return {kind, n, enumeration}; }
};

// What a condition is: true, false, never missing (semantics A1).
inline constexpr Type condition_type{TypeKind::boolean, false, {}};
inline bool is_condition(Type type) { return type == condition_type; }

// How a value lies in memory.
//   whole: int64  - integer; money in 1/10,000; date in days since 1970-01-01; time in microseconds since midnight;
//                   datetime in microseconds since 1970-01-01T00:00Z; duration packed (stdlib/time/duration.h);
//                   enumeration as its member's index
//   real:  double - number
//   code:  uint32 - text and id, an index into the run's TextPool
//   bit:   bool   - boolean
enum class Physical : std::uint8_t { whole, real, code, bit };

constexpr Physical physical_of(TypeKind kind) {
  switch (kind) {
    case TypeKind::boolean: return Physical::bit;
    case TypeKind::number: return Physical::real;
    case TypeKind::text:
    case TypeKind::id: return Physical::code;
    case TypeKind::error:
    case TypeKind::integer:
    case TypeKind::money:
    case TypeKind::date:
    case TypeKind::time:
    case TypeKind::datetime:
    case TypeKind::duration:
    case TypeKind::enumeration: return Physical::whole;
  }
  return Physical::whole;
}

constexpr std::int64_t money_scale = 10'000;  // money has 4 decimals

// The word of the language: `int`, `money`, ...
std::string_view type_word(TypeKind kind);

}  // namespace sop
