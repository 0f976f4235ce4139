// Numbers and texts as bytes: whole numbers in groups of seven bits, least first, negative ones folded; texts with
// their length before them. What is read beyond the end, or too long, is a failure that stays.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sop::embed {

class BytesOut {
 public:
  void word(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) out_ += static_cast<char>(value | 0x80);
    out_ += static_cast<char>(value);
  }
  void whole(std::int64_t value) {
    word(static_cast<std::uint64_t>(value) << 1 ^ static_cast<std::uint64_t>(value >> 63));
  }
  void text(std::string_view text) {
    word(text.size());
    out_ += text;
  }
  std::string take() { return std::move(out_); }
  const std::string& bytes() const { return out_; }

 private:
  std::string out_;
};

class BytesIn {
 public:
  explicit BytesIn(std::string_view bytes) : bytes_(bytes) {}

  std::uint64_t word() {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (bytes_.empty()) return fail();
      const auto byte = static_cast<unsigned char>(bytes_.front());
      bytes_.remove_prefix(1);
      value |= std::uint64_t{byte & 0x7Fu} << shift;
      if ((byte & 0x80) == 0) return value;
    }
    return fail();
  }
  std::int64_t whole() {
    const std::uint64_t folded = word();
    return static_cast<std::int64_t>(folded >> 1) ^ -static_cast<std::int64_t>(folded & 1);
  }
  std::string_view text() {
    const std::uint64_t size = word();
    if (size > bytes_.size()) return fail(), std::string_view();
    const std::string_view out = bytes_.substr(0, size);
    bytes_.remove_prefix(size);
    return out;
  }
  // A number of things that each take at least so many bytes.
  std::size_t count(std::size_t bytes_each) {
    const std::uint64_t count = word();
    if (count > bytes_.size() / bytes_each) return static_cast<std::size_t>(fail());
    return static_cast<std::size_t>(count);
  }
  bool good() const { return good_; }
  bool at_end() const { return bytes_.empty(); }

 private:
  std::uint64_t fail() {
    good_ = false;
    bytes_ = {};
    return 0;
  }

  std::string_view bytes_;
  bool good_ = true;
};

}  // namespace sop::embed
