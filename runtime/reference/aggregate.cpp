#include "runtime/reference/aggregate.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "runtime/reference/calendar.h"
#include "runtime/reference/exact.h"
#include "runtime/reference/number.h"

namespace sop::reference {
namespace {

using Rows = std::vector<AggregateRowValue>;

Outcome missing() { return {}; }

template <class T>
Outcome known_or_failed(const std::optional<T>& value) {
  if (!value) return {std::nullopt, true};
  return known(*value);
}

Outcome count_of(std::size_t n) { return known(static_cast<std::int64_t>(n)); }

double total_number(const Rows& rows) {
  double total = 0;
  for (const auto& row : rows) total += std::get<double>(*row.value);
  return total;
}

Wide total_whole(const Rows& rows) {
  Wide total = 0;
  for (const auto& row : rows) total += std::get<std::int64_t>(*row.value);
  return total;
}

Outcome sum(TypeKind kind, const Rows& rows) {
  if (kind == TypeKind::number) return known_or_failed(finite(total_number(rows)));
  return known_or_failed(narrow(total_whole(rows)));
}

// total / count: money half to even, int as a number.
Outcome mean(TypeKind kind, Wide total, std::int64_t count) {
  if (kind == TypeKind::money) return known_or_failed(half_even_quotient(total, count));
  return known_or_failed(finite(static_cast<double>(total) / static_cast<double>(count)));
}

Outcome avg(TypeKind kind, const Rows& rows) {
  if (rows.empty()) return missing();
  const auto count = static_cast<std::int64_t>(rows.size());
  if (kind == TypeKind::number) return known_or_failed(finite(total_number(rows) / static_cast<double>(count)));
  return mean(kind, total_whole(rows), count);
}

// -0 below 0, so that the middle of the values does not depend on the order of the rows.
bool below(TypeKind kind, const Value& a, const Value& b) {
  const int compared = order(kind, a, b);
  if (compared != 0 || kind != TypeKind::number) return compared < 0;
  return std::signbit(std::get<double>(a)) && !std::signbit(std::get<double>(b));
}

Outcome median(TypeKind kind, Rows rows) {
  if (rows.empty()) return missing();
  std::ranges::stable_sort(rows, [&](const auto& a, const auto& b) { return below(kind, *a.value, *b.value); });
  const Value& low = *rows[(rows.size() - 1) / 2].value;
  const Value& high = *rows[rows.size() / 2].value;
  if (kind == TypeKind::number) {
    if (rows.size() % 2 == 1) return known(low);
    return known_or_failed(finite(std::get<double>(low) / 2 + std::get<double>(high) / 2));
  }
  return mean(kind, Wide{std::get<std::int64_t>(low)} + std::get<std::int64_t>(high), 2);
}

Outcome extreme(TypeKind kind, const Rows& rows, int sign) {
  if (rows.empty()) return missing();
  const Value* best = &*rows.front().value;
  for (const auto& row : rows)
    if (order(kind, *row.value, *best) * sign > 0) best = &*row.value;
  return known(*best);
}

struct Candidate {
  Value value;
  std::size_t uses = 0;
  Micros latest = 0;
};

std::vector<Candidate> candidates(TypeKind kind, const Rows& rows) {
  std::vector<Candidate> found;
  for (const auto& row : rows) {
    const auto same = [&](const Candidate& c) { return order(kind, c.value, *row.value) == 0; };
    auto place = std::ranges::find_if(found, same);
    if (place == found.end()) place = found.insert(found.end(), Candidate{*row.value});
    ++place->uses;
    place->latest = row.time_us;
  }
  return found;
}

Outcome mode(TypeKind kind, const Rows& rows) {
  if (rows.empty()) return missing();
  const auto better = [&](const Candidate& a, const Candidate& b) {
    if (a.uses != b.uses) return a.uses > b.uses;
    if (a.latest != b.latest) return a.latest > b.latest;
    return order(kind, a.value, b.value) < 0;
  };
  return known(std::ranges::min(candidates(kind, rows), better).value);
}

Outcome periods(AggregateOp op, const Rows& rows, const Setting& setting) {
  std::set<std::int64_t> seen;
  for (const auto& row : rows) {
    const Days date = local_date(setting.zone, row.time_us);
    const Civil civil = civil_of(date);
    seen.insert(op == AggregateOp::days_active    ? date
                : op == AggregateOp::weeks_active ? week_start(date, setting.week_start)
                                                  : civil.year * 12 + civil.month);
  }
  return count_of(seen.size());
}

// `first` and `last` choose the event, then read it.
Outcome chosen(bool has_value, const AggregateRowValue& row) {
  return has_value ? Outcome{row.value, false} : known(row.time_us);
}

}  // namespace

Outcome aggregate(AggregateOp op, TypeKind kind, bool has_value, const std::vector<AggregateRowValue>& rows,
                  const Setting& setting) {
  Rows with_value;
  if (has_value)
    std::ranges::copy_if(rows, std::back_inserter(with_value), [](const auto& row) { return row.value.has_value(); });

  switch (op) {
    case AggregateOp::count: return count_of(has_value ? with_value.size() : rows.size());
    case AggregateOp::sum: return sum(kind, with_value);
    case AggregateOp::avg: return avg(kind, with_value);
    case AggregateOp::min: return extreme(kind, with_value, -1);
    case AggregateOp::max: return extreme(kind, with_value, +1);
    case AggregateOp::median: return median(kind, with_value);
    case AggregateOp::mode: return mode(kind, with_value);
    case AggregateOp::distinct: return count_of(has_value ? candidates(kind, with_value).size() : rows.size());
    case AggregateOp::first: return rows.empty() ? missing() : chosen(has_value, rows.front());
    case AggregateOp::last: return rows.empty() ? missing() : chosen(has_value, rows.back());
    case AggregateOp::any: return known(has_value ? !with_value.empty() : !rows.empty());
    case AggregateOp::none: return known(has_value ? with_value.empty() : rows.empty());
    case AggregateOp::days_active:
    case AggregateOp::weeks_active:
    case AggregateOp::months_active: return periods(op, rows, setting);
  }
  return missing();
}

}  // namespace sop::reference
