// Text: tests, length, case, white space, patterns and the stable bucket of a customer. All by code point, no
// normalisation (semantics A5).
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "stdlib/ops/context.h"

namespace re2 {
class RE2;
}

namespace sop::ops {

struct contains_text {
  static bool apply(const OpContext&, std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
  }
};
struct starts_with_text {
  static bool apply(const OpContext&, std::string_view text, std::string_view part) { return text.starts_with(part); }
};
struct ends_with_text {
  static bool apply(const OpContext&, std::string_view text, std::string_view part) { return text.ends_with(part); }
};

// A compiled RE2 pattern; one that RE2 refuses (check reports it) is found nowhere.
std::shared_ptr<const re2::RE2> compile_pattern(std::string_view pattern);
bool pattern_found(const re2::RE2& pattern, std::string_view text);

// Compiles its pattern at every call: evaluators compile a constant one once and ask `pattern_found`.
struct matches_text {
  static bool apply(const OpContext&, std::string_view text, std::string_view pattern);
};
struct length_text {
  static std::int64_t apply(const OpContext&, std::string_view text);
};
struct lower_text {
  static std::string apply(const OpContext&, std::string_view text);
};
struct upper_text {
  static std::string apply(const OpContext&, std::string_view text);
};
struct trim_text {
  static std::string apply(const OpContext&, std::string_view text);
};
struct hash_bucket_id {
  static bool apply(const OpContext&, std::string_view salt, std::int64_t n, std::string_view id, std::int64_t& out);
};

// A list is a text of its items joined by `;`.
struct append_item_text {
  static std::string apply(const OpContext&, std::string_view list, std::string_view item) {
    if (list.empty()) return std::string(item);
    if (item.empty()) return std::string(list);
    return std::string(list) + ";" + std::string(item);
  }
};

}  // namespace sop::ops
