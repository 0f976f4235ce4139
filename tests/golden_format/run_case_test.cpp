// Comparing and rewriting golden cases, with producers that need no compiler.
#include "tests/golden_runner/run_case.h"

#include <algorithm>
#include <catch2/catch.hpp>

using namespace sop::golden;

namespace {

const std::string head = "# T\nwhy\n## SOURCE\n```sop\nabc\n```\n";

Producers trivial() {
  return {{"COPY", [](const Case& c, std::string_view) { return c.sources().at(0).text; }},
          {"WORD", [](const Case&, std::string_view argument) { return std::string(argument); }}};
}

Case parsed(const std::string& text) {
  auto golden = read_case("x.md", text);
  REQUIRE(golden);
  return *golden;
}

}  // namespace

TEST_CASE("only the sections that are there are compared") {
  CHECK(run_case(parsed(head + "## COPY\n```\nabc\n```\n"), trivial()).agrees());
  CHECK(run_case(parsed(head + "## WORD zh\n```\nzh\n```\n"), trivial()).agrees());
}

TEST_CASE("a difference is shown line by line") {
  const Outcome outcome = run_case(parsed(head + "## COPY\n```\nabd\n```\n"), trivial());
  CHECK_FALSE(outcome.agrees());
  CHECK(outcome.difference == "x.md:7: COPY\n-abd\n+abc\n");
}

TEST_CASE("a section without its block does not agree, even with empty text") {
  const Outcome outcome = run_case(parsed(head + "## WORD\n"), trivial());
  CHECK_FALSE(outcome.agrees());
  CHECK(outcome.text == head + "## WORD\n```\n```\n");
}

TEST_CASE("an unknown section fails and is left alone") {
  const Outcome outcome = run_case(parsed(head + "## NOTHING\n```\nabc\n```\n"), trivial());
  CHECK(outcome.missing == "x.md:7: nothing produces `NOTHING`\n");
  CHECK(outcome.text == head + "## NOTHING\n```\nabc\n```\n");
}

TEST_CASE("rewriting keeps all else byte for byte and then agrees") {
  const std::string before =
      head + "## COPY\n\nSome words.\n```text\nold\nlines\n```\nAfter it.  \n\n## WORD a\n```\n```\n\ntail";
  const std::string after =
      head + "## COPY\n\nSome words.\n```text\nabc\n```\nAfter it.  \n\n## WORD a\n```\na\n```\n\ntail";
  CHECK(run_case(parsed(before), trivial()).text == after);
  const Outcome again = run_case(parsed(after), trivial());
  CHECK(again.agrees());
  CHECK(again.text == after);
}

TEST_CASE("new content with fences gets a longer fence") {
  Producers fenced = {{"COPY", [](const Case&, std::string_view) { return std::string("```sop\nx\n```\n"); }}};
  const Outcome outcome = run_case(parsed(head + "## COPY\n```\n```\n"), fenced);
  CHECK(outcome.text == head + "## COPY\n````\n```sop\nx\n```\n````\n");
  CHECK(run_case(parsed(outcome.text), fenced).agrees());
}
