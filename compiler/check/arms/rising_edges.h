// Edges of bands and steps strictly increase (semantics C9), whatever their types: each that is the same for everybody
// lies above the last such one, and each that moves with the clock above the last that does. What reads the customer is
// hers to order.
#pragma once

#include "compiler/check/arms/known_value.h"
#include "compiler/check/checker.h"

namespace sop {

struct Checker::Edges {
  std::optional<Constant> fixed, of_clock;

  // Not above what it must be above: false.
  bool rise_to(const Program& program, InstId edge, const OpContext& context) {
    std::optional<KnownValue> now = known_value(program, edge, context);
    if (!now) return true;
    std::optional<Constant>& before = now->of_clock ? of_clock : fixed;
    const bool good = !before || rises(*before, now->value, context);
    before = std::move(now->value);
    return good;
  }
};

}  // namespace sop
