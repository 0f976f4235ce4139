// One value of one tried customer; which member means something follows from its type, as for constants.
#pragma once

#include <cstdint>
#include <string>

#include "compiler/confirm/held_text.h"
#include "compiler/ir/type.h"

namespace sop::trial {

struct Held {
  bool known = false;
  std::int64_t whole = 0;  // also boolean: 0 or 1
  double real = 0;
  HeldText text;
  bool operator==(const Held&) const = default;
};

inline Held whole_held(std::int64_t value) { return {true, value, 0, {}}; }
inline Held real_held(double value) { return {true, 0, value, {}}; }
inline Held text_held(std::string value) { return {true, 0, 0, std::move(value)}; }

// -1, 0 or 1; of two values of one type.
int compare(TypeKind kind, const Held& a, const Held& b);

}  // namespace sop::trial
