#include "runtime/reports/rising.h"

#include <algorithm>

namespace sop {
namespace {

struct LevelCell {
  std::size_t of = 0;  // the alert's cell
  CellValue level;
};

// Every level of an enumeration, of anything else those there are.
std::vector<CellValue> levels_of(ReportWorld& world, const ReportCells& found, const GroupKey& key, Type type) {
  std::vector<CellValue> out;
  if (type.is(TypeKind::enumeration)) {
    const auto members = world.program().enumerations[type.enumeration.index()].members.size();
    for (std::size_t i = 0; i < members; ++i) out.push_back(CellValue{true, static_cast<std::int64_t>(i), 0, 0});
    return out;
  }
  // Groups stand in the order of their values.
  GroupOrder order{std::vector<Type>(), &world.pool()};
  for (const GroupKey& group : found.groups()) {
    if (!group.back().known) continue;
    GroupKey prefix(group.begin(), group.end() - 1);
    order.types = found.types();
    order.types.pop_back();
    if (!order(prefix, key) && !order(key, prefix)) out.push_back(group.back());
  }
  return out;
}

bool goes_on(Type type, const CellValue& from, const CellValue& to, bool falls, const TextPool& pool) {
  const int order = order_of(type, from, to, pool);
  return falls ? order > 0 : order < 0;
}

}  // namespace

ColumnData rising(ReportWorld& world, const ReportForm& form, const std::vector<ReportCell>& cells) {
  ReportCells found(world, form);
  const Type level_type = form.facets.back().type;
  std::vector<LevelCell> levels;
  std::vector<ReportCell> asked;
  for (std::size_t i = 0; i < cells.size(); ++i)
    for (const CellValue& level : levels_of(world, found, cells[i].key, level_type)) {
      ReportCell cell = cells[i];
      cell.total = false;
      cell.key.push_back(level);
      asked.push_back(cell);
      levels.push_back({i, level});
    }
  const std::vector<ColumnData> values = found.items(asked);
  ColumnData out = make_column(condition_type, cells.size());
  std::vector<std::size_t> steps(cells.size(), 0);
  std::vector<bool> broken(cells.size(), false);
  std::vector<std::optional<CellValue>> last(cells.size());
  for (std::size_t i = 0; i < levels.size(); ++i) {
    const CellValue value = cell_value_at(values[0], i);
    if (!value.known) continue;
    std::optional<CellValue>& before = last[levels[i].of];
    if (before) {
      ++steps[levels[i].of];
      if (!goes_on(values[0].type, *before, value, form.falls, world.pool())) broken[levels[i].of] = true;
    }
    before = value;
  }
  for (std::size_t i = 0; i < cells.size(); ++i)
    if (steps[i] > 0 && !broken[i]) set_bit(out.bits, i);
  return out;
}

}  // namespace sop
