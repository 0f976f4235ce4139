// Dates, instants and durations (semantics B): calendar days against today, parts of a date, shifts, starts of periods.
// Ops on an instant read its local date; a computed date outside the years 1 to 9999 fails.
#pragma once

#include "stdlib/ops/context.h"
#include "stdlib/time/civil.h"
#include "stdlib/time/duration.h"

namespace sop::ops {

inline Days local_date(const OpContext& context, Micros t) { return context.zone->local_date(t); }

inline bool date_or_fail(Days date, Days& out) {
  out = date;
  return is_date(date);
}

// The local date `count` units after `date`. Elapsed time has no meaning for a date.
inline bool shift_date(Days date, Duration by, Days& out) {
  switch (by.unit) {
    case DurationUnit::micros: return false;
    case DurationUnit::days: return !__builtin_add_overflow(date, by.count, &out) && is_date(out);
    case DurationUnit::months: return add_months(date, by.count, out);
  }
  return false;
}

// Hours and shorter are elapsed; days and longer keep the local clock (semantics B4).
inline bool shift_instant(const OpContext& context, Micros t, Duration by, Micros& out) {
  if (by.unit == DurationUnit::micros) {
    // The bound keeps the zone's arithmetic inside 64 bits.
    constexpr Micros widest = 4 * last_date * micros_per_day / 3;
    return !__builtin_add_overflow(t, by.count, &out) && out > -widest && out < widest &&
           is_date(local_date(context, out));
  }
  Days date = 0;
  if (!shift_date(local_date(context, t), by, date)) return false;
  out = context.zone->instant_of(date, context.zone->local_time(t));
  return true;
}

inline Duration backwards(std::int64_t packed) {
  const Duration d = unpack_duration(packed);
  return {-d.count, d.unit};
}

struct add_date_duration {
  static bool apply(const OpContext&, Days date, std::int64_t duration, Days& out) {
    return shift_date(date, unpack_duration(duration), out);
  }
};
struct subtract_date_duration {
  static bool apply(const OpContext&, Days date, std::int64_t duration, Days& out) {
    return shift_date(date, backwards(duration), out);
  }
};
struct add_datetime_duration {
  static bool apply(const OpContext& context, Micros t, std::int64_t duration, Micros& out) {
    return shift_instant(context, t, unpack_duration(duration), out);
  }
};
struct subtract_datetime_duration {
  static bool apply(const OpContext& context, Micros t, std::int64_t duration, Micros& out) {
    return shift_instant(context, t, backwards(duration), out);
  }
};
struct subtract_date {
  static std::int64_t apply(const OpContext&, Days a, Days b) { return a - b; }
};

struct days_since_date {
  static std::int64_t apply(const OpContext&, Days x, Days today) { return today - x; }
};
struct days_since_datetime {
  static std::int64_t apply(const OpContext& context, Micros x, Days today) { return today - local_date(context, x); }
};
struct days_until_date {
  static std::int64_t apply(const OpContext&, Days x, Days today) { return x - today; }
};
struct days_until_datetime {
  static std::int64_t apply(const OpContext& context, Micros x, Days today) { return local_date(context, x) - today; }
};
struct hours_since_datetime {
  static double apply(const OpContext&, Micros x, Micros as_of) {
    return static_cast<double>(as_of - x) / static_cast<double>(micros_per_hour);
  }
};
// One less until the day of the year is reached, so a future x gives a negative number and Feb 29 counts on Mar 1.
struct years_since_date {
  static std::int64_t apply(const OpContext&, Days x, Days today) {
    const CivilDate from = civil_of(x);
    const CivilDate to = civil_of(today);
    const bool reached = to.month != from.month ? to.month > from.month : to.day >= from.day;
    return to.year - from.year - (reached ? 0 : 1);
  }
};
struct years_since_datetime {
  static std::int64_t apply(const OpContext& context, Micros x, Days today) {
    return years_since_date::apply(context, local_date(context, x), today);
  }
};
struct days_between_date {
  static std::int64_t apply(const OpContext&, Days a, Days b) { return b - a; }
};
struct days_between_datetime {
  static std::int64_t apply(const OpContext& context, Micros a, Micros b) {
    return local_date(context, b) - local_date(context, a);
  }
};
struct hours_between_datetime {
  static double apply(const OpContext& context, Micros a, Micros b) {
    return hours_since_datetime::apply(context, a, b);
  }
};

struct date_of_datetime {
  static Days apply(const OpContext& context, Micros t) { return local_date(context, t); }
};
struct time_of_datetime {
  static Micros apply(const OpContext& context, Micros t) { return context.zone->local_time(t); }
};
struct year_of_date {
  static std::int64_t apply(const OpContext&, Days date) { return civil_of(date).year; }
};
struct month_of_date {
  static std::int64_t apply(const OpContext&, Days date) { return civil_of(date).month; }
};
struct day_of_date {
  static std::int64_t apply(const OpContext&, Days date) { return civil_of(date).day; }
};
struct weekday_of_date {
  static std::int64_t apply(const OpContext&, Days date) { return weekday_of(date); }
};
struct hour_of_time {
  static std::int64_t apply(const OpContext&, Micros time) { return time / micros_per_hour; }
};

// An op on dates, asked for an instant's local date.
template <class OnDate>
struct of_local_date {
  static std::int64_t apply(const OpContext& context, Micros t) {
    return OnDate::apply(context, local_date(context, t));
  }
};
struct year_of_datetime : of_local_date<year_of_date> {};
struct month_of_datetime : of_local_date<month_of_date> {};
struct day_of_datetime : of_local_date<day_of_date> {};
struct weekday_of_datetime : of_local_date<weekday_of_date> {};
struct hour_of_datetime {
  static std::int64_t apply(const OpContext& context, Micros t) {
    return context.zone->local_time(t) / micros_per_hour;
  }
};

struct days_of_integer {
  static bool apply(const OpContext&, std::int64_t n, std::int64_t& out) {
    if (n < -max_duration_days || n > max_duration_days) return false;
    out = pack({n, DurationUnit::days});
    return true;
  }
};
struct datetime_of_date {
  static Micros apply(const OpContext& context, Days date) { return context.zone->instant_of(date, 0); }
};

// The first day of the week of `date` by the project's start of the week, `n` weeks later.
struct week_start_of_date {
  static bool apply(const OpContext& context, Days date, std::int64_t n, Days& out) {
    std::int64_t days = 0;
    if (__builtin_mul_overflow(n, std::int64_t{7}, &days)) return false;
    return shift_date(week_start_of(date, static_cast<int>(context.week_start)), {days, DurationUnit::days}, out);
  }
};

// The first day of a period of `months` months, `n` periods later.
inline bool shift_period(Days start, std::int64_t n, std::int64_t months, Days& out) {
  std::int64_t by = 0;
  return !__builtin_mul_overflow(n, months, &by) && add_months(start, by, out);
}
struct month_start_of_date {
  static bool apply(const OpContext&, Days date, std::int64_t n, Days& out) {
    return shift_period(month_start_of(date), n, 1, out);
  }
};
struct quarter_start_of_date {
  static bool apply(const OpContext&, Days date, std::int64_t n, Days& out) {
    return shift_period(quarter_start_of(date), n, 3, out);
  }
};
struct year_start_of_date {
  static bool apply(const OpContext&, Days date, std::int64_t n, Days& out) {
    return shift_period(year_start_of(date), n, 12, out);
  }
};
struct next_instant {
  static bool apply(const OpContext& context, Micros t, Micros& out) {
    return shift_instant(context, t, {1, DurationUnit::micros}, out);
  }
};

}  // namespace sop::ops
