#include "compiler/diagnostics/underline.h"

#include <algorithm>

namespace sop {
namespace {

// One character and role per column; marks are plain ASCII, so columns are characters.
class Canvas {
 public:
  void draw(std::uint32_t begin, std::uint32_t end, char mark, Role role) {
    if (cells_.size() < end) cells_.resize(end);
    std::fill(cells_.begin() + begin, cells_.begin() + end, Cell{mark, role});
  }

  Row row() const {
    Row out;
    for (const Cell& cell : cells_) out.add(std::string_view(&cell.mark, 1), cell.role);
    return out;
  }

 private:
  struct Cell {
    char mark = ' ';
    Role role = Role::plain;
  };
  std::vector<Cell> cells_;
};

using Marks = std::span<const Underline>;

Canvas connectors(Marks marks) {
  Canvas out;
  for (const Underline& m : marks) out.draw(m.begin, m.begin + 1, '|', m.role);
  return out;
}

Row label_row(Marks left, const Underline& mark) {
  Canvas bars;
  for (const Underline& m : left)
    if (m.begin < mark.begin) bars.draw(m.begin, m.begin + 1, '|', m.role);
  bars.draw(mark.begin, mark.begin, ' ', Role::plain);
  return bars.row().add(mark.label, mark.role);
}

bool reads_beside(const Underline& last, Marks marks) {
  return std::all_of(marks.begin(), marks.end(), [&](const Underline& m) { return m.end <= last.end; });
}

}  // namespace

std::vector<Row> underline_rows(std::vector<Underline> marks) {
  std::stable_sort(marks.begin(), marks.end(), [](const Underline& a, const Underline& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end < b.end;
  });
  Canvas underlines;
  for (const bool primary : {false, true})
    for (const Underline& m : marks)
      if (m.primary == primary) underlines.draw(m.begin, m.end, m.mark, m.role);

  Row first = underlines.row();
  if (!marks.empty() && !marks.back().label.empty() && reads_beside(marks.back(), marks)) {
    first.add(" ").add(marks.back().label, marks.back().role);
    marks.pop_back();
  }
  std::erase_if(marks, [](const Underline& m) { return m.label.empty(); });

  std::vector<Row> rows = {std::move(first)};
  if (!marks.empty()) rows.push_back(connectors(marks).row());
  for (std::size_t left = marks.size(); left-- > 0;) rows.push_back(label_row(Marks(marks).first(left), marks[left]));
  return rows;
}

}  // namespace sop
