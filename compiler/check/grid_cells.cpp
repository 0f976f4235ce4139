// Completeness of grids (language.md 2.10): every cell exactly once, or `otherwise`. `any` stands for every named
// value, never for missing; a cell with fewer of them wins; two equally exact ones that meet are an error. `otherwise`
// covers the known axes, `otherwise or missing` all. A cell that misses an axis needs no row: its value is missing.
#include <algorithm>

#include "compiler/check/checker.h"

namespace sop {
namespace {

using N = NodeKind;

constexpr int any_value = -1, missing_value = -2;

// One written cell: per axis a member, any, or missing.
struct Row {
  Node node;
  std::vector<int> keys;
  int exact = 0;  // axes that are not `any`
};

bool meet(const Row& a, const Row& b) {
  for (std::size_t i = 0; i < a.keys.size(); ++i) {
    const int x = a.keys[i], y = b.keys[i];
    if (x == y) continue;
    if (x == missing_value || y == missing_value) return false;
    if (x != any_value && y != any_value) return false;
  }
  return true;
}

bool covers(const Row& row, const std::vector<int>& cell) {
  for (std::size_t i = 0; i < cell.size(); ++i)
    if (row.keys[i] == any_value ? cell[i] == missing_value : row.keys[i] != cell[i]) return false;
  return true;
}

// Equally exact, and no more exact cell stands where they meet.
bool undecided(const Row& a, const Row& b, const std::vector<Row>& all) {
  if (a.exact != b.exact || !meet(a, b)) return false;
  std::vector<int> where;
  for (std::size_t i = 0; i < a.keys.size(); ++i) where.push_back(a.keys[i] == any_value ? b.keys[i] : a.keys[i]);
  return std::none_of(all.begin(), all.end(),
                      [&](const Row& row) { return row.exact > a.exact && covers(row, where); });
}

constexpr std::size_t shown_cells = 5;
constexpr std::size_t cells_limit = 10'000;

// Does `otherwise` take anybody: is some combination of these keys open?
bool takes_somebody(const std::vector<Row>& rows, const std::vector<std::vector<int>>& keys) {
  std::size_t count = 1;
  for (const std::vector<int>& of_axis : keys) {
    count *= of_axis.size();
    if (count > cells_limit) return true;
  }
  std::vector<int> cell(keys.size(), 0);
  for (std::size_t n = 0; n < count; ++n) {
    for (std::size_t i = 0, rest = n; i < keys.size(); rest /= keys[i].size(), ++i)
      cell[i] = keys[i][rest % keys[i].size()];
    if (std::none_of(rows.begin(), rows.end(), [&](const Row& row) { return covers(row, cell); })) return true;
  }
  return false;
}

}  // namespace

void Checker::check_grid_cells(Node grid, const std::vector<Value>& axes) {
  std::vector<const Enumeration*> of;
  std::size_t count = 1;
  for (const Value& axis : axes) {
    of.push_back(&program_.enumerations[axis.type.enumeration.index()]);
    count *= std::max<std::size_t>(of.back()->members.size(), 1);
    if (count > cells_limit) {
      report(Code::S6002, grid.child(N::name).span(), {"grid", "10,000 cells", "矩阵"});
      return;
    }
  }
  std::vector<Row> rows;
  Node otherwise;
  for (Node cell : grid.children(N::cell)) {
    if (const Node rest = cell.child(N::otherwise)) {
      if (otherwise) report(Code::S2018, rest.span(), {text(rest)});
      otherwise = rest;
      continue;
    }
    const std::vector<Node> keys = cell.child(N::cell_keys).children();
    Row row{cell, {}, 0};
    for (std::size_t i = 0; i < keys.size(); ++i) {
      if (keys[i].is(N::any_cell) || keys[i].is(N::missing_word)) {
        row.keys.push_back(keys[i].is(N::any_cell) ? any_value : missing_value);
      } else {
        const auto& members = of[i]->members;
        row.keys.push_back(
            static_cast<int>(std::find(members.begin(), members.end(), text(keys[i])) - members.begin()));
      }
      row.exact += keys[i].is(N::any_cell) ? 0 : 1;
    }
    rows.push_back(std::move(row));
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto other = std::find_if(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(i),
                                    [&](const Row& before) { return undecided(before, rows[i], rows); });
    if (other == rows.begin() + static_cast<std::ptrdiff_t>(i)) continue;
    const Span here = rows[i].node.child(N::cell_keys).span(), there = other->node.child(N::cell_keys).span();
    report(other->keys == rows[i].keys ? Code::S2062 : Code::S2063, here,
           {std::string(source(here).text(here)), std::string(source(there).text(there))})
        .relate(there, Phrase::first_declared_here);
  }
  if (!grid.children(N::error).empty()) return;
  if (otherwise) {
    std::vector<std::vector<int>> keys(axes.size());
    for (std::size_t i = 0; i < axes.size(); ++i) {
      for (std::size_t m = 0; m < of[i]->members.size(); ++m) keys[i].push_back(static_cast<int>(m));
      if (otherwise.has_keyword(Kw::or_missing) && axes[i].type.nullable) keys[i].push_back(missing_value);
    }
    if (!takes_somebody(rows, keys)) report(Code::S3013, otherwise.span(), {one_line(otherwise.span())});
    return;
  }
  std::string absent;
  std::size_t missing_cells = 0;
  std::vector<int> cell(axes.size(), 0);
  for (std::size_t n = 0; n < count; ++n) {
    std::size_t rest = n;
    for (std::size_t i = axes.size(); i-- > 0;) {
      cell[i] = static_cast<int>(rest % of[i]->members.size());
      rest /= of[i]->members.size();
    }
    if (std::any_of(rows.begin(), rows.end(), [&](const Row& row) { return covers(row, cell); })) continue;
    if (++missing_cells > shown_cells) continue;
    absent += absent.empty() ? "`(" : ", `(";
    for (std::size_t i = 0; i < cell.size(); ++i)
      absent += (i > 0 ? ", " : "") + of[i]->members[static_cast<std::size_t>(cell[i])];
    absent += ")`";
  }
  if (missing_cells == 0) return;
  if (missing_cells > shown_cells) absent += ", …";
  report(Code::S2064, grid.first_token(), {parsed_.name_of(grid), std::to_string(missing_cells), absent});
}

}  // namespace sop
