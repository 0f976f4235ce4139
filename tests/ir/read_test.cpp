#include "compiler/ir/read.h"

#include <catch2/catch.hpp>

#include "sample.h"

using namespace sop;
using namespace sop::ir_tests;

TEST_CASE("every field of the sample is read") {
  const Program p = sample_program();
  CHECK(p.project.week_start == Weekday::sunday);
  CHECK(p.project.guard_factor == 2.5);
  CHECK(p.project.max_staleness == 3);
  CHECK(p.line_starts == std::vector<std::uint32_t>{0, 12, 40, 0});
  CHECK(p.line_starts_begin == std::vector<std::uint32_t>{0, 3});
  CHECK(p.file_names[1] == "more \"x\".sop");
  CHECK(p.enumerations[0].ordered);
  CHECK(p.reads_time);
  CHECK(p.inputs[0].keys_from == InputId{1});
  CHECK(p.inputs[0].since == 1);
  CHECK(p.inputs[0].columns[1].file_name == "Joined At");
  CHECK(p.inputs[0].columns[1].missing_tokens == std::vector<std::string>{"", "null"});
  CHECK(p.inputs[0].columns[2].range->high_whole == 120);
  CHECK(p.inputs[0].columns[5].members_from[1] == std::pair<std::string, std::string>{"2", "A"});
  CHECK(p.inputs[1].filter == InstId{34});
  CHECK(p.inputs[1].columns[5].range->low_real == 0.5);
  CHECK(p.inputs[1].columns[6].derived == InstId{37});
  CHECK(p.inputs[2].inferred);
}

TEST_CASE("rules, guards and later forms are read") {
  const Program p = sample_program();
  REQUIRE(p.rules.size() == 2);
  CHECK(p.rules[0].once.kind == OnceKind::per_duration);
  CHECK(p.rules[0].once.duration == InstId{47});
  CHECK(p.rules[0].triggers.size() == 2);
  CHECK(p.rules[0].actions[0].params[1].name == "the city");
  CHECK(p.rules[0].actions[1].verb == Verb::declared);
  CHECK(p.rules[0].actions[1].at_us == 36'000'000'000);
  CHECK(p.rules[0].actions[1].expires_today);
  CHECK(p.guards[0].kind == GuardKind::forbid);
  CHECK(p.guards[1].blocked == InstId{22});
  CHECK(p.later[0].what == "journeys");
}

TEST_CASE("instructions, aggregates and probes are read") {
  const Program p = sample_program();
  CHECK(p.at(InstId{10}).op == Op::divide_money_integer);
  CHECK(p.at(InstId{10}).domain == Domain::rows_of(InputId{1}));
  CHECK(p.args_of(InstId{26}).size() == 3);
  CHECK(p.constant_sets[static_cast<std::size_t>(p.at(InstId{16}).a)][1].text == "深\\\"\n\x01");
  CHECK(p.aggregates[0] == Aggregate{AggregateOp::sum, InputId{1}, InstId{10}, InstId{12}, InstId{7}, InstId{4}});
  CHECK(p.probes[1].inside == AggregateId{0});
  CHECK(p.probes[1].after_where);
  CHECK(p.probes[0].span == Span{0, 5, 6});
  CHECK(p.inst_spans[0] == Span{0, 1, 2});
}

TEST_CASE("a mistake is named with its line") {
  const auto error = [](const std::string& text) { return read(text).error(); };
  CHECK(error("population nobody\n") == "line 1: expected a declared name, found `nobody`");
  CHECK(error("file \"a\"\n\n%0 int frame = frobnicate(%1)\n") ==
        "line 3: expected an instruction kind or builtin before here, found `(`");
  CHECK(error("%0 int frame = constant x\n") == "line 1: expected a int, found the end of the line");
  CHECK(error("%1 int frame = constant 1\n") == "line 1: expected instructions in order, found `int`");
  CHECK(error("%0 int frame = constant 1 more\n") == "line 1: expected the end of the line, found `more`");
  CHECK(error("input orders brook\n") == "line 1: expected one of the known words, found `brook`");
}

TEST_CASE("cut texts are refused or read, never worse") {
  const std::string text = sample_text();
  for (std::size_t size = 0; size < text.size(); size += 7) {
    const auto program = read(text.substr(0, size));
    CHECK((program || !program.error().empty()));
  }
}
