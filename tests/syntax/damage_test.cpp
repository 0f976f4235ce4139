// The first finding about a damaged program stands on the damaged line.
#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "tests/syntax/damage.h"

namespace sop::tests {
namespace {

// The first block of every golden case of a form.
std::vector<std::string> golden_sources() {
  std::vector<std::string> out;
  std::vector<std::filesystem::path> files;
  for (const auto& file : std::filesystem::directory_iterator(std::string(SOP_SOURCE_DIR) + "/tests/golden/language"))
    files.push_back(file.path());
  std::sort(files.begin(), files.end());
  for (const auto& path : files) {
    std::ifstream file(path);
    std::stringstream all;
    all << file.rdbuf();
    const std::string text = all.str();
    const std::size_t begin = text.find("```sop\n") + 7;
    out.push_back(text.substr(begin, text.find("\n```", begin) + 1 - begin));
  }
  return out;
}

const char* name_of(Damage damage) {
  static constexpr const char* names[] = {"deleted", "doubled", "swapped", "mistyped"};
  return names[static_cast<std::size_t>(damage)];
}

}  // namespace

TEST_CASE("the first finding stands on the damaged line") {
  const Oracle oracle = syntax_findings;
  const std::vector<std::string> sources = golden_sources();
  REQUIRE(sources.size() >= 25);

  std::mt19937_64 random(20261122);
  int found = 0, there = 0;
  std::map<std::string, int> missed;
  for (int tries = 0; found < 2000 && tries < 20'000; ++tries) {
    const DamagedProgram damaged = damage(sources[random() % sources.size()], random);
    const SourceBuffer source("damaged", damaged.text);
    const std::vector<Diagnostic> findings = oracle(source);
    if (findings.empty()) continue;
    ++found;
    if (source.line_of(findings[0].span.begin) == damaged.line)
      ++there;
    else
      ++missed[std::string(name_of(damaged.damage)) + " " + damaged.token];
  }
  std::vector<std::pair<int, std::string>> kinds;
  for (const auto& [kind, count] : missed) kinds.emplace_back(count, kind);
  std::sort(kinds.rbegin(), kinds.rend());
  std::ostringstream list;
  for (std::size_t i = 0; i < std::min<std::size_t>(kinds.size(), 20); ++i)
    list << kinds[i].first << " " << kinds[i].second << "; ";
  INFO(there << " of " << found << ", missed: " << list.str());
  CHECK(found == 2000);
  CHECK(there * 100 >= found * 95);
}

}  // namespace sop::tests
