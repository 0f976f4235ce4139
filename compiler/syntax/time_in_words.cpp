#include "compiler/syntax/time_in_words.h"

#include <algorithm>

namespace sop {

std::pair<std::string, std::size_t> time_in_words(const SourceBuffer& source, const Tokens& tokens, std::size_t i) {
  const std::string_view number = source.text(tokens.span(i));
  const bool short_number = tokens.all[i].kind == TokenKind::number && number.size() <= 2 &&
                            std::ranges::all_of(number, [](char c) { return c >= '0' && c <= '9'; });
  if (!short_number || tokens.all[i + 1].kind != TokenKind::word) return {};
  int hour = std::stoi(std::string(number));
  std::string_view after = source.text(tokens.span(i + 1));
  std::string minutes = "00";
  if (after == "pm" || after == "PM" || after == "am" || after == "AM") {
    if (hour < 1 || hour > 12) return {};
    hour = hour % 12 + (after[0] == 'p' || after[0] == 'P' ? 12 : 0);
  } else if (after.starts_with("点")) {
    after.remove_prefix(std::string_view("点").size());
    if (after == "半") minutes = "30";
    const std::size_t digits = std::min(after.find_first_not_of("0123456789"), after.size());
    if (digits == 2 && (after.size() == 2 || after.substr(2) == "分")) minutes = after.substr(0, 2);
    if (digits != 2 && !after.empty() && after != "半" && after != "钟" && after != "整") return {};
  } else {
    return {};
  }
  if (hour > 23 || minutes > "59") return {};
  return {(hour < 10 ? "0" : "") + std::to_string(hour) + ":" + minutes, 2};
}

}  // namespace sop
