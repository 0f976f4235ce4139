// Zone rules from bytes, against what the date library finds in the same database.
#include "runtime/io/zone_bytes.h"

#include <date/tz.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "runtime/io/zone_files.h"

using namespace sop;

namespace {

namespace fs = std::filesystem;
const fs::path folder = "/usr/share/zoneinfo";

std::string bytes_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

constexpr date::sys_seconds first_day{date::sys_days{date::year{1900} / 1 / 1}};
constexpr date::sys_seconds last_listed{date::sys_days{date::year{2037} / 1 / 1}};

Micros micros_of(date::sys_seconds instant) {
  return static_cast<Micros>(instant.time_since_epoch().count()) * micros_per_second;
}

// Null: it knows no zone of this name.
const date::time_zone* zone_of_library(const std::string& name) {
  try {
    return date::locate_zone(name);
  } catch (const std::exception&) {
    return nullptr;
  }
}

}  // namespace

TEST_CASE("every zone of the database has the offsets that the date library finds") {
  std::size_t zones = 0, changes = 0;
  for (const char* region : {"Asia", "Europe", "America", "Africa", "Australia", "Pacific", "Atlantic", "Indian"})
    for (const auto& entry : fs::recursive_directory_iterator(folder / region)) {
      if (!entry.is_regular_file()) continue;
      const std::string name = fs::relative(entry.path(), folder).string();
      const date::time_zone* zone = zone_of_library(name);
      if (zone == nullptr) continue;
      INFO(name);
      const auto found = load_zone(name);
      REQUIRE(found);
      CHECK(found->name == name);
      for (date::sys_seconds at = first_day; at < last_listed;) {
        const date::sys_info info = zone->get_info(at);
        const auto offset = static_cast<Micros>(info.offset.count()) * micros_per_second;
        REQUIRE(found->offset_at(micros_of(at)) == offset);
        if (info.end <= at) break;
        at = info.end;
        if (at < last_listed) REQUIRE(found->offset_at(micros_of(at) - 1) == offset);
        ++changes;
      }
      ++zones;
    }
  CHECK(zones > 200);
  CHECK(changes > 10'000);
}

TEST_CASE("damaged zone bytes are refused or read, never believed blindly") {
  const std::string whole = bytes_of(folder / "America/New_York");
  for (std::size_t size = 0; size < whole.size(); size += 7)
    CHECK_FALSE(zone_from_bytes(std::string_view(whole).substr(0, size), "x", ""));
  for (std::size_t i = 0; i < whole.size(); ++i) {
    std::string damaged = whole;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x55);
    zone_from_bytes(damaged, "x", "");  // no crash, no endless loop
  }
}
