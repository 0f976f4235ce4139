#include "stdlib/ops/text.h"

#include <re2/re2.h>
#include <utf8proc.h>

#include "stdlib/stable_hash.h"

namespace sop::ops {
namespace {

struct Decoded {
  utf8proc_int32_t code_point = -1;  // negative: not UTF-8; one byte is taken
  std::size_t bytes = 1;
};

Decoded decode(std::string_view text) {
  Decoded result;
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  const auto taken = utf8proc_iterate(bytes, static_cast<utf8proc_ssize_t>(text.size()), &result.code_point);
  if (taken > 0) result.bytes = static_cast<std::size_t>(taken);
  return result;
}

using MapCodePoint = utf8proc_int32_t (*)(utf8proc_int32_t);

std::string mapped(std::string_view text, MapCodePoint map) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const Decoded next = decode(text);
    utf8proc_uint8_t encoded[4];
    const auto size = next.code_point < 0 ? 0 : utf8proc_encode_char(map(next.code_point), encoded);
    if (size > 0)
      out.append(reinterpret_cast<const char*>(encoded), static_cast<std::size_t>(size));
    else
      out.append(text.substr(0, next.bytes));
    text.remove_prefix(next.bytes);
  }
  return out;
}

// Unicode's White_Space.
bool is_white_space(utf8proc_int32_t c) {
  return (c >= 0x09 && c <= 0x0D) || c == 0x20 || c == 0x85 || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

}  // namespace

std::shared_ptr<const re2::RE2> compile_pattern(std::string_view pattern) {
  re2::RE2::Options options;
  options.set_log_errors(false);
  return std::make_shared<const re2::RE2>(re2::StringPiece(pattern.data(), pattern.size()), options);
}

bool pattern_found(const re2::RE2& pattern, std::string_view text) {
  return pattern.ok() && re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), pattern);
}

bool matches_text::apply(const OpContext&, std::string_view text, std::string_view pattern) {
  return pattern_found(*compile_pattern(pattern), text);
}

std::int64_t length_text::apply(const OpContext&, std::string_view text) {
  std::int64_t length = 0;
  for (const char byte : text) length += (static_cast<unsigned char>(byte) & 0xC0) != 0x80;
  return length;
}

std::string lower_text::apply(const OpContext&, std::string_view text) { return mapped(text, utf8proc_tolower); }
std::string upper_text::apply(const OpContext&, std::string_view text) { return mapped(text, utf8proc_toupper); }

std::string trim_text::apply(const OpContext&, std::string_view text) {
  while (!text.empty()) {
    const Decoded next = decode(text);
    if (!is_white_space(next.code_point)) break;
    text.remove_prefix(next.bytes);
  }
  std::size_t end = 0;  // after the last code point that is none
  for (std::size_t at = 0; at < text.size();) {
    const Decoded next = decode(text.substr(at));
    at += next.bytes;
    if (!is_white_space(next.code_point)) end = at;
  }
  return std::string(text.substr(0, end));
}

bool hash_bucket_id::apply(const OpContext&, std::string_view salt, std::int64_t n, std::string_view id,
                           std::int64_t& out) {
  if (n < 1) return false;
  out = static_cast<std::int64_t>(stable_hash({salt, id}) % static_cast<std::uint64_t>(n));
  return true;
}

}  // namespace sop::ops
