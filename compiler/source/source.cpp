#include "compiler/source/source.h"

#include <algorithm>
#include <utility>

namespace sop {

SourceBuffer::SourceBuffer(std::string name, std::string text) : name_(std::move(name)), text_(std::move(text)) {
  line_starts_.push_back(0);
  for (std::size_t i = 0; i < text_.size(); ++i)
    if (text_[i] == '\n') line_starts_.push_back(static_cast<std::uint32_t>(i + 1));
}

std::uint32_t SourceBuffer::line_of(std::uint32_t offset) const {
  auto after = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
  return static_cast<std::uint32_t>(after - line_starts_.begin());
}

std::uint32_t SourceBuffer::line_begin(std::uint32_t number) const { return line_starts_[number - 1]; }

Position SourceBuffer::position(std::uint32_t offset) const {
  const std::uint32_t line = line_of(offset);
  std::uint32_t column = 1;
  for (std::uint32_t i = line_begin(line); i < offset && i < text_.size(); ++i)
    if ((static_cast<unsigned char>(text_[i]) & 0xC0) != 0x80) ++column;
  // An offset inside a character belongs to that character.
  if (offset < text_.size() && (static_cast<unsigned char>(text_[offset]) & 0xC0) == 0x80) --column;
  return {line, column};
}

std::string_view SourceBuffer::line(std::uint32_t number) const {
  const std::size_t begin = line_starts_[number - 1];
  std::size_t end = number < line_starts_.size() ? line_starts_[number] - 1 : text_.size();
  if (end > begin && text_[end - 1] == '\r') --end;
  return std::string_view(text_).substr(begin, end - begin);
}

}  // namespace sop
