// "1 row", "2 rows": numbers in English sentences. Chinese needs nothing of the kind.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace sop {

template <class Number>
std::string counted(Number n, std::string_view one, std::string_view more = {}) {
  if (n == Number{1}) return fmt::format("1 {}", one);
  return more.empty() ? fmt::format("{} {}s", n, one) : fmt::format("{} {}", n, more);
}

}  // namespace sop
