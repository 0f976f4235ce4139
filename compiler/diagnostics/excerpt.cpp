#include "compiler/diagnostics/excerpt.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "compiler/diagnostics/underline.h"
#include "compiler/diagnostics/window.h"

namespace sop {
namespace {

// A mark with its lines worked out. A span that ends with a line end does not reach into the next line.
struct Place {
  const Mark* mark;
  std::uint32_t begin, end;  // bytes of the file
  std::uint32_t first_line, last_line;
  bool many_lines() const { return first_line != last_line; }
};

Place place_of(const Mark& mark, const SourceBuffer& source) {
  const auto size = static_cast<std::uint32_t>(source.text().size());
  const std::uint32_t begin = std::min(mark.span.begin, size);
  std::uint32_t end = std::clamp(mark.span.end, begin, size);
  if (end > begin && source.text()[end - 1] == '\n') --end;
  return {&mark, begin, end, source.line_of(begin), source.line_of(end)};
}

// Draws the places of one file.
class FileExcerpt {
 public:
  FileExcerpt(std::span<const Place> places, const SourceBuffer& source, std::size_t gutter, std::vector<Row>& rows)
      : source_(source), gutter_(gutter), rows_(rows) {
    for (const Place& place : places) (place.many_lines() ? long_ : short_).push_back(place);
    bars_.assign(long_.size(), ' ');
  }

  void draw() {
    std::uint32_t previous = 0;
    for (const std::uint32_t line : shown_lines()) {
      if (previous != 0 && line == previous + 2) draw_line(previous + 1);
      if (previous != 0 && line > previous + 2) draw_gap();
      draw_line(line);
      previous = line;
    }
  }

 private:
  std::set<std::uint32_t> shown_lines() const {
    std::set<std::uint32_t> lines;
    for (const Place& place : short_) lines.insert(place.first_line);
    for (const Place& place : long_)
      lines.insert({place.first_line, place.first_line + 1, place.last_line - 1, place.last_line});
    return lines;
  }

  void draw_gap() {
    Row row;
    row.add("...", Role::gutter).pad(gutter_);
    add_bars(row);
    rows_.push_back(std::move(row));
  }

  void draw_line(std::uint32_t line) {
    const Window window = window_of(line);
    for (std::size_t i = 0; i < long_.size(); ++i)
      if (long_[i].first_line == line && opens_line(long_[i])) bars_[i] = '/';
    Row row = numbered_row(gutter_, line);
    add_bars(row);
    rows_.push_back(std::move(row.add(window.text())));
    std::replace(bars_.begin(), bars_.end(), '/', '|');

    draw_underlines(line, window);
    for (std::size_t i = 0; i < long_.size(); ++i)
      if (long_[i].first_line == line && !opens_line(long_[i])) draw_start(i, window);
    for (std::size_t i = long_.size(); i-- > 0;)
      if (long_[i].last_line == line) draw_end(i, window);
  }

  void draw_underlines(std::uint32_t line, const Window& window) {
    std::vector<Underline> marks;
    for (const Place& place : short_)
      if (place.first_line == line) marks.push_back(underline_of(place, window));
    if (marks.empty()) return;
    for (const Row& below : underline_rows(std::move(marks))) add_below(below);
  }

  Underline underline_of(const Place& place, const Window& window) const {
    const std::uint32_t begin = begin_column(place, window);
    const std::uint32_t end = end_column(place, window);
    const Mark& mark = *place.mark;
    return {begin, std::max(end, begin + 1), mark.primary ? '^' : '-', mark.role, mark.label, mark.primary};
  }

  // A span over several lines that begins in the middle of its first: `____^` leads from the bar to its beginning.
  void draw_start(std::size_t index, const Window& window) {
    bars_[index] = ' ';
    const Mark& mark = *long_[index].mark;
    Row row = blank_row(gutter_);
    add_bars(row, index + 1);
    row.add(std::string(bars_.size() - index + begin_column(long_[index], window), '_'), mark.role);
    rows_.push_back(std::move(row.add(mark.primary ? "^" : "-", mark.role)));
    bars_[index] = '|';
  }

