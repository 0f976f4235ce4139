// The codes of one column's texts, asked of the run's pool a few hundred at a time, which is several times faster than
// one by one.
#pragma once

#include <array>
#include <span>
#include <string_view>
#include <vector>

#include "runtime/table/text_pool.h"

namespace sop {

class TextLookup {
 public:
  explicit TextLookup(TextPool& pool) : pool_(pool) {}

  // Into `codes[row]`, at the latest with the next `finish`; until then the text stays where it is.
  void look_up(std::string_view text, std::size_t row, ColumnValues<TextCode>& codes) {
    if (size_ == wanted_.size()) finish(codes);
    wanted_[size_++] = {text, TextPool::hash_of(text), static_cast<std::uint32_t>(row)};
  }

  void finish(ColumnValues<TextCode>& codes) {
    const std::span wanted = std::span(wanted_).first(size_);
    pool_.intern_all(wanted);
    for (const TextQuery& query : wanted) codes[query.tag] = query.code;
    size_ = 0;
  }

 private:
  TextPool& pool_;
  std::array<TextQuery, 256> wanted_{};
  std::size_t size_ = 0;
};

}  // namespace sop
