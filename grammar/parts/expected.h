// What might have stood at a place: the raw material of "expected … here".
#pragma once

#include <cstdint>

#include "grammar/labels.h"

namespace sop::grammar {

// Thrown (empty: cheap) when committed input does not match; caught by `items` and by the parser's declaration loop.
struct SyntaxFailure {};

struct Expected {
  enum Kind : std::uint8_t { token, keyword, label, hint } kind;  // hint: a keyword to compare a misspelt word with
  std::uint16_t value;
  bool operator==(const Expected&) const = default;
};

}  // namespace sop::grammar
