#include "runtime/reference/calendar.h"

#include <algorithm>
#include <chrono>

namespace sop::reference {
namespace {

namespace chr = std::chrono;

Days days_of(chr::year_month_day ymd) { return chr::sys_days{ymd}.time_since_epoch().count(); }

chr::year_month_day ymd_of(Days date) {
  return chr::year_month_day{chr::sys_days{chr::days{static_cast<chr::days::rep>(date)}}};
}

// Day `day` of a month counted from year 0, clamped to the month's end.
std::optional<Days> day_of_month(Wide month_index, unsigned day) {
  const Wide year = floor_quotient(month_index, 12);
  if (year < 1 || year > 9999) return std::nullopt;
  const auto month = static_cast<unsigned>(month_index - year * 12) + 1;
  const chr::year_month_day_last last{chr::year{static_cast<int>(year)}, chr::month_day_last{chr::month{month}}};
  const chr::day clamped = std::min(chr::day{day}, last.day());
  return days_of({last.year(), last.month(), clamped});
}

Wide month_index(Civil civil) { return Wide{civil.year} * 12 + civil.month - 1; }

Micros offset_at(const ZoneRules& zone, Micros instant) {
  Micros offset = zone.offset_us.empty() ? 0 : zone.offset_us.front();
  for (std::size_t i = 0; i < zone.since.size() && zone.since[i] <= instant; ++i) offset = zone.offset_us[i];
  return offset;
}

}  // namespace

Civil civil_of(Days date) {
  const auto ymd = ymd_of(date);
  return {static_cast<int>(ymd.year()), static_cast<unsigned>(ymd.month()), static_cast<unsigned>(ymd.day())};
}

bool in_calendar(Wide date) {
  static constexpr Days first = chr::sys_days{chr::year{1} / 1 / 1}.time_since_epoch().count();
  static constexpr Days last = chr::sys_days{chr::year{9999} / 12 / 31}.time_since_epoch().count();
  return date >= first && date <= last;
}

std::int64_t iso_weekday(Days date) {
  return chr::weekday{chr::sys_days{chr::days{static_cast<chr::days::rep>(date)}}}.iso_encoding();
}

Days local_date(const ZoneRules& zone, Micros instant) {
  return static_cast<Days>(floor_quotient(Wide{instant} + offset_at(zone, instant), micros_per_day));
}

Micros local_time(const ZoneRules& zone, Micros instant) {
  const Wide local = Wide{instant} + offset_at(zone, instant);
  return static_cast<Micros>(local - floor_quotient(local, micros_per_day) * micros_per_day);
}

Micros instant_of(const ZoneRules& zone, Days date, Micros time_of_day) {
  const Micros local = date * micros_per_day + time_of_day;
  if (zone.offset_us.empty()) return local;
  std::optional<Micros> first;
  for (const Micros offset : zone.offset_us) {
    const Micros instant = local - offset;
    if (offset_at(zone, instant) == offset && (!first || instant < *first)) first = instant;
  }
  if (first) return *first;
  // No instant has this local time: the clock jumped over it.
  for (std::size_t i = 1; i < zone.since.size(); ++i) {  // the first offset was always there
    const Micros before = zone.offset_us[i - 1];
    if (zone.since[i] + before <= local && local < zone.since[i] + zone.offset_us[i]) return zone.since[i];
  }
  return local - zone.offset_us.back();
}

std::optional<Days> date_plus(Days date, Duration duration) {
  switch (duration.unit) {
    case DurationUnit::micros: return std::nullopt;  // a date has no clock
    case DurationUnit::days: {
      const Wide moved = Wide{date} + duration.count;
      if (!in_calendar(moved)) return std::nullopt;
      return static_cast<Days>(moved);
    }
    case DurationUnit::months: {
      const Civil civil = civil_of(date);
      return day_of_month(month_index(civil) + duration.count, civil.day);
    }
  }
  return std::nullopt;
}

std::optional<Micros> instant_plus(const ZoneRules& zone, Micros instant, Duration duration) {
  if (duration.unit == DurationUnit::micros) {
    const MaybeWhole moved = narrow(Wide{instant} + duration.count);
    if (!moved || !in_calendar(local_date(zone, *moved))) return std::nullopt;
    return moved;
  }
  const auto date = date_plus(local_date(zone, instant), duration);
  if (!date) return std::nullopt;
  return instant_of(zone, *date, local_time(zone, instant));
}

Days week_start(Days date, Weekday first) {
  return date - (iso_weekday(date) - static_cast<std::int64_t>(first) + 7) % 7;
}

std::optional<Days> week_start_moved(Days date, std::int64_t weeks, Weekday first) {
  const Wide moved = week_start(date, first) + Wide{weeks} * 7;
  if (!in_calendar(moved)) return std::nullopt;
  return static_cast<Days>(moved);
}

std::optional<Days> period_start_moved(Days date, std::int64_t months, std::int64_t n) {
  const Wide period = floor_quotient(month_index(civil_of(date)), months);
  return day_of_month((period + n) * months, 1);
}

std::int64_t full_years(Days from, Days to) {
  const Civil a = civil_of(from), b = civil_of(to);
  const bool before_birthday = b.month < a.month || (b.month == a.month && b.day < a.day);
  return b.year - a.year - (before_birthday ? 1 : 0);
}

}  // namespace sop::reference