  void draw_end(std::size_t index, const Window& window) {
    const Mark& mark = *long_[index].mark;
    const std::uint32_t end = end_column(long_[index], window);
    Row row = blank_row(gutter_);
    add_bars(row, index + 1);
    row.add(std::string(bars_.size() - index + std::max(end, 1u) - 1, '_'), mark.role);
    row.add(mark.primary ? "^" : "-", mark.role);
    if (!mark.label.empty()) row.add(" ").add(mark.label, mark.role);
    rows_.push_back(std::move(row));
    bars_[index] = ' ';
  }

  void add_below(const Row& below) {
    Row row = blank_row(gutter_);
    add_bars(row);
    rows_.push_back(std::move(row.add(below)));
  }

  // The bars of the first `count` long spans; all of them are followed by a blank.
  void add_bars(Row& row, std::size_t count) const {
    for (std::size_t i = 0; i < count; ++i) row.add(std::string_view(&bars_[i], 1), long_[i].mark->role);
  }
  void add_bars(Row& row) const {
    add_bars(row, bars_.size());
    if (!bars_.empty()) row.pad(1);
  }

  // The primary mark decides what of a very long line is seen.
  Window window_of(std::uint32_t line) const {
    const Place* seen = nullptr;
    for (const std::vector<Place>* places : {&short_, &long_})
      for (const Place& place : *places)
        if ((place.first_line == line || place.last_line == line) && (!seen || place.mark->primary)) seen = &place;
    if (!seen) return Window(source_.line(line), 0, 0);
    const std::uint32_t start = source_.line_begin(line);
    const std::uint32_t begin = seen->first_line == line ? seen->begin : seen->end;
    const std::uint32_t end = seen->last_line == line ? seen->end : begin;
    return Window(source_.line(line), begin - start, end - start);
  }

  std::uint32_t begin_column(const Place& place, const Window& window) const {
    return window.column_of(place.begin - source_.line_begin(place.first_line));
  }
  std::uint32_t end_column(const Place& place, const Window& window) const {
    return window.column_after(place.end - source_.line_begin(place.last_line));
  }
  bool opens_line(const Place& place) const {
    const std::string_view before =
        source_.line(place.first_line).substr(0, place.begin - source_.line_begin(place.first_line));
    return before.find_first_not_of(" \t") == std::string_view::npos;
  }

  std::vector<Place> short_, long_;
  std::string bars_;  // one character per long span: what its bar shows in the next row
  const SourceBuffer& source_;
  std::size_t gutter_;
  std::vector<Row>& rows_;
};

Row heading_row(std::size_t gutter, std::string_view arrow, const Place& place, const SourceBuffer& source) {
  const Position at = source.position(place.begin);
  Row row;
  row.pad(gutter).add(arrow, Role::gutter);
  row.add(fmt::format(" {}:{}:{}", visible(source.name()), at.line, at.column));
  return row;
}

std::vector<std::int32_t> files_in_order(std::span<const Mark> marks) {
  std::vector<std::int32_t> files;
  for (const Mark& mark : marks)
    if (std::find(files.begin(), files.end(), mark.span.file) == files.end()) files.push_back(mark.span.file);
  return files;
}

}  // namespace

Row numbered_row(std::size_t gutter, std::uint32_t line) {
  return Row().add(fmt::format("{:>{}} |", line, gutter), Role::gutter).pad(1);
}

Row blank_row(std::size_t gutter) { return Row().add(std::string(gutter, ' ') + " |", Role::gutter).pad(1); }

std::size_t gutter_width(std::span<const Mark> marks, const Sources& sources) {
  std::uint32_t last = 1;
  for (const Mark& mark : marks) {
    const SourceBuffer& source = sources[static_cast<std::size_t>(mark.span.file)];
    last = std::max(last, place_of(mark, source).last_line);
  }
  return std::to_string(last).size();
}

std::vector<Row> excerpt(std::span<const Mark> marks, const Sources& sources, std::size_t gutter) {
  std::vector<Row> rows;
  for (const std::int32_t file : files_in_order(marks)) {
    const SourceBuffer& source = sources[static_cast<std::size_t>(file)];
    std::vector<Place> places;
    for (const Mark& mark : marks)
      if (mark.span.file == file) places.push_back(place_of(mark, source));
    rows.push_back(heading_row(gutter, rows.empty() ? "-->" : ":::", places.front(), source));
    rows.push_back(blank_row(gutter));
    FileExcerpt(places, source, gutter, rows).draw();
  }
  return rows;
}

}  // namespace sop
