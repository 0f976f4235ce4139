#include "compiler/analysis/cut.h"

#include "stdlib/time/civil.h"
#include "stdlib/time/duration.h"
#include "stdlib/time/zone.h"

namespace sop {
namespace {

// A Wednesday at noon, in the middle of a month of 30 days and of no leap year.
constexpr Days sample_day = days_of({2026, 6, 17});
constexpr std::int64_t sample_time = micros_per_day / 2;
constexpr std::int64_t hour = micros_per_day / 24;
constexpr std::int64_t most_days = 4'000'000;

enum Family : int { fixed, months, week, month, quarter, year, midnights };  // a midnight of family f: midnights + f

std::optional<std::int64_t> whole(const Program& program, InstId id) {
  const Inst& inst = program.at(id);
  if (inst.kind != InstKind::constant) return std::nullopt;
  return program.constants[static_cast<std::size_t>(inst.a)].whole;
}

InstId stripped(const Program& program, InstId id) {
  for (int steps = 0; steps < 100; ++steps) {
    const Inst& inst = program.at(id);
    if (inst.kind == InstKind::outer)
      id = program.args_of(id)[0];
    else if (inst.kind == InstKind::fact)
      id = program.facts[static_cast<std::size_t>(inst.a)].root;
    else
      break;
  }
  return id;
}

bool is_context(const Program& program, InstId id, ContextValue value) {
  const Inst& inst = program.at(id);
  return inst.kind == InstKind::context && inst.a == static_cast<std::int32_t>(value);
}

// `n` months from today: between these many days.
Cut months_from_today(std::int64_t n) {
  Days day = 0;
  Cut cut;
  if (!add_months(sample_day, n, day)) return cut;
  cut.at = day - sample_day;
  cut.low = floor_div(365 * n, 12) - 4;
  cut.high = floor_div(366 * n, 12) + 4;
  cut.family = months;
  cut.step = n;
  return cut;
}

struct PeriodRow {
  Op op;
  Family family;
  std::int64_t shortest, longest;  // days
};

constexpr PeriodRow periods[] = {
    {Op::week_start_of_date, week, 7, 7},
    {Op::month_start_of_date, month, 28, 31},
    {Op::quarter_start_of_date, quarter, 90, 92},
    {Op::year_start_of_date, year, 365, 366},
};

std::int64_t start_on_sample_day(Family family, std::int64_t n, int week_start) {
  const CivilDate today = civil_of(sample_day);
  const auto month_start = [&](std::int64_t months_away, std::int64_t first) {
    const std::int64_t number = floor_div(month_number(today), first) * first + months_away;
    return days_of({floor_div(number, 12), static_cast<int>(floor_mod(number, 12)) + 1, 1}) - sample_day;
  };
  switch (family) {
    case week: return week_start_of(sample_day, week_start) + 7 * n - sample_day;
    case month: return month_start(n, 1);
    case quarter: return month_start(3 * n, 3);
    default: return month_start(12 * n, 12);
  }
}

// The first day of this period, moved by `n` periods.
Cut period_start(const PeriodRow& row, std::int64_t n, Weekday week_start) {
  Cut cut;
  cut.at = start_on_sample_day(row.family, n, static_cast<int>(week_start));
  cut.low = n > 0 ? 1 + (n - 1) * row.shortest : n * row.longest - (row.longest - 1);
  cut.high = n * (n >= 0 ? row.longest : row.shortest);
  cut.family = row.family;
  cut.step = n;
  return cut;
}

}  // namespace

std::optional<int> order(const Cut& a, const Cut& b) {
  if (a == b) return 0;
  if (a.high < b.low) return -1;
  if (b.high < a.low) return 1;
  const std::int64_t slack_a = a.at - a.low, slack_b = b.at - b.low;
  if (a.family != b.family) return std::nullopt;
  if (a.step != b.step) {  // a period apart, moved by less than one
    const bool before = a.step < b.step;
    return (before ? a.at < b.at : a.at > b.at) ? std::optional(before ? -1 : 1) : std::nullopt;
  }
  return slack_a == slack_b ? std::optional(a.at < b.at ? -1 : 1) : std::nullopt;
}

namespace {

// The day that a midnight begins, where it was not moved.
std::optional<Cut> day_begun(const Cut& cut) {
  if (cut.family < midnights || floor_mod(cut.at + sample_time, micros_per_day) != 0) return std::nullopt;
  Cut out = cut;
  out.at = (cut.at + sample_time) / micros_per_day;
  out.low = (cut.low + micros_per_day + hour) / micros_per_day;
  out.high = (cut.high - hour) / micros_per_day;
  out.family = cut.family - midnights;
  if (out.family == fixed) out.step = 0;
  return out;
}

// How many months a period has; 0: weeks and others do not lie in one another.
std::int64_t months_of(int family) { return family == month ? 1 : family == quarter ? 3 : family == year ? 12 : 0; }

bool starts_a_period(const Cut& cut) {
  for (const PeriodRow& row : periods)
    if (row.family == cut.family) return cut.low == period_start(row, cut.step, Weekday::monday).low;
  return false;
}

// Starts of periods that lie in one another: the first of this year is never after the first of this month.
bool starts_not_after(const Cut& a, const Cut& b) {
  const std::int64_t of_a = months_of(a.family), of_b = months_of(b.family);
  if (of_a == 0 || of_b == 0 || !starts_a_period(a) || !starts_a_period(b)) return false;
  if (of_a >= of_b) return a.step <= floor_div(b.step, of_a / of_b);
  const std::int64_t ratio = of_b / of_a;
  return b.step >= -floor_div(-(a.step + ratio - 1), ratio);
}

}  // namespace

bool never_after(const Cut& a, const Cut& b) {
  if (a.high <= b.low) return true;
  if (const auto sorted = order(a, b)) return *sorted <= 0;
  if (starts_not_after(a, b)) return true;
  const auto day_a = day_begun(a), day_b = day_begun(b);
  if (day_a && day_b) return never_after(*day_a, *day_b);
  // No midnight of a day up to today lies ahead, none of a later one is past.
  if (day_a && b.family == fixed) return day_a->high <= 0 && b.at >= 0;
  if (day_b && a.family == fixed) return day_b->low >= 1 && a.at <= 0;
  return false;
}

std::optional<Cut> moved(const Cut& cut, std::int64_t n) {
  constexpr std::int64_t most = INT64_MAX / 4;
  if (cut.low < -most || cut.high > most || n < -most || n > most) {
    if (cut.family != 0) return std::nullopt;
    std::int64_t at = 0;
    if (__builtin_add_overflow(cut.at, n, &at)) return std::nullopt;
    return fixed_cut(at);
  }
  Cut out = cut;
  out.at += n;
  out.low += n;
  out.high += n;
  out.real += static_cast<double>(n);
  return out;
}

std::optional<Cut> days_from_today(const Program& program, InstId date) {
  date = stripped(program, date);
  const Inst& inst = program.at(date);
  if (is_context(program, date, ContextValue::today)) return fixed_cut(0);
  if (inst.kind != InstKind::call) return std::nullopt;
  const auto args = program.args_of(date);
  if (inst.op == Op::date_of_datetime && is_context(program, stripped(program, args[0]), ContextValue::as_of))
    return fixed_cut(0);
  const auto base = args.empty() ? std::nullopt : days_from_today(program, args[0]);
  const auto by = args.size() < 2 ? std::nullopt : whole(program, args[1]);
  if (!base || !by) return std::nullopt;
  for (const PeriodRow& row : periods)
    if (inst.op == row.op)
      return *base == fixed_cut(0) && std::abs(*by) < most_days / 366
                 ? std::optional(period_start(row, *by, program.project.week_start))
                 : std::nullopt;
  const bool plus = inst.op == Op::add_date_duration;
  if (!plus && inst.op != Op::subtract_date_duration) return std::nullopt;
  const Duration length = unpack_duration(*by);
  const std::int64_t n = plus ? length.count : -length.count;
  if (std::abs(n) > most_days) return std::nullopt;
  if (length.unit == DurationUnit::days)
    return base->family == fixed || std::abs(n) < 20 ? moved(*base, n) : std::nullopt;
  if (length.unit != DurationUnit::months || *base != fixed_cut(0) || std::abs(n) > 12 * 1'000) return std::nullopt;
  return months_from_today(n);
}

// A day of the zone may be an hour shorter or longer.
Cut midnight_from_now(const Cut& day) {
  Cut out;
  out.at = day.at * micros_per_day - sample_time;
  out.low = day.low * micros_per_day - micros_per_day - hour;
  out.high = day.high * micros_per_day + hour;
  out.family = midnights + day.family;
  out.step = day.family == fixed ? day.at : day.step;
  return out;
}

std::optional<Cut> micros_from_now(const Program& program, InstId instant) {
  instant = stripped(program, instant);
  const Inst& inst = program.at(instant);
  if (is_context(program, instant, ContextValue::as_of)) return fixed_cut(0);
  if (inst.kind != InstKind::call) return std::nullopt;
  const auto args = program.args_of(instant);
  if (inst.op == Op::datetime_of_date) {
    const auto day = days_from_today(program, args[0]);
    return day ? std::optional(midnight_from_now(*day)) : std::nullopt;
  }
  const auto base = args.empty() ? std::nullopt : micros_from_now(program, args[0]);
  if (!base) return std::nullopt;
  if (inst.op == Op::next_instant) return moved(*base, 1);
  const bool plus = inst.op == Op::add_datetime_duration;
  if (!plus && inst.op != Op::subtract_datetime_duration) return std::nullopt;
  const auto by = whole(program, args[1]);
  if (!by) return std::nullopt;
  const Duration length = unpack_duration(*by);
  if (length.unit != DurationUnit::micros || std::abs(length.count) > most_days * micros_per_day) return std::nullopt;
  return moved(*base, plus ? length.count : -length.count);
}

}  // namespace sop
