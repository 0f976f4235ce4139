// Reading golden cases.
#include "tests/golden_runner/case.h"

#include <catch2/catch.hpp>

using namespace sop::golden;

namespace {

std::string error_of(std::string text) {
  const auto golden = read_case("x.md", std::move(text));
  return golden ? "no error" : golden.error();
}

}  // namespace

TEST_CASE("a case has a title, inputs and expectations") {
  const auto golden = read_case("x.md",
                                "# Reminds on day 28\nWhy this matters.\n\n"
                                "## SOURCE\n```sop\ntag a manual\n```\n"
                                "## SOURCE more.sop\n```sop\ntag b manual\n```\n"
                                "## DATA customers\n```csv\ncustomer_id\n1\n```\n"
                                "## AS_OF\n2026-11-01T00:00:00+08:00\n"
                                "## ARGS\n--threads 2\n--strict\n"
                                "## DIAGNOSTICS zh\nIn Chinese:\n```\nnone\n```\n");
  REQUIRE(golden);
  CHECK(golden->title == "Reminds on day 28");
  REQUIRE(golden->sources().size() == 2);
  CHECK(golden->sources()[0].name == "case.sop");
  CHECK(golden->sources()[0].text == "tag a manual\n");
  CHECK(golden->sources()[1].name == "more.sop");
  REQUIRE(golden->tables().size() == 1);
  CHECK(golden->tables()[0].name == "customers");
  CHECK(golden->tables()[0].text == "customer_id\n1\n");
  CHECK(golden->as_of() == "2026-11-01T00:00:00+08:00");
  CHECK(golden->args() == std::vector<std::string>{"--threads", "2", "--strict"});
  const Section& expected = golden->sections.back();
  CHECK(expected.name == "DIAGNOSTICS");
  CHECK(expected.argument == "zh");
  CHECK(expected.content == "none\n");
}

TEST_CASE("headings and fences inside a block are text") {
  const auto golden = read_case("x.md", "# T\n## SOURCE\n````sop\n# note\n## SOURCE\n```\n````\n## TREE\n```\n```\n");
  REQUIRE(golden);
  REQUIRE(golden->sections.size() == 2);
  CHECK(golden->sections[0].content == "# note\n## SOURCE\n```\n");
  CHECK(golden->sections[1].content.empty());
  CHECK(golden->sections[1].fenced);
}

TEST_CASE("a section that is still to be filled has no block") {
  const auto golden = read_case("x.md", "# T\n## SOURCE\n```sop\n```\n## TREE\nwords that are no expectation\n");
  REQUIRE(golden);
  CHECK_FALSE(golden->sections[1].fenced);
  CHECK(golden->sections[1].content.empty());
}

TEST_CASE("a broken case says where") {
  CHECK(error_of("# T\n## SOURCE\n```sop\nx\n## TREE\n") == "x.md:2: the block is not closed");
  CHECK(error_of("## SOURCE\n```sop\n```\n## TREE\n```\n```\n") == "x.md:1: no `# Title`");
  CHECK(error_of("# T\n## SOURCE\n```sop\n```\n") == "x.md:1: nothing is expected");
  CHECK(error_of("# T\n## TREE\n```\n```\n## TREE\n```\n```\n") == "x.md:5: a section twice");
  CHECK(error_of("# T\n## DATA\n```csv\n```\n## TREE\n") == "x.md:2: DATA without the table's name");
  CHECK(error_of("# T\n```sop\n```\n## TREE\n") == "x.md:2: a block without its section heading");
  CHECK(error_of("# T\n## TREE\n```\n```\n```\n```\n") == "x.md:5: a block without its section heading");
}
