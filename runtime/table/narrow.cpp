#include "runtime/table/narrow.h"

#include <algorithm>
#include <set>

namespace sop {
namespace {

constexpr std::uint64_t most_narrow = UINT32_MAX;

template <class Visit>
void for_each_known(const ColumnData& column, Visit visit) {
  for (std::size_t row = 0; row < column.rows; ++row)
    if (column.is_known(row)) visit(row);
}

// A number per row in the fewest bytes; 0 where the value is missing.
template <class Narrow>
void fill(NarrowColumn& out, const ColumnData& column, Narrow narrow) {
  const auto write = [&](auto& values) {
    values.resize(column.rows);
    for_each_known(column, [&](std::size_t row) {
      values[row] = static_cast<std::remove_reference_t<decltype(values[0])>>(narrow(row));
    });
  };
  if (out.largest <= UINT8_MAX)
    write(out.one);
  else if (out.largest <= UINT16_MAX)
    write(out.two);
  else
    write(out.four);
  out.rows = column.rows;
}

// Steps that values of a type often have, the widest first.
std::vector<std::int64_t> steps_of(TypeKind kind) {
  if (kind == TypeKind::money) return {money_scale, money_scale / 100, 1};
  if (kind == TypeKind::datetime || kind == TypeKind::time) return {86'400'000'000, 60'000'000, 1'000'000, 1};
  return {1};
}

struct Extent {
  std::int64_t least = INT64_MAX, most = INT64_MIN;
};

Extent extent_of(const ColumnData& column) {
  Extent extent;
  for_each_known(column, [&](std::size_t row) {
    extent.least = std::min(extent.least, column.whole[row]);
    extent.most = std::max(extent.most, column.whole[row]);
  });
  return extent;
}

bool all_in_steps(const ColumnData& column, std::int64_t base, std::int64_t step) {
  if (step == 1) return true;
  for (std::size_t row = 0; row < column.rows; ++row)
    if (column.is_known(row) && (column.whole[row] - base) % step != 0) return false;
  return true;
}

NarrowColumn narrow_wholes(const ColumnData& column) {
  NarrowColumn out;
  const Extent extent = extent_of(column);
  if (extent.least > extent.most) return out;
  const std::uint64_t width = static_cast<std::uint64_t>(extent.most) - static_cast<std::uint64_t>(extent.least);
  if (width > static_cast<std::uint64_t>(INT64_MAX)) return out;
  out.base = extent.least;
  for (const std::int64_t step : steps_of(column.type.kind)) {
    const std::uint64_t largest = width / static_cast<std::uint64_t>(step);
    if (largest > most_narrow || !all_in_steps(column, out.base, step)) continue;
    out.step = step;
    out.largest = static_cast<std::uint32_t>(largest);
    out.source = column.whole.data();
    fill(out, column, [&](std::size_t row) { return (column.whole[row] - out.base) / out.step; });
    break;
  }
  return out;
}

// More texts than fit in two bytes save nothing.
NarrowColumn narrow_codes(const ColumnData& column, const TextPool& pool) {
  NarrowColumn out;
  std::vector<std::uint32_t> place(pool.size(), UINT32_MAX);
  for (std::size_t row = 0; row < column.rows && out.codes.size() <= UINT16_MAX + std::size_t{1}; ++row) {
    if (!column.is_known(row) || place[column.codes[row]] != UINT32_MAX) continue;
    place[column.codes[row]] = 0;
    out.codes.push_back(column.codes[row]);
  }
  if (out.codes.empty() || out.codes.size() > UINT16_MAX + std::size_t{1}) return {};
  std::ranges::sort(out.codes);
  for (std::uint32_t i = 0; i < out.codes.size(); ++i) place[out.codes[i]] = i;
  out.largest = static_cast<std::uint32_t>(out.codes.size() - 1);
  out.source = column.codes.data();
  fill(out, column, [&](std::size_t row) { return place[column.codes[row]]; });
  return out;
}

// Durations are compared by their nominal length, not by how they are packed.
NarrowColumn narrow_column(const ColumnData& column, const TextPool& pool) {
  if (column.rows == 0 || column.type.is(TypeKind::duration)) return {};
  switch (physical_of(column.type.kind)) {
    case Physical::whole: return narrow_wholes(column);
    case Physical::code: return narrow_codes(column, pool);
    case Physical::real:
    case Physical::bit: return {};
  }
  return {};
}

// (input, column) of columns that a comparison, a set or an aggregate reads directly.
std::set<std::pair<std::int32_t, std::int32_t>> columns_in_use(const Program& program) {
  std::set<std::pair<std::int32_t, std::int32_t>> out;
  for (std::size_t i = 0; i < program.insts.size(); ++i) {
    const InstId id(static_cast<std::int32_t>(i));
    const Inst& inst = program.at(id);
    if (inst.kind != InstKind::in_set && !(inst.kind == InstKind::call && inst.type.is(TypeKind::boolean))) continue;
    for (const InstId arg : program.args_of(id))
      if (const Inst& read = program.at(arg); read.kind == InstKind::column) out.emplace(read.a, read.b);
  }
  for (const Aggregate& aggregate : program.aggregates)
    if (aggregate.value.exists() && program.at(aggregate.value).kind == InstKind::column)
      out.emplace(program.at(aggregate.value).a, program.at(aggregate.value).b);
  return out;
}

const void* values_of(const ColumnData& column) {
  if (physical_of(column.type.kind) == Physical::code) return column.codes.data();
  return column.whole.data();
}

}  // namespace

std::optional<std::uint32_t> NarrowColumn::place_of(TextCode code) const {
  const auto found = std::ranges::lower_bound(codes, code);
  if (found == codes.end() || *found != code) return std::nullopt;
  return static_cast<std::uint32_t>(found - codes.begin());
}

const NarrowColumn* narrow_of(const TableData& table, std::size_t column) {
  if (table.narrow == nullptr || column >= table.narrow->columns.size()) return nullptr;
  const NarrowColumn& narrow = table.narrow->columns[column];
  const ColumnData& wide = table.columns[column];
  return narrow.exists() && narrow.rows == wide.rows && narrow.source == values_of(wide) ? &narrow : nullptr;
}

void narrow_columns(const Program& program, Dataset& dataset, std::size_t least_rows) {
  const auto used = columns_in_use(program);
  for (std::size_t i = 0; i < dataset.inputs.size(); ++i) {
    TableData& table = dataset.inputs[i];
    if (table.rows < least_rows) continue;
    auto narrow = std::make_shared<NarrowTable>();
    narrow->columns.resize(table.columns.size());
    for (std::size_t c = 0; c < table.columns.size(); ++c)
      if (used.contains({static_cast<std::int32_t>(i), static_cast<std::int32_t>(c)}))
        narrow->columns[c] = narrow_column(table.columns[c], *dataset.pool);
    table.narrow = std::move(narrow);
  }
}

}  // namespace sop
