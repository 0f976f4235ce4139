// Nesting: 200 levels are read, one more is a finding, never a crash; and broken brackets of any depth are read in
// linear time, counted in looks at tokens.
#include <catch2/catch.hpp>

#include <functional>

#include "compiler/syntax/parse.h"

namespace sop::tests {
namespace {

std::string repeat(const std::string& text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

std::vector<std::string> codes_of(const std::string& text) {
  Diagnostics findings;
  parse(SourceBuffer("limits", text), 0, findings);
  std::vector<std::string> out;
  for (const Diagnostic& d : findings.all()) out.emplace_back(row_of(d.code).id);
  return out;
}

std::size_t looks_at(const std::string& text) {
  Diagnostics findings;
  return parse(SourceBuffer("limits", text), 0, findings).looks;
}

// Each shape takes one level of its own per repetition; the levels around it are `outer`.
struct Shape {
  const char* name;
  std::function<std::string(int)> text;
  int deepest = 200;
};

const std::vector<Shape>& shapes() {
  static const std::vector<Shape> all = {
      {"parentheses", [](int n) { return "attribute a = " + repeat("(", n) + "1" + repeat(")", n); }},
      {"calls", [](int n) { return "attribute a = " + repeat("abs(", n) + "1" + repeat(")", n); }},
      {"choices", [](int n) { return "attribute a = " + repeat("if x then 1 else ", n) + "2"; }},
      {"journey blocks", [](int n) { return "journey j { " + repeat("if x { ", n) + "stop" + repeat(" }", n) + " }"; },
       199},
      {"else if", [](int n) { return "journey j { if x { stop }" + repeat(" else if x { stop }", n) + " }"; }, 198},
      {"top of top", [](int n) { return "attribute a = " + repeat("top 1 by ", n) + "x"; }},
  };
  return all;
}

int deepest_that_parses(const Shape& shape) {
  int n = 1;
  while (n < 400 && codes_of(shape.text(n)).empty()) ++n;
  return n - 1;
}

}  // namespace

TEST_CASE("two hundred levels are read, the next one is a finding") {
  for (const Shape& shape : shapes()) {
    INFO(shape.name);
    const int deepest = deepest_that_parses(shape);
    CHECK(deepest == shape.deepest);
    for (int beyond : {deepest + 1, deepest + 2, 1000, 20'000})
      CHECK(codes_of(shape.text(beyond)) == std::vector<std::string>{"S6001"});
  }
}

TEST_CASE("broken brackets of any depth cost what the text is long") {
  const std::vector<Shape> broken = {
      {"open parentheses", [](int n) { return "attribute a = " + repeat("(", n); }},
      {"calls without ends", [](int n) { return "attribute a = " + repeat("abs(", n); }},
      {"closing parentheses", [](int n) { return "attribute a = 1" + repeat(")", n); }},
      {"mixed brackets", [](int n) { return "journey j {" + repeat(" ( { ) }", n); }},
      {"open blocks", [](int n) { return "journey j {" + repeat(" if x {", n); }},
      {"closing braces", [](int n) { return "journey j {" + repeat(" }", n); }},
      {"sixty deep, side by side",
       [](int n) { return "segment a = x" + repeat(" and " + repeat("(", 60) + "x" + repeat(")", 60), n / 20); }},
      {"choices in parentheses",
       [](int n) { return "segment a = x" + repeat(" and (if x then (y) else not (z))", n); }},
      {"lists cut off", [](int n) { return "segment a = " + repeat("x in (1, ", n); }},
      {"declarations cut off", [](int n) { return repeat("attribute a = (1 +\n", n); }},
      {"steps cut off", [](int n) { return "journey j {\n" + repeat("wait for x where (y\n", n) + "}"; }},
  };
  for (const Shape& shape : broken) {
    INFO(shape.name);
    const double small = static_cast<double>(looks_at(shape.text(400)));
    const double large = static_cast<double>(looks_at(shape.text(4000)));
    CHECK(large < small * 12);
  }
}

TEST_CASE("a row of signs is one level, however long") {
  CHECK(codes_of("attribute a = " + repeat("- ", 20'000) + "1").empty());
  CHECK(codes_of("segment a = " + repeat("not ", 20'000) + "x").empty());
  CHECK(codes_of("segment a = x" + repeat(" and x", 20'000)).empty());
}

}  // namespace sop::tests
