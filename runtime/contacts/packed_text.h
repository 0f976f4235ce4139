// Ledgers as compact text for a store: numbers end with a letter, texts carry their length (`3:sms`), so that nothing
// needs an escape. A Taker reads what was written; after the first mistake it takes nothing more.
#pragma once

#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>

namespace sop {

inline void pack_number(std::string& out, std::int64_t number, char end) { out += std::to_string(number) + end; }
inline void pack_text(std::string& out, std::string_view text) {
  pack_number(out, static_cast<std::int64_t>(text.size()), ':');
  out += text;
}

class Taker {
 public:
  explicit Taker(std::string_view text) : rest_(text) {}
  bool at_end() const { return rest_.empty(); }
  bool failed() const { return failed_; }

  // A number and the letter it ends with.
  std::int64_t number(char& end) {
    std::int64_t value = 0;
    const char* const last = rest_.data() + rest_.size();
    const auto [next, error] = std::from_chars(rest_.data(), last, value);
    if (error != std::errc{} || next == last) return fail(), end = '\0', 0;
    end = *next;
    rest_.remove_prefix(static_cast<std::size_t>(next - rest_.data()) + 1);
    return value;
  }
  std::string_view text() {
    char end = '\0';
    const std::int64_t size = number(end);
    if (end != ':' || size < 0 || static_cast<std::size_t>(size) > rest_.size()) return fail(), std::string_view();
    const std::string_view out = rest_.substr(0, static_cast<std::size_t>(size));
    rest_.remove_prefix(out.size());
    return out;
  }
  void fail() {
    failed_ = true;
    rest_ = {};
  }

 private:
  std::string_view rest_;
  bool failed_ = false;
};

}  // namespace sop
