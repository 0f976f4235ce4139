// Arithmetic on doubles and rounding, as the reference does it.
#pragma once

#include <cstdint>
#include <optional>

#include "runtime/reference/exact.h"

namespace sop::reference {

// A computed NaN or infinity is no value (semantics A3).
std::optional<double> finite(double value);
std::optional<double> rounded(double value, std::int64_t decimals);
MaybeWhole rounded_money(std::int64_t money, std::int64_t decimals);
// Already whole, but still a double: inside int64 or nothing.
MaybeWhole whole_of(double value);
// Money to whole units, towards minus or plus infinity.
MaybeWhole floor_money(std::int64_t money);
MaybeWhole ceil_money(std::int64_t money);

}  // namespace sop::reference
