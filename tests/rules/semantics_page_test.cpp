// docs/semantics.md: every rule of the reader's page has golden cases, they are there, and none is forgotten.
#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>

#include "tests/project_files.h"

namespace {

using sop::tests::project_root;

namespace fs = std::filesystem;

// Rule -> the cases named below its heading.
std::map<std::string, std::vector<std::string>> cases_by_rule() {
  std::map<std::string, std::vector<std::string>> out;
  std::ifstream page(project_root / "docs/semantics.md");
  std::string rule;
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with("## ")) rule = line.substr(3, line.find(' ', 3) - 3);
    if (line.starts_with("- `")) out[rule].push_back(line.substr(3, line.size() - 4));
  }
  return out;
}

}  // namespace

TEST_CASE("every rule has a golden case that is there") {
  const auto cases = cases_by_rule();
  std::vector<std::string> rules{"C1", "C2", "C3", "C4", "C5", "C7", "C8", "C9", "E2"};
  for (int i = 1; i <= 11; ++i) rules.push_back("D" + std::to_string(i));
  for (int i = 1; i <= 10; ++i) rules.push_back("A" + std::to_string(i));
  for (int i = 1; i <= 6; ++i) rules.push_back("B" + std::to_string(i));
  for (const std::string& rule : rules) {
    CAPTURE(rule);
    REQUIRE(cases.contains(rule));
    for (const std::string& file : cases.at(rule)) {
      CAPTURE(file);
      CHECK(fs::exists(project_root / "tests/golden" / file));
    }
  }
}

TEST_CASE("every golden case named after a rule stands below that rule") {
  const auto cases = cases_by_rule();
  const std::regex name("([abcd][0-9]+|e2)_.*\\.md");
  for (const char* folder : {"semantics", "check"})
    for (const auto& entry : fs::directory_iterator(project_root / "tests/golden" / folder)) {
      std::smatch match;
      const std::string file = entry.path().filename().string();
      if (!std::regex_match(file, match, name)) continue;
      std::string rule = match[1];
      rule[0] = static_cast<char>(std::toupper(rule[0]));
      CAPTURE(rule, file);
      REQUIRE(cases.contains(rule));
      const auto& named = cases.at(rule);
      CHECK(std::ranges::count(named, std::string(folder) + "/" + file) == 1);
    }
}
