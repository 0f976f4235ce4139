#include "compiler/syntax/written_forms.h"

#include <algorithm>
#include <cstdlib>
#include <initializer_list>
#include <vector>

#include "compiler/syntax/token.h"

namespace sop {
namespace {

// Each character and its bytes, up to the first byte that is none.
template <class Visit>
void each_character(std::string_view text, Visit visit) {
  while (!text.empty()) {
    utf8proc_int32_t c = 0;
    const auto size = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                       static_cast<utf8proc_ssize_t>(text.size()), &c);
    if (size <= 0) return;
    visit(c, text.substr(0, static_cast<std::size_t>(size)));
    text.remove_prefix(static_cast<std::size_t>(size));
  }
}

// Full-width digits and signs as their plain forms; `_` between digits dropped by the literal readers, not here.
std::string plain_width(std::string_view text) {
  std::string out;
  each_character(text, [&](utf8proc_int32_t c, std::string_view bytes) {
    if (c >= 0xFF01 && c <= 0xFF5E)
      out += static_cast<char>(c - 0xFEE0);
    else if (c == 0xFFE5)
      out += "¥";
    else if (c == 0x3000)
      out += ' ';
    else
      out += bytes;
  });
  return out;
}

bool is_our_date(const std::string& plain) { return plain.size() > 4 && plain[4] == '-'; }

// Such a name is what it is in every form.
bool plain_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

std::string nfc(std::string_view text) {
  utf8proc_uint8_t* out = nullptr;
  const auto size =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()), static_cast<utf8proc_ssize_t>(text.size()),
                   &out, static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
  if (size < 0) return std::string(text);
  std::string result(reinterpret_cast<char*>(out), static_cast<std::size_t>(size));
  std::free(out);
  return result;
}

}  // namespace

bool is_invisible(utf8proc_int32_t c) {
  const auto category = utf8proc_category(c);
  return category == UTF8PROC_CATEGORY_CF || category == UTF8PROC_CATEGORY_CC || category == UTF8PROC_CATEGORY_ZS ||
         category == UTF8PROC_CATEGORY_ZL || category == UTF8PROC_CATEGORY_ZP;
}

std::string without_invisible(std::string_view text) {
  std::string out;
  each_character(text, [&](utf8proc_int32_t c, std::string_view bytes) {
    if (!is_invisible(c) || c == ' ') out += bytes;
  });
  return out;
}

std::string_view without_quotes(std::string_view text) {
  auto strip = [&text](std::string_view open, std::initializer_list<std::string_view> close) {
    if (!text.starts_with(open)) return;
    text.remove_prefix(open.size());
    for (std::string_view c : close)
      if (text.ends_with(c)) {
        text.remove_suffix(c.size());
        return;
      }
  };
  if (text.starts_with("\"") || text.starts_with("＂"))
    strip(text.starts_with("\"") ? "\"" : "＂", {"\"", "＂"});
  else if (text.starts_with("“"))
    strip("“", {"”"});
  else if (text.starts_with("`"))
    strip("`", {"`"});
  else if (text.starts_with("「"))
    strip("「", {"」"});
  else if (text.starts_with("'"))
    strip("'", {"'"});
  else if (text.starts_with("‘") || text.starts_with("’"))
    strip(text.starts_with("‘") ? "‘" : "’", {"’"});
  return text;
}

std::string date_in_our_form(std::string_view written) {
  std::vector<std::string> numbers(1);
  const std::string plain = plain_width(written);
  std::size_t i = 0;
  for (; i < plain.size(); ++i) {
    const bool digit = plain[i] >= '0' && plain[i] <= '9';
    if (digit) {
      numbers.back() += plain[i];
      continue;
    }
    if (numbers.size() == 3 && !numbers.back().empty()) break;
    if (!numbers.back().empty()) numbers.emplace_back();
  }
  const auto two = [](const std::string& n) { return n.size() == 1 ? "0" + n : n; };
  const std::string year = numbers[0].size() == 2 ? "20" + numbers[0] : numbers[0];
  std::string out = year + "-" + two(numbers[1]) + "-" + two(numbers[2]);
  const std::size_t time = plain.find_first_of("0123456789", i);
  if (time != std::string::npos) out += " " + plain.substr(time);
  return out;
}

std::string token_value(const SourceBuffer& source, const Token& token) {
  const std::string_view text = source.text().substr(token.begin, token.end - token.begin);
  switch (token.kind) {
    case TokenKind::text: return std::string(without_quotes(text));
    case TokenKind::quoted_name:
    case TokenKind::word:
      if (plain_ascii(text)) return std::string(token.kind == TokenKind::word ? text : without_quotes(text));
      break;
    default: break;
  }
  switch (token.kind) {
    case TokenKind::quoted_name: return nfc(without_invisible(without_quotes(text)));
    case TokenKind::word: return nfc(without_invisible(plain_width(text)));
    case TokenKind::date:
    case TokenKind::instant: {
      const std::string plain = plain_width(text);
      return is_our_date(plain) ? plain : date_in_our_form(plain);
    }
    default: return plain_width(text);
  }
}

}  // namespace sop
