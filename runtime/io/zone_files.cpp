// Walks a zone's transitions with the date library and keeps those that change the offset (a new abbreviation alone is
// no change). The library reports an unknown zone by exception; that ends here.
#include "runtime/io/zone_files.h"

#include <date/tz.h>

#include <chrono>
#include <exception>

namespace sop {
namespace {

constexpr date::sys_days first_day{date::year{1900} / 1 / 1};
constexpr date::sys_days last_day{date::year{2100} / 1 / 1};

Micros micros_of(date::sys_seconds instant) {
  return static_cast<Micros>(instant.time_since_epoch().count()) * micros_per_second;
}

ZoneRules rules_of(const date::time_zone& zone) {
  ZoneRules rules;
  for (date::sys_seconds at = first_day; at < date::sys_seconds{last_day};) {
    const date::sys_info info = zone.get_info(at);
    const Micros offset = static_cast<Micros>(info.offset.count()) * micros_per_second;
    if (rules.offset_us.empty() || rules.offset_us.back() != offset) {
      rules.since.push_back(micros_of(at));
      rules.offset_us.push_back(offset);
    }
    if (info.end <= at) break;
    at = info.end;
  }
  return rules;
}

}  // namespace

std::optional<ZoneRules> load_zone(std::string_view name) {
  try {
    ZoneRules rules = rules_of(*date::locate_zone(std::string(name)));
    rules.name = name;
    rules.version = date::get_tzdb().version;
    return rules;
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

}  // namespace sop
