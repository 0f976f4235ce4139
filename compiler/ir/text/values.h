// Constants as words: `12.5`, `"coupon"`, `2026-11-22`, `3 days`, a member's name. A value outside what its type can
// spell (a date after year 9999) is written `raw:123`.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "compiler/ir/text/names.h"

namespace sop::ir_text {

std::string number_text(double value);
std::string value_text(const Names& names, const Constant& constant);

std::optional<double> parse_number(std::string_view text);
std::optional<std::int64_t> parse_whole(std::string_view text);
// The whole value of a money, date, time, datetime or integer word, or of `raw:123`.
std::optional<std::int64_t> parse_whole_value(TypeKind kind, std::string_view text);

}  // namespace sop::ir_text
