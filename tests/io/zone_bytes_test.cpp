// Zone rules from bytes, as hosts hand them over, against those of the machine's database.
#include "bindings/c/zone_bytes.h"

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

}  // namespace

TEST_CASE("every zone of the database reads the same from its bytes") {
  std::size_t zones = 0;
  for (const char* region : {"Asia", "Europe", "America", "Africa", "Australia", "Pacific", "Atlantic", "Indian"})
    for (const auto& entry : fs::recursive_directory_iterator(folder / region)) {
      if (!entry.is_regular_file()) continue;
      const std::string name = fs::relative(entry.path(), folder).string();
      const auto expected = load_zone(name);
      if (!expected) continue;
      INFO(name);
      const auto found = embed::zone_from_bytes(bytes_of(entry.path()), name, expected->version);
      REQUIRE(found);
      CHECK(found->name == expected->name);
      CHECK(found->since == expected->since);
      CHECK(found->offset_us == expected->offset_us);
      ++zones;
    }
  CHECK(zones > 200);
}

TEST_CASE("damaged zone bytes are refused or read, never believed blindly") {
  const std::string whole = bytes_of(folder / "America/New_York");
  for (std::size_t size = 0; size < whole.size(); size += 7)
    CHECK_FALSE(embed::zone_from_bytes(std::string_view(whole).substr(0, size), "x", ""));
  for (std::size_t i = 0; i < whole.size(); ++i) {
    std::string damaged = whole;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x55);
    embed::zone_from_bytes(damaged, "x", "");  // no crash, no endless loop
  }
}
