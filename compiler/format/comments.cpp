#include "compiler/format/comments.h"

#include <algorithm>

#include "compiler/diagnostics/width.h"

namespace sop {
namespace {

std::uint32_t column_of(const SourceBuffer& source, std::uint32_t offset) {
  const std::uint32_t begin = source.line_begin(source.line_of(offset));
  return display_width(source.text().substr(begin, offset - begin));
}

// A comment alone on its line right below one behind a token, in the same column: the second line of a remark.
bool continues(const SourceBuffer& source, const Comment& above, const Comment& below) {
  return below.line_first && !below.documentation && source.line_of(below.begin) == source.line_of(above.begin) + 1 &&
         column_of(source, below.begin) == column_of(source, above.begin);
}

}  // namespace

bool blank_line_before(std::string_view text, std::uint32_t offset) {
  int lines = 0;
  for (std::size_t i = offset; i > 0;) {
    if (i >= 3 && text.substr(i - 3, 3) == "\xE3\x80\x80") {
      i -= 3;
      continue;
    }
    const char c = text[--i];
    if (c == '\n')
      ++lines;
    else if (c != ' ' && c != '\t' && c != '\r')
      break;
  }
  return lines >= 2;
}

std::vector<PlacedComment> comments_before(const SourceBuffer& source, const Tokens& tokens, std::uint32_t first,
                                           std::uint32_t last) {
  std::vector<PlacedComment> out;
  const Comment* above = nullptr;
  bool above_own_line = true;
  auto from = std::lower_bound(tokens.comments.begin(), tokens.comments.end(), first,
                               [](const Comment& c, std::uint32_t token) { return c.before < token; });
  for (; from != tokens.comments.end() && from->before <= last; ++from) {
    const bool more = above != nullptr && !above_own_line && continues(source, *above, *from);
    PlacedComment placed;
    placed.own_line = from->line_first && !more;
    placed.comment = {std::string(source.text().substr(from->begin, from->end - from->begin)),
                      blank_line_before(source.text(), from->begin), from->documentation, more};
    above = &*from;
    above_own_line = placed.own_line;
    out.push_back(std::move(placed));
  }
  return out;
}

}  // namespace sop
