// The first finding about a damaged program stands on the damaged line.
#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <sstream>

#include "compiler/driver/compile.h"
#include "runtime/io/zone_files.h"
#include "tests/syntax/damage.h"

namespace sop::tests {
namespace {

// The first block of every golden case of a form, or of a meaning.
std::vector<std::string> golden_sources(const std::string& folder) {
  std::vector<std::string> out;
  std::vector<std::filesystem::path> files;
  for (const auto& file : std::filesystem::directory_iterator(std::string(SOP_SOURCE_DIR) + "/tests/golden/" + folder))
    if (file.path().extension() == ".md") files.push_back(file.path());
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

std::optional<ZoneRules> zone(const std::string& name) { return load_zone(name); }

// Errors of names and types too.
std::vector<Diagnostic> all_errors(const SourceBuffer& source) {
  CheckOptions options;
  options.zone = zone;
  std::vector<Diagnostic> out = compile({source}, options).diagnostics.all();
  std::erase_if(out, [](const Diagnostic& found) { return found.severity != Severity::error; });
  return out;
}

const char* name_of(Damage damage) {
  static constexpr const char* names[] = {"deleted", "doubled", "swapped", "mistyped"};
  return names[static_cast<std::size_t>(damage)];
}

struct Misses {
  int found = 0, there = 0;
  std::map<std::string, int> kinds;

  std::string words() const {
    std::vector<std::pair<int, std::string>> most;
    for (const auto& [kind, count] : kinds) most.emplace_back(count, kind);
    std::sort(most.rbegin(), most.rend());
    std::ostringstream out;
    out << there << " of " << found << ", missed: ";
    for (std::size_t i = 0; i < std::min<std::size_t>(most.size(), 20); ++i)
      out << most[i].first << " " << most[i].second << "; ";
    return out.str();
  }
};

// Damages programs that have no errors until there are 2,000 with one.
Misses damage_many(const Oracle& oracle, std::vector<std::string> sources, std::uint64_t seed) {
  std::erase_if(sources, [&](const std::string& text) { return !oracle(SourceBuffer("whole", text)).empty(); });
  REQUIRE(sources.size() >= 25);
  std::mt19937_64 random(seed);
  Misses out;
  for (int tries = 0; out.found < 2000 && tries < 20'000; ++tries) {
    const DamagedProgram damaged = damage(sources[random() % sources.size()], random);
    const SourceBuffer source("damaged", damaged.text);
    const std::vector<Diagnostic> findings = oracle(source);
    if (findings.empty()) continue;
    ++out.found;
    if (source.line_of(findings[0].span.begin) == damaged.line)
      ++out.there;
    else
      ++out.kinds[std::string(name_of(damaged.damage)) + " " + damaged.token];
  }
  return out;
}

}  // namespace

TEST_CASE("the first finding stands on the damaged line") {
  const Misses misses = damage_many(syntax_findings, golden_sources("language"), 20261122);
  INFO(misses.words());
  CHECK(misses.found == 2000);
  CHECK(misses.there * 100 >= misses.found * 95);
}

TEST_CASE("the first error of the whole check stands on the damaged line") {
  std::vector<std::string> sources = golden_sources("language");
  std::ranges::move(golden_sources("semantics"), std::back_inserter(sources));
  const Misses misses = damage_many(all_errors, sources, 20261123);
  INFO(misses.words());
  CHECK(misses.found == 2000);
  CHECK(misses.there * 100 >= misses.found * 95);
}

}  // namespace sop::tests
