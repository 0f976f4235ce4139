#include "runtime/reference/recurring.h"

#include <chrono>
#include <string_view>

#include "runtime/reference/calendar.h"

namespace sop::reference {
namespace {

namespace chr = std::chrono;

Days day_number(int year, unsigned month, unsigned day) {
  return chr::sys_days{chr::year{year} / chr::month{month} / chr::day{day}}.time_since_epoch().count();
}

struct LunarYear {
  int year;
  unsigned month, day;
  int leap_month;
  std::string_view lengths;
};

constexpr LunarYear lunar_years[] = {
#define SOP_LUNAR_YEAR(year, month, day, leap, lengths) {year, month, day, leap, lengths},
#include "stdlib/time/lunar_years.def"
};

struct LunarDate {
  int month, day, month_length;
  bool leap;
};

// From a Gregorian day to its lunar date, month by month; none outside the years 2015 to 2040.
std::optional<LunarDate> lunar_date_of(Days date) {
  const auto year = civil_of(date).year;
  if (year < 2015 || year > 2040) return std::nullopt;
  for (const LunarYear& lunar : lunar_years) {
    Days left = date - day_number(lunar.year, lunar.month, lunar.day);
    if (left < 0) continue;
    for (int i = 0; i < static_cast<int>(lunar.lengths.size()); ++i) {
      const int length = lunar.lengths[static_cast<std::size_t>(i)] == '+' ? 30 : 29;
      const bool after_leap = lunar.leap_month > 0 && i >= lunar.leap_month;
      if (left < length)
        return LunarDate{after_leap ? i : i + 1, static_cast<int>(left) + 1, length,
                         after_leap && i == lunar.leap_month};
      left -= length;
    }
  }
  return std::nullopt;
}

unsigned month_length(const Civil& civil) {
  return static_cast<unsigned>((chr::year{static_cast<int>(civil.year)} / chr::month{civil.month} / chr::last).day());
}

bool is_leap(std::int64_t year) { return chr::year{static_cast<int>(year)}.is_leap(); }

bool is_yearly_day(Civil today, unsigned month, unsigned day, LeapDay leap_day) {
  if (today.month == month && today.day == day) return true;
  if (month != 2 || day != 29 || is_leap(today.year)) return false;
  if (leap_day == LeapDay::feb28) return today.month == 2 && today.day == 28;
  return leap_day == LeapDay::mar01 && today.month == 3 && today.day == 1;
}

enum class Seen { no, yes, unknown };

Seen happens(const Recurrence& rule, std::optional<Days> hers, Days date) {
  const Civil today = civil_of(date);
  const auto seen = [](bool holds) { return holds ? Seen::yes : Seen::no; };
  switch (rule.kind) {
    case RecurrenceKind::every_year:
      return seen(
          is_yearly_day(today, static_cast<unsigned>(rule.month), static_cast<unsigned>(rule.day), rule.leap_day));
    case RecurrenceKind::every_month:
      return seen(today.day == static_cast<unsigned>(rule.day) ||
                  (static_cast<unsigned>(rule.day) > month_length(today) && today.day == month_length(today)));
    case RecurrenceKind::lunar: {
      const auto lunar = lunar_date_of(date);
      if (!lunar) return Seen::unknown;
      const bool on_day =
          lunar->day == rule.day || (rule.day > lunar->month_length && lunar->day == lunar->month_length);
      return seen(!lunar->leap && lunar->month == rule.month && on_day);
    }
    case RecurrenceKind::on_date: return seen(date == rule.date);
    case RecurrenceKind::every_year_of_hers: {
      if (!hers) return Seen::no;
      const Civil own = civil_of(*hers);
      return seen(is_yearly_day(today, own.month, own.day, rule.leap_day));
    }
  }
  return Seen::no;
}

Seen happens(std::span<const Recurrence> rules, std::span<const std::optional<Days>> hers, Days date) {
  Seen answer = Seen::no;
  std::size_t own = 0;
  for (const Recurrence& rule : rules) {
    const bool of_hers = rule.kind == RecurrenceKind::every_year_of_hers;
    const Seen here = happens(rule, of_hers ? hers[own] : std::nullopt, date);
    if (of_hers) ++own;
    if (here == Seen::yes) return Seen::yes;
    if (here == Seen::unknown) answer = Seen::unknown;
  }
  return answer;
}

// Rules of months and years happen again within eight years; beyond that only dates written out are left.
Outcome days_to(std::span<const Recurrence> rules, std::span<const std::optional<Days>> hers, Days date, int step) {
  constexpr int horizon_days = 8 * 366 + 2;
  for (int i = 0; i <= horizon_days; ++i) {
    const Days day = date + i * step;
    if (!in_calendar(day)) break;
    const Seen seen = happens(rules, hers, day);
    if (seen == Seen::yes) return {Value{std::int64_t{i}}, false};
    if (seen == Seen::unknown) return {std::nullopt, true};
  }
  std::optional<std::int64_t> nearest;
  for (const Recurrence& rule : rules) {
    const std::int64_t away = (rule.date - date) * step;
    if (rule.kind == RecurrenceKind::on_date && away >= 0 && (!nearest || away < *nearest)) nearest = away;
  }
  if (!nearest) return {};
  return {Value{*nearest}, false};
}

}  // namespace

Outcome ask_calendar(std::span<const Recurrence> rules, CalendarAsk ask, Days date,
                     std::span<const std::optional<Days>> hers) {
  if (ask != CalendarAsk::is_day) return days_to(rules, hers, date, ask == CalendarAsk::until ? 1 : -1);
  const Seen seen = happens(rules, hers, date);
  if (seen == Seen::unknown) return {std::nullopt, true};
  return {Value{seen == Seen::yes}, false};
}

}  // namespace sop::reference
