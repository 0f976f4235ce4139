// Did you mean: the known word nearest to an unknown one. Counts inserted, dropped, changed and swapped letters (code
// points, whatever their case); how many are forgiven depends on the word's length. The caller says which words are
// known.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace sop {

// None when nothing is near enough. Among equally near words the one with the same case wins, then the first in code
// point order, so the order of `candidates` does not matter. Costs under half a microsecond per candidate; as a program
// may hold tens of thousands of unknown names, ask once per name and only while findings are still shown
// (`shown_diagnostics`).
std::optional<std::string_view> did_you_mean(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace sop
