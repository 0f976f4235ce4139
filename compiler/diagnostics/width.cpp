#include "compiler/diagnostics/width.h"

#include <fmt/format.h>
#include <utf8proc.h>

#include <algorithm>

namespace sop {
namespace {

constexpr utf8proc_int32_t zero_width_joiner = 0x200D;
constexpr utf8proc_int32_t emoji_presentation = 0xFE0F;

struct CodePoint {
  utf8proc_int32_t value = 0;  // -1: not UTF-8
  std::uint32_t size = 1;
};

CodePoint read_code_point(std::string_view text, std::size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  if (lead < 0x80) return {lead, 1};
  utf8proc_int32_t value = -1;
  const auto rest = text.substr(at, 4);
  const auto size = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(rest.data()),
                                     static_cast<utf8proc_ssize_t>(rest.size()), &value);
  if (size <= 0) return {-1, 1};
  return {value, static_cast<std::uint32_t>(size)};
}

std::string stand_in(std::string_view bytes, utf8proc_int32_t value) {
  if (value < 0) return fmt::format("‹0x{:02X}›", static_cast<unsigned char>(bytes.front()));
  return fmt::format("‹U+{:04X}›", static_cast<std::uint32_t>(value));
}

std::uint32_t code_point_width(utf8proc_int32_t value) {
  if (value < 0x80) return 1;
  return static_cast<std::uint32_t>(std::max(0, utf8proc_charwidth(value)));
}

bool is_regional_indicator(utf8proc_int32_t value) { return value >= 0x1F1E6 && value <= 0x1F1FF; }

bool is_pictograph(utf8proc_int32_t value) {
  return utf8proc_get_property(value)->boundclass == UTF8PROC_BOUNDCLASS_EXTENDED_PICTOGRAPHIC;
}

// Builds the glyphs of one line from left to right.
class Layout {
 public:
  explicit Layout(std::string_view line) : line_(line) {}

  DisplayLine run() {
    for (std::uint32_t at = 0; at < line_.size();) {
      const CodePoint next = read_code_point(line_, at);
      add(at, next);
      at += next.size;
    }
    place();
    return std::move(out_);
  }

 private:
  void add(std::uint32_t at, CodePoint next) {
    const std::string_view bytes = line_.substr(at, next.size);
    if (next.value == '\t') return start(at, next, std::string(tab_columns, ' '), tab_columns);
    if (joins_emoji(at, next)) return extend(next, bytes, 0);
    if (is_hidden(next.value)) {
      const std::string text = stand_in(bytes, next.value);
      return start(at, next, text, static_cast<std::uint32_t>(text.size() - 4));  // ‹ and › are three bytes, one column
    }
    const std::uint32_t width = code_point_width(next.value);
    if (continues(next)) return extend(next, bytes, width);
    start(at, next, std::string(bytes), width);
    open_ = true;
    pictograph_ = is_pictograph(next.value);
  }

  // A joiner is part of an emoji only between two of them; anywhere else it hides.
  bool joins_emoji(std::uint32_t at, CodePoint next) const {
    if (next.value != zero_width_joiner || !open_ || !pictograph_) return false;
    const std::size_t after = at + next.size;
    return after < line_.size() && is_pictograph(read_code_point(line_, after).value);
  }

  bool continues(CodePoint next) {
    if (!open_) return false;
    return !utf8proc_grapheme_break_stateful(previous_, next.value, &state_);
  }

  void start(std::uint32_t at, CodePoint next, std::string text, std::uint32_t width) {
    out_.glyphs.push_back({std::move(text), at, at + next.size, 0, width});
    open_ = pictograph_ = false;
    state_ = 0;
    previous_ = next.value;
  }

  void extend(CodePoint next, std::string_view bytes, std::uint32_t width) {
    if (next.value == zero_width_joiner) utf8proc_grapheme_break_stateful(previous_, next.value, &state_);
    Glyph& glyph = out_.glyphs.back();
    const bool flag = is_regional_indicator(previous_) && is_regional_indicator(next.value);
    const bool emoji = pictograph_ && next.value == emoji_presentation;
    glyph.text += bytes;
    glyph.end += next.size;
    glyph.width = flag || emoji ? 2 : std::max(glyph.width, width);
    previous_ = next.value;
  }

  void place() {
    for (Glyph& glyph : out_.glyphs) {
      glyph.column = out_.width;
      out_.width += glyph.width;
    }
  }

  std::string_view line_;
  DisplayLine out_;
  bool open_ = false;        // may the last glyph grow?
  bool pictograph_ = false;  // did it begin as an emoji?
  utf8proc_int32_t previous_ = 0;
  utf8proc_int32_t state_ = 0;
};

}  // namespace

bool is_hidden(std::int32_t value) {
  if (value < 0) return true;
  if (value < 0x80) return value < 0x20 || value == 0x7F;
  const utf8proc_category_t category = utf8proc_category(value);
  return category == UTF8PROC_CATEGORY_CC || category == UTF8PROC_CATEGORY_CF || category == UTF8PROC_CATEGORY_CS ||
         category == UTF8PROC_CATEGORY_ZL || category == UTF8PROC_CATEGORY_ZP;
}

std::uint32_t DisplayLine::column_of(std::uint32_t byte) const {
  const auto after = std::partition_point(glyphs.begin(), glyphs.end(), [&](const Glyph& g) { return g.end <= byte; });
  return after == glyphs.end() ? width : after->column;
}

std::uint32_t DisplayLine::column_after(std::uint32_t byte) const {
  const auto after = std::partition_point(glyphs.begin(), glyphs.end(), [&](const Glyph& g) { return g.begin < byte; });
  return after == glyphs.end() ? width : after->column;
}

DisplayLine lay_out(std::string_view line) { return Layout(line).run(); }

std::uint32_t display_width(std::string_view text) { return lay_out(text).width; }

std::string visible(std::string_view text) {
  std::string out;
  for (const Glyph& glyph : lay_out(text).glyphs) out += text[glyph.begin] == '\t' ? stand_in("\t", '\t') : glyph.text;
  return out;
}

}  // namespace sop
