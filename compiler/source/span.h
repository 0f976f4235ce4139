// A half-open range of bytes in one source file. 12 bytes, kept in arrays parallel to what it describes.
#pragma once

#include <compare>
#include <cstdint>

namespace sop {

struct Span {
  std::int32_t file = -1;   // index into the compilation's sources; -1: no place
  std::uint32_t begin = 0;  // byte offsets
  std::uint32_t end = 0;

  bool exists() const { return file >= 0; }
  auto operator<=>(const Span&) const = default;
};

inline Span join(Span a, Span b) {
  if (!a.exists()) return b;
  if (!b.exists() || a.file != b.file) return a;
  return {a.file, a.begin < b.begin ? a.begin : b.begin, a.end > b.end ? a.end : b.end};
}

}  // namespace sop
