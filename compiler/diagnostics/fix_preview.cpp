#include "compiler/diagnostics/fix_preview.h"

#include <algorithm>
#include <utility>

#include "compiler/diagnostics/excerpt.h"
#include "compiler/diagnostics/underline.h"
#include "compiler/diagnostics/window.h"

namespace sop {
namespace {

// A run of whole lines that some edits touch, as it reads afterwards.
struct ChangedLines {
  std::uint32_t first_line = 1;  // as numbered after the fix
  std::string text;
  struct Part {
    std::uint32_t begin, end;  // of the new text
    char mark;
  };
  std::vector<Part> parts;
};

std::vector<Edit> in_place_order(std::vector<Edit> edits) {
  std::stable_sort(edits.begin(), edits.end(), [](const Edit& a, const Edit& b) {
    return std::pair(a.span.file, a.span.begin) < std::pair(b.span.file, b.span.begin);
  });
  return edits;
}

std::uint32_t line_end(const SourceBuffer& source, std::uint32_t line) {
  return source.line_begin(line) + static_cast<std::uint32_t>(source.line(line).size());
}

void append(ChangedLines& lines, const Edit& edit) {
  const auto begin = static_cast<std::uint32_t>(lines.text.size());
  lines.text += edit.text;
  const char mark = edit.span.begin == edit.span.end ? '+' : '~';
  if (!edit.text.empty()) lines.parts.push_back({begin, static_cast<std::uint32_t>(lines.text.size()), mark});
}

// Edits of one file in order; edits of the same lines go together.
std::vector<ChangedLines> apply(std::span<const Edit> edits, const SourceBuffer& source) {
  std::vector<ChangedLines> out;
  std::uint32_t done = 0;       // bytes of the source already taken over
  std::uint32_t last_line = 0;  // of the run being built
  std::int64_t added_lines = 0;
  const auto finish = [&] {
    if (out.empty()) return;
    const std::uint32_t end = std::max(done, line_end(source, last_line));
    out.back().text += source.text().substr(done, end - done);
  };
  for (const Edit& edit : edits) {
    const std::uint32_t first = source.line_of(edit.span.begin);
    if (out.empty() || first > last_line) {
      finish();
      out.push_back({static_cast<std::uint32_t>(first + added_lines), {}, {}});
      done = source.line_begin(first);
    }
    if (edit.span.begin < done) continue;  // overlaps the one before
    out.back().text += source.text().substr(done, edit.span.begin - done);
    append(out.back(), edit);
    done = edit.span.end;
    last_line = source.line_of(edit.span.end);
    added_lines += std::count(edit.text.begin(), edit.text.end(), '\n') - (last_line - first);
  }
  finish();
  return out;
}

std::vector<Underline> underlines(const ChangedLines& lines, std::uint32_t begin, std::uint32_t end,
                                  const Window& window) {
  std::vector<Underline> marks;
  for (const ChangedLines::Part& part : lines.parts) {
    const std::uint32_t from = std::max(part.begin, begin), to = std::min(part.end, end);
    if (from >= to) continue;
    const std::uint32_t column = window.column_of(from - begin);
    marks.push_back({column, std::max(window.column_after(to - begin), column + 1), part.mark, Role::help, "", true});
  }
  return marks;
}

void draw(const ChangedLines& lines, std::size_t gutter, std::vector<Row>& rows) {
  std::uint32_t number = lines.first_line;
  for (std::size_t begin = 0; begin <= lines.text.size(); ++number) {
    const std::size_t end = std::min(lines.text.find('\n', begin), lines.text.size());
    const auto from = static_cast<std::uint32_t>(begin), to = static_cast<std::uint32_t>(end);
    const auto first =
        std::find_if(lines.parts.begin(), lines.parts.end(), [&](const auto& part) { return part.end > from; });
    const std::uint32_t seen = first == lines.parts.end() ? 0 : std::max(first->begin, from) - from;
    const Window window(std::string_view(lines.text).substr(begin, end - begin), seen, seen);
    rows.push_back(numbered_row(gutter, number).add(window.text()));
    const std::vector<Underline> marks = underlines(lines, from, to, window);
    if (!marks.empty()) rows.push_back(blank_row(gutter).add(underline_rows(marks).front()));
    begin = end + 1;
  }
}

}  // namespace

std::vector<Row> fix_preview(const std::vector<Edit>& edits, const Sources& sources, std::size_t gutter) {
  const std::vector<Edit> order = in_place_order(edits);
  std::vector<Row> rows;
  for (std::size_t begin = 0; begin < order.size();) {
    std::size_t end = begin;
    while (end < order.size() && order[end].span.file == order[begin].span.file) ++end;
    const SourceBuffer& source = sources[static_cast<std::size_t>(order[begin].span.file)];
    for (const ChangedLines& lines : apply(std::span(order).subspan(begin, end - begin), source))
      draw(lines, gutter, rows);
    begin = end;
  }
  return rows;
}

}  // namespace sop
