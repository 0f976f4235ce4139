#include "runtime/reports/fold_rows.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "runtime/reports/periods.h"
#include "stdlib/ops/exact.h"

namespace sop {
namespace {

using FoldedRows = std::vector<const MeasuredRow*>;

CellValue finite_value(double value) { return std::isfinite(value) ? real_value(value) : CellValue{}; }

double number_total(const FoldedRows& rows) {
  double total = 0;
  for (const MeasuredRow* row : rows) total += row->value.real;
  return total;
}

Int128 whole_total(const FoldedRows& rows) {
  Int128 total = 0;
  for (const MeasuredRow* row : rows) total += row->value.whole;
  return total;
}

CellValue exact_mean(Type type, Int128 total, std::int64_t count) {
  std::int64_t mean = 0;
  if (type.is(TypeKind::money)) return divide_half_even(total, count, mean) ? whole_value(mean) : CellValue{};
  return real_value(static_cast<double>(total) / static_cast<double>(count));
}

CellValue total_of(Type type, const FoldedRows& rows) {
  if (type.is(TypeKind::number)) return finite_value(number_total(rows));
  std::int64_t total = 0;
  return narrow(whole_total(rows), total) ? whole_value(total) : CellValue{};
}

CellValue mean_of(Type type, const FoldedRows& rows) {
  if (rows.empty()) return {};
  const auto count = static_cast<std::int64_t>(rows.size());
  if (type.is(TypeKind::number)) return finite_value(number_total(rows) / static_cast<double>(count));
  return exact_mean(type, whole_total(rows), count);
}

CellValue median_of(const FoldSetting& s, FoldedRows rows) {
  if (rows.empty()) return {};
  std::ranges::stable_sort(rows, [&](const MeasuredRow* a, const MeasuredRow* b) {
    const int order = order_of(s.value, a->value, b->value, *s.pool);
    if (order != 0 || !s.value.is(TypeKind::number)) return order < 0;
    return std::signbit(a->value.real) && !std::signbit(b->value.real);
  });
  const CellValue low = rows[(rows.size() - 1) / 2]->value, high = rows[rows.size() / 2]->value;
  if (s.value.is(TypeKind::number)) return rows.size() % 2 == 1 ? low : finite_value(std::midpoint(low.real, high.real));
  return exact_mean(s.value, Int128{low.whole} + high.whole, 2);
}

CellValue extreme_of(const FoldSetting& s, const FoldedRows& rows, int sign) {
  if (rows.empty()) return {};
  const MeasuredRow* best = rows.front();
  for (const MeasuredRow* row : rows)
    if (order_of(s.value, row->value, best->value, *s.pool) * sign > 0) best = row;
  return best->value;
}

// Each value with its uses and its latest one, in the order of the values.
struct Use {
  const MeasuredRow* latest;
  std::size_t times;
};

std::vector<Use> uses_of(const FoldSetting& s, FoldedRows rows) {
  std::ranges::stable_sort(rows, [&](const MeasuredRow* a, const MeasuredRow* b) {
    const int order = order_of(s.value, a->value, b->value, *s.pool);
    return order != 0 ? order < 0 : a->at < b->at;
  });
  std::vector<Use> out;
  for (const MeasuredRow* row : rows) {
    const bool same = !out.empty() && order_of(s.value, out.back().latest->value, row->value, *s.pool) == 0;
    if (!same) out.push_back({row, 0});
    out.back().latest = row;
    ++out.back().times;
  }
  return out;
}

// The most frequent; then the one used latest; then the smallest.
CellValue mode_of(const FoldSetting& s, const FoldedRows& rows) {
  const Use* best = nullptr;
  const std::vector<Use> uses = uses_of(s, rows);
  for (const Use& use : uses)
    if (best == nullptr || use.times > best->times ||
        (use.times == best->times && s.of_events && use.latest->at > best->latest->at))
      best = &use;
  return best == nullptr ? CellValue{} : best->latest->value;
}

CellValue periods_of(const FoldSetting& s, const FoldedRows& rows) {
  const Grain grain = s.op == AggregateOp::days_active    ? Grain::day
                      : s.op == AggregateOp::weeks_active ? Grain::week
                                                          : Grain::month;
  std::set<Days> seen;
  for (const MeasuredRow* row : rows) seen.insert(period_start(s.zone->local_date(row->at), grain, s.week_start));
  return whole_value(static_cast<std::int64_t>(seen.size()));
}

CellValue chosen_row(const FoldSetting& s, const MeasuredRow& row) {
  return s.has_value ? row.value : whole_value(row.at);
}

}  // namespace

CellValue fold_rows(const FoldSetting& s, std::span<const MeasuredRow* const> all) {
  FoldedRows rows;
  for (const MeasuredRow* row : all)
    if (!s.has_value || row->value.known) rows.push_back(row);
  const auto count = static_cast<std::int64_t>(rows.size());
  switch (s.op) {
    case AggregateOp::count: return whole_value(count);
    case AggregateOp::sum: return total_of(s.value, rows);
    case AggregateOp::avg: return mean_of(s.value, rows);
    case AggregateOp::min: return extreme_of(s, rows, -1);
    case AggregateOp::max: return extreme_of(s, rows, +1);
    case AggregateOp::median: return median_of(s, std::move(rows));
    case AggregateOp::mode: return mode_of(s, rows);
    case AggregateOp::distinct:
      return whole_value(s.has_value ? static_cast<std::int64_t>(uses_of(s, std::move(rows)).size()) : count);
    case AggregateOp::first: return all.empty() ? CellValue{} : chosen_row(s, *all.front());
    case AggregateOp::last: return all.empty() ? CellValue{} : chosen_row(s, *all.back());
    case AggregateOp::any: return whole_value(count > 0 ? 1 : 0);
    case AggregateOp::none: return whole_value(count > 0 ? 0 : 1);
    case AggregateOp::days_active:
    case AggregateOp::weeks_active:
    case AggregateOp::months_active: return periods_of(s, rows);
  }
  return {};
}

}  // namespace sop
