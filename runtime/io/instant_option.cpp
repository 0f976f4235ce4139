#include "runtime/io/instant_option.h"

#include <re2/re2.h>

#include <chrono>

namespace sop {

std::optional<Micros> parse_instant(const std::string& text, const ZoneRules* zone) {
  static const RE2 form(R"((\d{4})-(\d{2})-(\d{2})[ T](\d{2}):(\d{2})(?::(\d{2}))?(Z|[+-]\d{2}:\d{2})?)");
  int year = 0, month = 0, day = 0, hour = 0, minute = 0;
  std::string second, offset;
  if (!RE2::FullMatch(text, form, &year, &month, &day, &hour, &minute, &second, &offset)) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  const int seconds = second.empty() ? 0 : std::stoi(second);
  if (!date.ok() || hour > 23 || minute > 59 || seconds > 59) return std::nullopt;
  const Days days = std::chrono::sys_days(date).time_since_epoch().count();
  const Micros time = ((hour * 60 + minute) * Micros{60} + seconds) * micros_per_second;
  if (offset.empty()) return zone == nullptr ? days * micros_per_day + time : zone->instant_of(days, time);
  if (offset == "Z") return days * micros_per_day + time;
  const Micros shift = (std::stoi(offset.substr(1, 2)) * 60 + std::stoi(offset.substr(4, 2))) * 60 * micros_per_second;
  return days * micros_per_day + time - (offset[0] == '-' ? -shift : shift);
}

}  // namespace sop
