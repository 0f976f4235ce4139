// One case per overload. The long switch is the table itself; each meaning is a function of its family's file.
#include "runtime/reference/call.h"

#include <cmath>

#include "runtime/reference/calendar.h"
#include "runtime/reference/exact.h"
#include "runtime/reference/fading.h"
#include "runtime/reference/number.h"
#include "runtime/reference/text.h"

namespace sop::reference {
namespace {

std::int64_t whole(const Value& value) { return std::get<std::int64_t>(value); }
double real(const Value& value) { return std::get<double>(value); }
const std::string& text(const Value& value) { return std::get<std::string>(value); }
Duration duration(const Value& value) { return unpack_duration(whole(value)); }
Duration reversed(Duration d) { return {-d.count, d.unit}; }
double as_double(std::int64_t value) { return static_cast<double>(value); }

template <class T>
Maybe maybe(const std::optional<T>& value) {
  if (!value) return std::nullopt;
  return Value{*value};
}

double hours(Micros from, Micros to) { return as_double(to - from) / as_double(micros_per_hour); }

Maybe quotient(double a, double b) {
  if (b == 0) return std::nullopt;
  return maybe(finite(a / b));
}

std::string joined(const std::string& list, const std::string& item) {
  return list + (list.empty() || item.empty() ? "" : ";") + item;
}

Maybe days_duration(std::int64_t n) {
  constexpr std::int64_t most = INT64_MAX / micros_per_day;  // its nominal length fits 64 bits
  if (n < -most || n > most) return std::nullopt;
  return pack({n, DurationUnit::days});
}

}  // namespace

Maybe call(Op op, std::span<const Value> args, std::span<const TypeKind> kinds, const Setting& setting) {
  const ZoneRules& zone = setting.zone;
  const Weekday first_day = setting.week_start;
  const auto w = [&](std::size_t i) { return whole(args[i]); };
  const auto wide = [&](std::size_t i) { return Wide{whole(args[i])}; };
  const auto r = [&](std::size_t i) { return real(args[i]); };
  const auto& a = args[0];
  const auto compare = [&] { return order(kinds[0], a, args[1]); };
  const auto larger = [&] { return compare() < 0 ? args[1] : a; };
  const auto smaller = [&] { return compare() > 0 ? args[1] : a; };
  const auto date_of = [&](std::size_t i) { return local_date(zone, w(i)); };

  switch (op) {
    case Op::none: return std::nullopt;

    case Op::add_integer:
    case Op::add_money: return maybe(narrow(wide(0) + wide(1)));
    case Op::add_number: return maybe(finite(r(0) + r(1)));
    case Op::add_date_duration: return maybe(date_plus(w(0), duration(args[1])));
    case Op::add_datetime_duration: return maybe(instant_plus(zone, w(0), duration(args[1])));
    case Op::subtract_integer:
    case Op::subtract_money:
    case Op::subtract_date: return maybe(narrow(wide(0) - wide(1)));
    case Op::subtract_number: return maybe(finite(r(0) - r(1)));
    case Op::subtract_date_duration: return maybe(date_plus(w(0), reversed(duration(args[1]))));
    case Op::subtract_datetime_duration: return maybe(instant_plus(zone, w(0), reversed(duration(args[1]))));
    case Op::multiply_integer:
    case Op::multiply_money_integer: return maybe(narrow(wide(0) * wide(1)));
    case Op::multiply_number: return maybe(finite(r(0) * r(1)));
    case Op::multiply_money_number: return maybe(money_times(w(0), r(1)));
    case Op::divide_integer:
    case Op::divide_money: return quotient(as_double(w(0)), as_double(w(1)));
    case Op::divide_number: return quotient(r(0), r(1));
    case Op::divide_money_integer: return maybe(half_even_quotient(wide(0), wide(1)));
    case Op::divide_money_number: return maybe(money_over(w(0), r(1)));
    case Op::multiply_money_decimal: return maybe(money_times_decimal(w(0), w(1), w(2)));
    case Op::divide_money_decimal: return maybe(money_over_decimal(w(0), w(1), w(2)));
    case Op::negate_integer:
    case Op::negate_money: return maybe(narrow(-wide(0)));
    case Op::negate_number: return -r(0);
    case Op::div_integer:
      if (w(1) == 0) return std::nullopt;
      return maybe(narrow(floor_quotient(wide(0), wide(1))));
    case Op::mod_integer:
      if (w(1) == 0) return std::nullopt;
      return maybe(narrow(wide(0) - wide(1) * floor_quotient(wide(0), wide(1))));
    case Op::abs_integer:
    case Op::abs_money: return maybe(narrow(w(0) < 0 ? -wide(0) : wide(0)));
    case Op::abs_number: return std::fabs(r(0));
    case Op::round_number: return maybe(rounded(r(0), w(1)));
    case Op::round_money: return maybe(rounded_money(w(0), w(1)));
    case Op::round_number_whole: return std::round(r(0));
    case Op::round_money_whole: return maybe(rounded_money(w(0), 0));
    case Op::floor_number: return maybe(whole_of(std::floor(r(0))));
    case Op::floor_money: return maybe(floor_money(w(0)));
    case Op::ceil_number: return maybe(whole_of(std::ceil(r(0))));
    case Op::ceil_money: return maybe(ceil_money(w(0)));
    case Op::larger_integer:
    case Op::larger_number:
    case Op::larger_money:
    case Op::larger_date:
    case Op::larger_time:
    case Op::larger_datetime: return larger();
    case Op::smaller_integer:
    case Op::smaller_number:
    case Op::smaller_money:
    case Op::smaller_date:
    case Op::smaller_time:
    case Op::smaller_datetime: return smaller();

    case Op::equal_boolean:
    case Op::equal_integer:
    case Op::equal_number:
    case Op::equal_money:
    case Op::equal_text:
    case Op::equal_id:
    case Op::equal_date:
    case Op::equal_time:
    case Op::equal_datetime:
    case Op::equal_duration:
    case Op::equal_enumeration: return compare() == 0;
    case Op::less_integer:
    case Op::less_number:
    case Op::less_money:
    case Op::less_text:
    case Op::less_date:
    case Op::less_time:
    case Op::less_datetime:
    case Op::less_duration:
    case Op::less_enumeration: return compare() < 0;
    case Op::less_equal_integer:
    case Op::less_equal_number:
    case Op::less_equal_money:
    case Op::less_equal_text:
    case Op::less_equal_date:
    case Op::less_equal_time:
    case Op::less_equal_datetime:
    case Op::less_equal_duration:
    case Op::less_equal_enumeration: return compare() <= 0;

    case Op::contains_text: return text(a).find(text(args[1])) != std::string::npos;
    case Op::starts_with_text: return text(a).starts_with(text(args[1]));
    case Op::ends_with_text: return text(a).ends_with(text(args[1]));
    case Op::matches_text: return matches(text(a), text(args[1]));
    case Op::length_text: return code_points(text(a));
    case Op::lower_text: return lower(text(a));
    case Op::upper_text: return upper(text(a));
    case Op::trim_text: return trim(text(a));
    case Op::hash_bucket_id:
      if (w(1) < 1) return std::nullopt;
      return hash_bucket(text(a), w(1), text(args[2]));

    case Op::days_since_date:
    case Op::days_between_date: return w(1) - w(0);
    case Op::days_since_datetime: return w(1) - date_of(0);
    case Op::days_until_date: return w(0) - w(1);
    case Op::days_until_datetime: return date_of(0) - w(1);
    case Op::days_between_datetime: return date_of(1) - date_of(0);
    case Op::hours_since_datetime:
    case Op::hours_between_datetime: return hours(w(0), w(1));
    case Op::years_since_date: return full_years(w(0), w(1));
    case Op::years_since_datetime: return full_years(date_of(0), w(1));
    case Op::date_of_datetime: return date_of(0);
    case Op::time_of_datetime: return local_time(zone, w(0));
    case Op::year_of_date: return civil_of(w(0)).year;
    case Op::year_of_datetime: return civil_of(date_of(0)).year;
    case Op::month_of_date: return std::int64_t{civil_of(w(0)).month};
    case Op::month_of_datetime: return std::int64_t{civil_of(date_of(0)).month};
    case Op::day_of_date: return std::int64_t{civil_of(w(0)).day};
    case Op::day_of_datetime: return std::int64_t{civil_of(date_of(0)).day};
    case Op::weekday_of_date: return iso_weekday(w(0));
    case Op::weekday_of_datetime: return iso_weekday(date_of(0));
    case Op::hour_of_time: return w(0) / micros_per_hour;
    case Op::hour_of_datetime: return local_time(zone, w(0)) / micros_per_hour;
    case Op::days_of_integer: return days_duration(w(0));

    case Op::fading_half_life: return half_life(w(0), w(1), duration(args[2]));
    case Op::fading_linear: return linear(w(0), w(1), duration(args[2]));
    case Op::fading_steps: return steps(zone, w(0), w(1), duration(args[2]), r(3));
    case Op::append_item_text: return joined(text(a), text(args[1]));

    case Op::number_of_integer: return as_double(w(0));
    case Op::datetime_of_date: return instant_of(zone, w(0), 0);
    case Op::week_start_of_date: return maybe(week_start_moved(w(0), w(1), first_day));
    case Op::month_start_of_date: return maybe(period_start_moved(w(0), 1, w(1)));
    case Op::quarter_start_of_date: return maybe(period_start_moved(w(0), 3, w(1)));
    case Op::year_start_of_date: return maybe(period_start_moved(w(0), 12, w(1)));
    case Op::next_instant: return maybe(instant_plus(zone, w(0), {1, DurationUnit::micros}));
  }
  return std::nullopt;
}

}  // namespace sop::reference
