// Every limit of limits.h: one below and at it all is well, one above is the finding of that limit, and nothing else is
// said. docs/limits.md lists them all.
#include <re2/re2.h>

#include <catch2/catch.hpp>

#include <fstream>
#include <functional>
#include <sstream>

#include "compiler/driver/compile.h"
#include "compiler/source/limits.h"

namespace sop::tests {
namespace {

std::string repeat(const std::string& text, std::int64_t times) {
  std::string out;
  out.reserve(text.size() * static_cast<std::size_t>(times));
  for (std::int64_t i = 0; i < times; ++i) out += text;
  return out;
}

std::string numbered(const std::function<std::string(std::int64_t)>& line, std::int64_t times) {
  std::string out;
  for (std::int64_t i = 0; i < times; ++i) out += line(i);
  return out;
}

const std::string head = "table customers key customer_id { customer_id id  age int  city text? }\n";

// The codes of all errors, with the limit named by a finding of size.
std::vector<std::string> errors_of(const Sources& sources) {
  const Compilation result = compile(sources, {});
  std::vector<std::string> out;
  for (const Diagnostic& found : result.diagnostics.all()) {
    if (found.severity != Severity::error) continue;
    out.emplace_back(row_of(found.code).id);
    if (found.code == Code::S6002) out.back() += " " + found.arguments[0] + " " + found.arguments[1];
  }
  return out;
}

std::vector<std::string> errors_of(const std::string& text) { return errors_of(Sources{SourceBuffer("size", text)}); }

struct Sized {
  limits::Id id;
  std::function<std::string(std::int64_t)> program;  // of exactly this size
};

std::int64_t nodes_of(const std::string& text) {
  const Compilation result = compile({SourceBuffer("size", text)}, {});
  return static_cast<std::int64_t>(result.parsed.trees[0].nodes.size()) - 1;  // but the file's own
}

// A conjunction of four nodes a condition, filled up by declarations of two: `group a`.
std::string program_of_nodes(std::int64_t nodes) {
  const std::string start = head + "segment s = age > 1";
  const std::int64_t before = nodes_of(start + " and age > 1");
  const std::int64_t each = nodes_of(start + " and age > 1 and age > 1") - before;
  const std::int64_t ids = nodes_of("group g\n"), more = (nodes - before) / each - 1;
  std::string text = start + repeat(" and age > 1", more + 1) + "\n";
  std::int64_t missing = nodes - nodes_of(text);
  if (missing % ids != 0) {  // parentheses add one each
    text = start + " and (age > 1)" + repeat(" and age > 1", more) + "\n";
    missing = nodes - nodes_of(text);
  }
  return text + numbered([](std::int64_t i) { return "group g" + std::to_string(i) + "\n"; }, missing / ids);
}

const std::vector<Sized>& sizes() {
  using limits::Id;
  static const std::vector<Sized> all = {
      {Id::source_bytes,
       [](std::int64_t n) { return head + "# " + repeat("x", n - static_cast<std::int64_t>(head.size()) - 2); }},
      {Id::nodes, program_of_nodes},
      {Id::name_bytes, [](std::int64_t n) { return head + "attribute " + repeat("a", n) + " = age\n"; }},
      {Id::name_bytes, [](std::int64_t n) { return head + "attribute `" + repeat("a", n) + "` = age\n"; }},
      {Id::text_bytes, [](std::int64_t n) { return head + "segment s = city = \"" + repeat("x", n) + "\"\n"; }},
      {Id::list_values,
       [](std::int64_t n) {
         return head + "segment s = age in (0" +
                numbered([](std::int64_t i) { return ", " + std::to_string(i + 1); }, n - 1) + ")\n";
       }},
      {Id::columns,
       [](std::int64_t n) {
         return "table customers key c { c id\n" +
                numbered([](std::int64_t i) { return "c" + std::to_string(i) + " int\n"; }, n - 1) + "}\n";
       }},
      {Id::facts,
       [](std::int64_t n) {
         return head + numbered([](std::int64_t i) { return "attribute a" + std::to_string(i) + " = age\n"; }, n);
       }},
      {Id::pattern_bytes,
       [](std::int64_t n) { return head + "segment s = city matches \"" + repeat("x", n) + "\"\n"; }},
      {Id::depth,  // the column, one instruction for each sign, and "the sum so far is known" before the last
       [](std::int64_t n) { return head + "attribute a = age" + repeat(" + 1", n - 2) + "\n"; }},
  };
  return all;
}

}  // namespace

TEST_CASE("one below a limit and at it all is well, one above is its finding") {
  for (const Sized& sized : sizes()) {
    const limits::Row& row = limits::row_of(sized.id);
    CAPTURE(row.id);
    CHECK(errors_of(sized.program(row.value - 1)).empty());
    CHECK(errors_of(sized.program(row.value)).empty());
    CHECK(errors_of(sized.program(row.value + 1)) ==
          std::vector<std::string>{"S6002 " + std::string(row.what) + " " + std::string(row.much)});
  }
}

TEST_CASE("a program may be sixteen files of the largest size, and not a byte more") {
  const auto most = static_cast<std::size_t>(limits::source_bytes);
  Sources sources;
  for (int i = 0; i < 16; ++i) sources.emplace_back("part" + std::to_string(i), "#" + std::string(most - 1, 'x'));
  CHECK(errors_of(sources).empty());
  sources.back() = SourceBuffer("part15", "#" + std::string(most - 2, 'x'));
  CHECK(errors_of(sources).empty());
  sources.emplace_back("part16", "##");
  CHECK(errors_of(sources) == std::vector<std::string>{"S6002 program 16 MiB"});
}

TEST_CASE("a pattern that becomes too large when it is compiled") {
  CHECK(errors_of(head + "segment s = city matches \"" + repeat("[a-z]{100}", 5) + "\"\n").empty());
  CHECK(errors_of(head + "segment s = city matches \"\\p{L}{900}\"\n") ==
        std::vector<std::string>{"S6002 compiled pattern 1 MiB"});
}

// The largest pattern of this shape that RE2 compiles within the limit is allowed, the next one is not.
TEST_CASE("a pattern one below what may be compiled, at it and one above") {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(limits::pattern_compiled_bytes);
  auto pattern = [](int n) { return "\\p{L}{" + std::to_string(n) + "}"; };
  int most = 1;
  while (RE2(pattern(most + 1), options).ok()) ++most;
  REQUIRE(most > 10);
  auto errors = [&](int n) { return errors_of(head + "segment s = city matches \"" + pattern(n) + "\"\n"); };
  CHECK(errors(most - 1).empty());
  CHECK(errors(most).empty());
  CHECK(errors(most + 1) == std::vector<std::string>{"S6002 compiled pattern 1 MiB"});
}

// Every division says when it may be reached, which takes an operand for each one before it; a repeated condition of an
// `and` takes one more each. An error keeps the program as it was checked, so that its operands can be counted.
TEST_CASE("a program one below its operands, at them and one above") {
  auto text = [](std::int64_t divisions, std::int64_t more) {
    return head + "segment s = age > 1" +
           numbered([](std::int64_t i) { return " and 9 / (age + " + std::to_string(i) + ") > 1"; }, divisions) +
           "\nsegment filled = age > 1" + repeat(" and age > 1", more) + "\n";
  };
  auto operands = [&](std::int64_t divisions, std::int64_t more) {
    const Sources sources{SourceBuffer("size", text(divisions, more) + "segment wrong = nothing\n")};
    return static_cast<std::int64_t>(compile(sources, {}).program.args.size());
  };
  constexpr std::int64_t most = limits::operands;
  std::int64_t divisions = 1'000;
  while (operands(divisions + 20, 1) < most - 2) divisions += 20;
  const std::int64_t more = most - operands(divisions, 1) + 1;
  REQUIRE(operands(divisions, more) == most);
  CHECK(errors_of(text(divisions, more - 1)).empty());
  CHECK(errors_of(text(divisions, more)).empty());
  CHECK(errors_of(text(divisions, more + 1)) == std::vector<std::string>{"S6002 program 2,000,000 operands"});
}

// A negation follows a chain of facts down; each place where one stands does so for itself.
TEST_CASE("ways through facts under a negation, one below the limit, at it and one above") {
  constexpr std::int64_t chain = 1'001;
  auto text = [](std::int64_t last, bool one_more) {
    std::string out = head + "segment f0 = age > 1\n";
    for (std::int64_t i = 1; i < chain; ++i)
      out += "segment f" + std::to_string(i) + " = f" + std::to_string(i - 1) + " or age > 2\n";
    // Reading the chain takes a step for each fact but one, each full negation a thousand.
    for (std::int64_t i = 0; i < (limits::awareness_steps - 1'000) / 1'000 - 1; ++i)
      out += "segment n" + std::to_string(i) + " = not f999\n";
    out += "segment last = not f" + std::to_string(last) + "\n";
    return one_more ? out + "segment more = not f0\n" : out;
  };
  CHECK(errors_of(text(998, false)).empty());
  CHECK(errors_of(text(999, false)).empty());
  CHECK(errors_of(text(999, true)) ==
        std::vector<std::string>{"S6002 way through facts under a negation 500,000 steps"});
}

TEST_CASE("the findings that are kept and the ones that are only counted make the total") {
  const auto kept = static_cast<std::size_t>(limits::kept_findings);
  for (const std::size_t many : {kept - 1, kept, kept + 1, 3 * kept}) {
    const Compilation result = compile({SourceBuffer("size", std::string(many, ';'))}, {});
    CHECK(result.diagnostics.all().size() == std::min(many, kept));
    CHECK(result.diagnostics.errors() == many);
  }
}

TEST_CASE("the page of limits lists every row") {
  std::ifstream file(std::string(SOP_SOURCE_DIR) + "/docs/limits.md");
  std::stringstream page;
  page << file.rdbuf();
  for (const limits::Row& row : limits::rows) {
    CAPTURE(row.id);
    CHECK(page.str().find("`" + std::string(row.id) + "` | " + std::string(row.much) + " |") != std::string::npos);
  }
}

}  // namespace sop::tests
