// Every text of a run, once. A text value is its code; equal texts have equal codes in all columns, so equality, sets,
// joins and grouping compare 32-bit codes. Order compares the texts (codes say nothing about order).
#pragma once

#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace sop {

using TextCode = std::uint32_t;

class TextPool {
 public:
  // The code of this text; adds it when new. Safe to call from several threads.
  TextCode intern(std::string_view text);
  // The code, or nothing when the run holds no such text.
  bool find(std::string_view text, TextCode& code) const;
  std::string_view text(TextCode code) const;
  std::size_t size() const;

 private:
  mutable std::mutex mutex_;
  std::deque<std::string> texts_;  // never moves: views stay valid
  std::unordered_map<std::string_view, TextCode> codes_;
};

}  // namespace sop
