#include "compiler/analysis/calendar_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace sop {

std::string window_words(Duration window, bool zh) {
  const auto words = [&](std::int64_t count, const char* unit, const char* unit_zh) {
    return zh ? fmt::format("{}{}", count, unit_zh) : fmt::format("{} {}{}", count, unit, count == 1 ? "" : "s");
  };
  if (window.unit == DurationUnit::months) return words(window.count, "month", "个月");
  if (window.unit == DurationUnit::days) return words(window.count, "day", "天");
  return words(std::max<std::int64_t>(window.count / micros_per_hour, 1), "hour", "小时");
}

std::string hour_words(Micros at) {
  const std::int64_t minutes = floor_mod(at, micros_per_day) / micros_per_minute;
  return fmt::format("{:02}:{:02}", minutes / 60, minutes % 60);
}

std::string weekday_words(int weekday, bool zh) {
  static constexpr std::array en{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};
  static constexpr std::array chinese{"周一", "周二", "周三", "周四", "周五", "周六", "周日"};
  const auto at = static_cast<std::size_t>(weekday - 1);
  return zh ? chinese.at(at) : en.at(at);
}

std::string day_words(std::int64_t day, bool zh) {
  return zh ? fmt::format("第{}天", day) : fmt::format("day {}", day);
}

std::string later_words(std::int64_t days, bool zh) {
  if (days == 0) return zh ? "当天" : "that day";
  return zh ? fmt::format("{}天后", days) : fmt::format("{} day{} later", days, days == 1 ? "" : "s");
}

}  // namespace sop
