// Strict readings of file text (semantics A9): the whole field or nothing, nothing trimmed, nothing guessed. Each gives
// no value for a text that does not fit. Times are in time_text.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace sop {

// -?[0-9]+ in 64 bits.
std::optional<std::int64_t> integer_of(std::string_view text);

// A decimal number, exponent allowed. Infinity and hexadecimal are no numbers; NaN is reported as NaN.
std::optional<double> number_of(std::string_view text);

// In 1/10,000: at most 4 decimals, no exponent; commas every three digits only if `thousands`.
std::optional<std::int64_t> money_of(std::string_view text, bool thousands = false);

// true or false in any case.
std::optional<bool> boolean_of(std::string_view text);

bool is_digit(char c);
bool is_utf8(std::string_view text);

}  // namespace sop
