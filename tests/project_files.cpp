#include "tests/project_files.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

namespace sop::tests {

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  INFO(path.string());
  REQUIRE(file);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace sop::tests
