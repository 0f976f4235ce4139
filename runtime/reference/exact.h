// Exact whole-number arithmetic for the reference: everything is computed in 128 bits and checked once at the end.
// Nothing here is shared with the engine's kernels.
#pragma once

#include <cstdint>
#include <optional>

namespace sop::reference {

__extension__ typedef __int128 Wide;

using MaybeWhole = std::optional<std::int64_t>;

// The value, or nothing outside int64.
MaybeWhole narrow(Wide value);
// Towards minus infinity; divisor not 0.
Wide floor_quotient(Wide dividend, Wide divisor);
// dividend / divisor, halves to the even neighbour; nothing outside int64 or for divisor 0. |divisor| below 2^126.
MaybeWhole half_even_quotient(Wide dividend, Wide divisor);
// The nearest multiple of `step` (above 0), halves away from zero.
MaybeWhole nearest_multiple(std::int64_t value, Wide step);
// Money times / by the exact value of a finite double.
MaybeWhole money_times(std::int64_t money, double factor);
MaybeWhole money_over(std::int64_t money, double divisor);
// Money times / by the decimal mantissa / 10^decimals; a negative number of decimals is none.
MaybeWhole money_times_decimal(std::int64_t money, std::int64_t mantissa, std::int64_t decimals);
MaybeWhole money_over_decimal(std::int64_t money, std::int64_t mantissa, std::int64_t decimals);
// 10^n for 0 <= n <= 38.
Wide power_of_ten(std::int64_t n);

}  // namespace sop::reference
