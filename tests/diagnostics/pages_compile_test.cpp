// The programs of docs/diagnostics are compiled: the bad one gives the code of its page and no other error, the good
// one neither. Only the first program under each heading is compiled; a page is UTF-8, so U+FFFD stands for an
// unreadable byte.
#include <catch2/catch.hpp>
#include <set>

#include "compiler/diagnostics/pages.h"
#include "compiler/driver/compile.h"
#include "compiler/driver/uses.h"
#include "stdlib/time/civil.h"

using namespace sop;

namespace {

struct Programs {
  std::string_view bad, good;  // headings
};
constexpr Programs headings[] = {{"## Bad", "## Good"}, {"### 有问题的写法", "### 改好的写法"}};

// Codes whose bad program need not give them. It still gives no other error unless `other` says so.
struct Exempt {
  std::string_view code;
  bool other;
  std::string_view reason;
};
constexpr Exempt exempt[] = {
    {"S5001", false, "given by `run` only; the next test looks at what `run` looks at"},
    {"S0105", false, "told of files; see tests/cli/checks.py"},
    {"S3027", false, "told where it is asked for; see tests/golden/check/not_decided.md"},
    {"S2058", true, "the page has no folder at hand"},
    {"S6003", true, "needs 17 files; see tests/driver"},
    {"S6004", true, "needs 257 files; see tests/driver"},
};

const Exempt* exemption(std::string_view code) {
  for (const Exempt& row : exempt)
    if (row.code == code) return &row;
  return nullptr;
}

std::optional<ZoneRules> known_zone(const std::string& name) {
  if (name != "Asia/Shanghai") return std::nullopt;
  return utc_rules();
}

std::string program_under(std::string_view page, std::string_view heading) {
  const std::string opening = "\n" + std::string(heading) + "\n```sop\n";
  const std::size_t at = page.find(opening);
  REQUIRE(at != std::string_view::npos);
  const std::size_t begin = at + opening.size();
  std::string program(page.substr(begin, page.find("\n```", begin) + 1 - begin));
  const std::string_view unreadable = "\xEF\xBF\xBD";
  for (std::size_t i = program.find(unreadable); i != std::string::npos; i = program.find(unreadable, i))
    program.replace(i, unreadable.size(), "\xC9");
  return program;
}

struct Found {
  std::set<std::string_view> all, errors;
  bool runs_later = false;  // it uses a form that only checks
};

Found compiled(const std::string& program) {
  Sources sources;
  sources.emplace_back("page.sop", program);
  CheckOptions options;
  options.zone = known_zone;
  options.today = days_of({2026, 11, 22});
  join_used_files(sources, no_files());
  const Compilation result = compile(sources, options);
  Found found;
  for (const Diagnostic& finding : result.diagnostics.all()) {
    found.all.insert(row_of(finding.code).id);
    if (finding.severity == Severity::error) found.errors.insert(row_of(finding.code).id);
  }
  found.runs_later = !result.program.later.empty();
  return found;
}

}  // namespace

TEST_CASE("the bad program of a page gives its code and no other error") {
  for (const DiagnosticPage& page : diagnostic_pages())
    for (const Programs& heading : headings) {
      CAPTURE(page.code, heading.bad);
      Found found = compiled(program_under(page.text, heading.bad));
      if (const Exempt* row = exemption(page.code); row == nullptr)
        CHECK(found.all.contains(page.code));
      else if (row->other)
        continue;
      found.errors.erase(page.code);
      CHECK(found.errors.empty());
    }
}

TEST_CASE("the good program of a page gives no error, and not its code") {
  for (const DiagnosticPage& page : diagnostic_pages())
    for (const Programs& heading : headings) {
      CAPTURE(page.code, heading.good);
      const Found found = compiled(program_under(page.text, heading.good));
      CHECK(found.errors.empty());
      CHECK_FALSE(found.all.contains(page.code));
    }
}

TEST_CASE("the bad program of S5001 uses what does not run yet, the good one does not") {
  const std::string_view page = *diagnostic_page("S5001");
  for (const Programs& heading : headings) {
    CAPTURE(heading.bad);
    CHECK(compiled(program_under(page, heading.bad)).runs_later);
    CHECK_FALSE(compiled(program_under(page, heading.good)).runs_later);
  }
}
