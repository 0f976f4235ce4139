#include "runtime/relay/span_text.h"

#include <charconv>

namespace sop {

std::optional<Micros> span_of(std::string_view text) {
  std::uint32_t count = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc{} || count == 0) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(rest - text.data()));
  while (text.starts_with(' ')) text.remove_prefix(1);
  if (text.ends_with('s')) text.remove_suffix(1);
  constexpr std::pair<std::string_view, Micros> units[] = {
      {"second", micros_per_second}, {"minute", 60 * micros_per_second}, {"hour", micros_per_hour}};
  for (const auto& [unit, micros] : units)
    if (text == unit) return count * micros;
  return std::nullopt;
}

}  // namespace sop
