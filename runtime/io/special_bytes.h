// Walks over the few bytes that mean something in CSV (delimiter, quote, LF), 64 bytes at a time.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace sop {

class SpecialBytes {
 public:
  SpecialBytes(std::string_view text, char delimiter) : text_(text), delimiter_(delimiter) { load(); }

  // The position of the next special byte, or the text's size.
  std::size_t next() {
    while (mask_ == 0) {
      base_ += 64;
      if (base_ >= text_.size()) return text_.size();
      load();
    }
    const std::size_t at = base_ + static_cast<std::size_t>(std::countr_zero(mask_));
    mask_ &= mask_ - 1;
    return at;
  }

 private:
  void load() {
    if (base_ + 64 <= text_.size()) return load_block(text_.data() + base_);
    char rest[64] = {};
    if (base_ < text_.size()) std::memcpy(rest, text_.data() + base_, text_.size() - base_);
    load_block(rest);
  }

  // Written so that the compiler turns it into vector compares: eight bytes give eight bits of the mask.
  void load_block(const char* block) {
    unsigned char hit[64];
    for (int i = 0; i < 64; ++i)
      hit[i] = static_cast<unsigned char>((block[i] == delimiter_) | (block[i] == '\n') | (block[i] == '"'));
    mask_ = 0;
    for (int i = 0; i < 8; ++i) {
      std::uint64_t eight = 0;
      std::memcpy(&eight, hit + i * 8, 8);
      mask_ |= (eight * 0x0102040810204080u >> 56) << (i * 8);
    }
  }

  std::string_view text_;
  char delimiter_;
  std::size_t base_ = 0;
  std::uint64_t mask_ = 0;
};

}  // namespace sop
