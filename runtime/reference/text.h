// The text builtins of the reference, on plain strings.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sop::reference {

bool matches(const std::string& text, const std::string& pattern);
std::int64_t code_points(std::string_view text);
std::string lower(std::string_view text);
std::string upper(std::string_view text);
std::string trim(std::string_view text);
// 0 .. n - 1, n above 0.
std::int64_t hash_bucket(std::string_view salt, std::int64_t n, std::string_view id);

}  // namespace sop::reference
