#include "runtime/io/zone_files.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "runtime/io/zone_bytes.h"

namespace sop {
namespace {

constexpr const char* zone_folder = "/usr/share/zoneinfo/";

// "Asia/Shanghai", "Etc/GMT+8": no path that leaves the database.
bool is_name_of_zone(std::string_view name) {
  const auto may_stand = [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '/' || c == '_' || c == '-' || c == '+';
  };
  return !name.empty() && name.front() != '/' && std::ranges::all_of(name, may_stand);
}

// "# version 2026a" opens the database's own text.
std::string database_version() {
  std::ifstream file(std::string(zone_folder) + "tzdata.zi");
  std::string line;
  std::getline(file, line);
  constexpr std::string_view opening = "# version ";
  return line.starts_with(opening) ? line.substr(opening.size()) : std::string();
}

}  // namespace

std::optional<ZoneRules> load_zone(std::string_view name) {
  if (!is_name_of_zone(name)) return std::nullopt;
  const std::string path = zone_folder + std::string(name);
  std::error_code fault;
  if (!std::filesystem::is_regular_file(path, fault)) return std::nullopt;
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  return zone_from_bytes(bytes, name, database_version());
}

}  // namespace sop
