// What a token's bytes mean: without quotes and what cannot be seen, in plain width, dates in one form. Names are
// compared by the value of their token.
#pragma once

#include <utf8proc.h>

#include <string>
#include <string_view>

namespace sop {

bool is_invisible(utf8proc_int32_t c);

// A name means what is seen of it.
std::string without_invisible(std::string_view text);

std::string_view without_quotes(std::string_view text);

// `2026/2/1`, `2026年2月1日 10:00`, `26-02-01` as `2026-02-01`, `2026-02-01 10:00`.
std::string date_in_our_form(std::string_view written);

}  // namespace sop
