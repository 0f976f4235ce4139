// The platform's limits one below nine tenths, at them, at the limit and one above: at which declaration, and how
// grave.
#include <catch2/catch.hpp>

#include "compiler/driver/compile.h"

using namespace sop;

namespace {

struct Found {
  std::string code;
  std::size_t line = 0;
  bool operator==(const Found&) const = default;
};

std::ostream& operator<<(std::ostream& out, const Found& found) { return out << found.code << " line " << found.line; }

std::vector<Found> found_in(const std::string& text) {
  const Sources sources{SourceBuffer("case.sop", text)};
  const Compilation compiled = compile(sources, {});
  std::vector<Found> out;
  for (const Diagnostic& found : compiled.diagnostics.all())
    if (const std::string code(row_of(found.code).id); code == "S4004" || code == "S4005" || code == "S4006")
      out.push_back({code, sources[0].position(found.span.begin).line});
  return out;
}

const std::string head = "project p { platform wecom 2026-01 }\n";

std::string groups(int n) {
  std::string out = head;
  for (int i = 1; i <= n; ++i)
    out += "taggroup g" + std::to_string(i) + " one_of enterprise { t" + std::to_string(i) + " }\n";
  return out;
}

std::string tags_of_one_group(int n) {
  std::string out = head + "taggroup g any_of enterprise {";
  for (int i = 1; i <= n; ++i) out += " t" + std::to_string(i);
  return out + " }\n";
}

std::string personal_tags(int n) {
  std::string out = head;
  for (int i = 1; i <= n; ++i) out += "tag t" + std::to_string(i) + " manual personal\n";
  return out;
}

}  // namespace

TEST_CASE("tag groups of an enterprise: 100") {
  CHECK(found_in(groups(89)).empty());
  CHECK(found_in(groups(90)) == std::vector<Found>{{"S4004", 91}});
  CHECK(found_in(groups(100)) == std::vector<Found>{{"S4004", 91}});
  CHECK(found_in(groups(101)) == std::vector<Found>{{"S4005", 102}});
}

TEST_CASE("tags of one group: 100") {
  CHECK(found_in(tags_of_one_group(89)).empty());
  CHECK(found_in(tags_of_one_group(90)) == std::vector<Found>{{"S4004", 2}});
  CHECK(found_in(tags_of_one_group(100)) == std::vector<Found>{{"S4004", 2}});
  CHECK(found_in(tags_of_one_group(101)) == std::vector<Found>{{"S4005", 2}});
}

TEST_CASE("personal tags: 200") {
  CHECK(found_in(personal_tags(179)).empty());
  CHECK(found_in(personal_tags(180)) == std::vector<Found>{{"S4004", 181}});
  CHECK(found_in(personal_tags(200)) == std::vector<Found>{{"S4004", 181}});
  CHECK(found_in(personal_tags(201)) == std::vector<Found>{{"S4005", 202}});
}

TEST_CASE("a profile holds from its month on, and without a platform nothing is counted") {
  CHECK(found_in("project p { platform wecom 2025-12 }\n") == std::vector<Found>{{"S4006", 1}});
  CHECK(found_in("project p { platform another 2026-01 }\n") == std::vector<Found>{{"S4006", 1}});
  CHECK(found_in("project p { platform wecom 2027-03 }\n").empty());
  CHECK(found_in(groups(101).substr(head.size())).empty());
}
