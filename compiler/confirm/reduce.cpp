// What an aggregate makes of the values of its rows.
#include <algorithm>
#include <cmath>
#include <set>

#include "compiler/confirm/evaluate.h"
#include "stdlib/ops/exact.h"

namespace sop::trial {
namespace {

using RowValues = std::vector<RowValue>;
using Rows = std::span<const RowValue>;

Held finite_or_missing(double value) { return std::isfinite(value) ? real_held(value) : Held{}; }

Held whole_or_missing(Int128 value) {
  std::int64_t out = 0;
  return narrow(value, out) ? whole_held(out) : Held{};
}

Held mean(TypeKind kind, Rows rows, std::size_t first, std::size_t count) {
  if (count == 0) return {};
  double reals = 0;
  Int128 wholes = 0;
  for (std::size_t i = first; i < first + count; ++i) {
    reals += rows[i].value.real;
    wholes += rows[i].value.whole;
  }
  const auto n = static_cast<double>(count);
  if (kind == TypeKind::number) return finite_or_missing(reals / n);
  if (kind == TypeKind::integer) return finite_or_missing(static_cast<double>(wholes) / n);
  std::int64_t out = 0;
  return divide_half_even(wholes, static_cast<Int128>(count), out) ? whole_held(out) : Held{};
}

Held median(TypeKind kind, RowValues rows) {
  if (rows.empty()) return {};
  std::ranges::stable_sort(rows,
                           [&](const RowValue& a, const RowValue& b) { return compare(kind, a.value, b.value) < 0; });
  const std::size_t low = (rows.size() - 1) / 2;
  if (kind == TypeKind::number && rows.size() % 2 == 1) return rows[low].value;
  return rows.size() % 2 == 1 ? mean(kind, RowValues{rows[low], rows[low]}, 0, 2) : mean(kind, rows, low, 2);
}

Held most_frequent(TypeKind kind, Rows rows) {
  struct Use {
    Held value;
    std::size_t uses = 0;
    std::int64_t latest = 0;
  };
  std::vector<Use> found;
  for (const RowValue& row : rows) {
    auto place = std::ranges::find_if(found, [&](const Use& use) { return compare(kind, use.value, row.value) == 0; });
    if (place == found.end()) place = found.insert(found.end(), Use{row.value});
    ++place->uses;
    place->latest = row.at;
  }
  if (found.empty()) return {};
  return std::ranges::max_element(found,
                                  [&](const Use& a, const Use& b) {
                                    if (a.uses != b.uses) return a.uses < b.uses;
                                    if (a.latest != b.latest) return a.latest < b.latest;
                                    return compare(kind, a.value, b.value) > 0;
                                  })
      ->value;
}

std::int64_t different(TypeKind kind, Rows rows) {
  std::vector<Held> found;
  for (const RowValue& row : rows)
    if (std::ranges::none_of(found, [&](const Held& other) { return compare(kind, other, row.value) == 0; }))
      found.push_back(row.value);
  return static_cast<std::int64_t>(found.size());
}

std::int64_t periods(AggregateOp op, Rows rows, int week_start) {
  std::set<std::int64_t> seen;
  for (const RowValue& row : rows) {
    const Days day = floor_div(row.at, micros_per_day);
    seen.insert(op == AggregateOp::days_active    ? day
                : op == AggregateOp::weeks_active ? week_start_of(day, week_start)
                                                  : month_number(civil_of(day)));
  }
  return static_cast<std::int64_t>(seen.size());
}

}  // namespace

Held reduced(AggregateOp op, TypeKind kind, TypeKind result, bool has_value, std::span<const RowValue> rows,
             int week_start) {
  const auto is_known = [](const RowValue& row) { return row.value.known; };
  RowValues some_known;
  Rows known;
  if (has_value && std::ranges::all_of(rows, is_known)) {
    known = rows;
  } else if (has_value) {
    std::ranges::copy_if(rows, std::back_inserter(some_known), is_known);
    known = some_known;
  }
  const auto count = static_cast<std::int64_t>(has_value ? known.size() : rows.size());
  switch (op) {
    case AggregateOp::count: return whole_held(count);
    case AggregateOp::any: return whole_held(count > 0 ? 1 : 0);
    case AggregateOp::none: return whole_held(count == 0 ? 1 : 0);
    case AggregateOp::distinct: return whole_held(has_value ? different(kind, known) : count);
    case AggregateOp::sum: {
      double reals = 0;
      Int128 wholes = 0;
      for (const RowValue& row : known) reals += row.value.real, wholes += row.value.whole;
      return result == TypeKind::number ? finite_or_missing(reals) : whole_or_missing(wholes);
    }
    case AggregateOp::avg: return mean(kind, known, 0, known.size());
    case AggregateOp::median: return median(kind, RowValues(known.begin(), known.end()));
    case AggregateOp::mode: return most_frequent(kind, known);
    case AggregateOp::min:
    case AggregateOp::max: {
      if (known.empty()) return {};
      const auto less = [&](const RowValue& a, const RowValue& b) { return compare(kind, a.value, b.value) < 0; };
      return op == AggregateOp::min ? std::ranges::min_element(known, less)->value
                                    : std::ranges::max_element(known, less)->value;
    }
    case AggregateOp::first:
    case AggregateOp::last: {
      if (rows.empty()) return {};
      const RowValue& chosen = op == AggregateOp::first ? rows.front() : rows.back();
      return has_value ? chosen.value : whole_held(chosen.at);
    }
    case AggregateOp::days_active:
    case AggregateOp::weeks_active:
    case AggregateOp::months_active: return whole_held(periods(op, rows, week_start));
  }
  return {};
}

}  // namespace sop::trial
