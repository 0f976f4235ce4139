// How values of one type are read from a column, ordered and kept: what a distribution is sorted by.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "runtime/table/column.h"
#include "runtime/table/edges.h"
#include "stdlib/time/duration.h"

namespace sop {

struct WholeKeys {
  const ColumnData& column;
  using Kept = std::int64_t;
  Kept at(std::uint32_t row) const { return column.whole[row]; }
  std::int64_t key(std::uint32_t row) const { return column.whole[row]; }
  template <class Values>
  static std::vector<Kept>& kept(Values& values) {
    return values.whole;
  }
};

struct DurationKeys : WholeKeys {
  std::int64_t key(std::uint32_t row) const { return nominal_micros(unpack_duration(column.whole[row])); }
};

struct RealKeys {
  const ColumnData& column;
  using Kept = double;
  Kept at(std::uint32_t row) const { return column.real[row]; }
  double key(std::uint32_t row) const { return column.real[row]; }
  template <class Values>
  static std::vector<Kept>& kept(Values& values) {
    return values.real;
  }
};

struct TextKeys {
  const ColumnData& column;
  const TextPool& pool;
  using Kept = std::string;
  Kept at(std::uint32_t row) const { return std::string(pool.text(column.codes[row])); }
  std::string_view key(std::uint32_t row) const { return pool.text(column.codes[row]); }
  template <class Values>
  static std::vector<Kept>& kept(Values& values) {
    return values.text;
  }
};

// Calls `visit` with the keys of the column; not for conditions, which have no order.
template <class Visit>
void with_keys(const ColumnData& column, const TextPool& pool, Visit visit) {
  if (column.type.is(TypeKind::duration)) return visit(DurationKeys{{column}});
  switch (physical_of(column.type.kind)) {
    case Physical::whole: return visit(WholeKeys{column});
    case Physical::real: return visit(RealKeys{column});
    case Physical::code: return visit(TextKeys{column, pool});
    case Physical::bit: return;
  }
}

// Stable: equal values stay in their order. Keys are laid out beside their rows first: sorting through the column would
// wait for memory at every comparison.
template <class Values>
void sort_by_value(std::vector<std::uint32_t>& rows, const Values& values, bool high_first) {
  using Keyed = std::pair<decltype(values.key(0)), std::uint32_t>;
  std::vector<Keyed> keyed;
  keyed.reserve(rows.size());
  for (const std::uint32_t row : rows) keyed.emplace_back(values.key(row), row);
  std::ranges::stable_sort(
      keyed, [&](const Keyed& a, const Keyed& b) { return high_first ? b.first < a.first : a.first < b.first; });
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = keyed[i].second;
}

}  // namespace sop
