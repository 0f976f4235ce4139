// Walks a zone's transitions with the date library and keeps those that change the offset (a new abbreviation alone is
// no change). The library stops at the last transition that the compiled zone file lists, for most zones in 2037; after
// it the rule in the file's last line holds ("EST5EDT,M3.2.0,M11.1.0"). The library reports an unknown zone by
// exception; that ends here.
#include "runtime/io/zone_files.h"

#include <date/tz.h>

#include <chrono>
#include <exception>
#include <fstream>

#include "runtime/io/zone_rule.h"

namespace sop {
namespace {

constexpr date::sys_days first_day{date::year{1900} / 1 / 1};
constexpr date::sys_seconds last_day{date::sys_days{date::year{2100} / 1 / 1}};
constexpr int last_year = 2099;
constexpr const char* zone_folder = "/usr/share/zoneinfo/";

Micros micros_of(date::sys_seconds instant) {
  return static_cast<Micros>(instant.time_since_epoch().count()) * micros_per_second;
}

// The last line of the zone's compiled file; empty where there is none.
std::string rule_after_the_last_change(const std::string& name) {
  std::ifstream file(zone_folder + name, std::ios::binary);
  std::string line, last;
  while (std::getline(file, line)) last = line;
  return last;
}

std::string first_line_of_database() {
  std::ifstream file(std::string(zone_folder) + "tzdata.zi");
  std::string line;
  std::getline(file, line);
  return line;
}

// "# version 2026a", where the library does not find the version itself.
std::string database_version() {
  const std::string& known = date::get_tzdb().version;
  constexpr std::string_view opening = "# version ";
  const std::string line = first_line_of_database();
  return line.starts_with(opening) ? line.substr(opening.size()) : known;
}

void add(ZoneRules& rules, Micros at, Micros offset_us) {
  if (!rules.offset_us.empty() && rules.offset_us.back() == offset_us) return;
  rules.since.push_back(at);
  rules.offset_us.push_back(offset_us);
}

void add_listed_changes(ZoneRules& rules, const date::time_zone& zone) {
  for (date::sys_seconds at = first_day; at < last_day;) {
    const date::sys_info info = zone.get_info(at);
    add(rules, micros_of(at), static_cast<Micros>(info.offset.count()) * micros_per_second);
    if (info.end <= at) return;
    at = info.end;
  }
}

int year_of(Micros instant) {
  const date::sys_days day{date::days{instant / micros_per_day}};
  return static_cast<int>(date::year_month_day(day).year());
}

ZoneRules rules_of(const std::string& name) {
  ZoneRules rules;
  add_listed_changes(rules, *date::locate_zone(name));
  const Micros last = rules.since.back();
  const auto changes = changes_by_rule(rule_after_the_last_change(name), year_of(last), last_year);
  for (const OffsetChange& change : changes.value_or(std::vector<OffsetChange>()))
    if (change.at > last) add(rules, change.at, change.offset_us);
  rules.name = name;
  rules.version = database_version();
  return rules;
}

}  // namespace

std::optional<ZoneRules> load_zone(std::string_view name) {
  try {
    return rules_of(std::string(name));
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

}  // namespace sop
