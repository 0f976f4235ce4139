#include "runtime/reference/text.h"

#include <re2/re2.h>
#include <utf8proc.h>

#include <vector>

namespace sop::reference {
namespace {

std::vector<utf8proc_int32_t> decode(std::string_view text) {
  std::vector<utf8proc_int32_t> points;
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  auto left = static_cast<utf8proc_ssize_t>(text.size());
  while (left > 0) {
    utf8proc_int32_t point = 0;
    const utf8proc_ssize_t used = utf8proc_iterate(bytes, left, &point);
    if (used < 1) break;  // text is UTF-8 by the time it is here (semantics A10)
    points.push_back(point);
    bytes += used;
    left -= used;
  }
  return points;
}

std::string encode(const std::vector<utf8proc_int32_t>& points) {
  std::string text;
  for (const utf8proc_int32_t point : points) {
    utf8proc_uint8_t bytes[4];
    const auto size = utf8proc_encode_char(point, bytes);
    for (utf8proc_ssize_t i = 0; i < size; ++i) text.push_back(static_cast<char>(bytes[i]));
  }
  return text;
}

std::string map(std::string_view text, utf8proc_int32_t (*function)(utf8proc_int32_t)) {
  auto points = decode(text);
  for (auto& point : points) point = function(point);
  return encode(points);
}

// Unicode's White_Space.
bool is_white_space(utf8proc_int32_t c) {
  return (c >= 0x09 && c <= 0x0D) || c == 0x20 || c == 0x85 || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

}  // namespace

bool matches(const std::string& text, const std::string& pattern) {
  const RE2 compiled(pattern, RE2::Quiet);
  return compiled.ok() && RE2::PartialMatch(text, compiled);
}

std::int64_t code_points(std::string_view text) { return static_cast<std::int64_t>(decode(text).size()); }

std::string lower(std::string_view text) { return map(text, utf8proc_tolower); }
std::string upper(std::string_view text) { return map(text, utf8proc_toupper); }

std::string trim(std::string_view text) {
  auto points = decode(text);
  while (!points.empty() && is_white_space(points.back())) points.pop_back();
  auto first = points.begin();
  while (first != points.end() && is_white_space(*first)) ++first;
  points.erase(points.begin(), first);
  return encode(points);
}

std::int64_t hash_bucket(std::string_view salt, std::int64_t n, std::string_view id) {
  std::uint64_t hash = 14695981039346656037U;  // FNV-1a, 64 bits
  const auto take = [&hash](char byte) { hash = (hash ^ static_cast<unsigned char>(byte)) * 1099511628211U; };
  for (const char byte : salt) take(byte);
  take('\x1F');
  for (const char byte : id) take(byte);
  hash = (hash ^ hash >> 33) * 0xff51afd7ed558ccdU;  // the finaliser of MurmurHash3
  hash = (hash ^ hash >> 33) * 0xc4ceb9fe1a85ec53U;
  hash ^= hash >> 33;
  return static_cast<std::int64_t>(hash % static_cast<std::uint64_t>(n));
}

}  // namespace sop::reference
