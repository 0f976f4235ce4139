#include "compiler/ir/print.h"

#include <catch2/catch.hpp>

#include <limits>

#include "compiler/ir/read.h"
#include "sample.h"

using namespace sop;
using namespace sop::ir_tests;

TEST_CASE("a program that was read prints the text it was read from") {
  CHECK(print(sample_program()) == sample_text());
}

TEST_CASE("one instruction prints as its line") {
  const Program program = sample_program();
  CHECK(print(program, InstId{3}) == "%3 bool frame = less_integer(%2, %1)");
  CHECK(print(program, InstId{0}) == "%0 int? frame = column age of customers @0:1-2");
  CHECK(print(program, InstId{0}, {.spans = false}) == "%0 int? frame = column age of customers");
}

TEST_CASE("without spans no place is printed") {
  CHECK(print(sample_program(), {.spans = false}).find('@') == std::string::npos);
}

// A program of one constant, printed and read.
static Constant reread(Constant constant) {
  Program program = sample_program();
  const Type type = constant.type;
  program.constants.push_back(std::move(constant));
  program.insts.push_back(
      {.kind = InstKind::constant, .type = type, .a = static_cast<int>(program.constants.size() - 1)});
  program.inst_spans.emplace_back();
  const Program again = read_or_fail(print(program));
  return again.constants[static_cast<std::size_t>(again.insts.back().a)];
}

TEST_CASE("constants of every type keep their value") {
  const auto whole = GENERATE(as<std::int64_t>{}, 0, 1, -1, 12'345, 86'399'999'999, 2'932'896, -719'162, 2'932'897,
                              INT64_MIN, INT64_MAX);
  const auto kind = GENERATE(TypeKind::integer, TypeKind::money, TypeKind::date, TypeKind::time, TypeKind::datetime,
                             TypeKind::duration);
  CAPTURE(whole, type_word(kind));
  CHECK(reread({.type = {kind, false, {}}, .whole = whole}).whole == whole);
}

TEST_CASE("instants keep their microseconds, also at the ends of the calendar") {
  const auto micros = GENERATE(as<std::int64_t>{}, 1'763'800'200'000'001, -1, -62'135'596'800'000'000,
                               253'402'300'799'999'999, -62'135'596'800'000'001, 253'402'300'800'000'000);
  CHECK(reread({.type = {TypeKind::datetime, false, {}}, .whole = micros}).whole == micros);
}

TEST_CASE("numbers keep every bit") {
  const auto real = GENERATE(0.1, -0.0, 5e-324, 1.7976931348623157e308, 1.0 / 3);
  const double again = reread({.type = {TypeKind::number, false, {}}, .real = real}).real;
  CHECK(again == real);
  CHECK(std::signbit(again) == std::signbit(real));
}

TEST_CASE("texts keep every byte") {
  const std::string text("a\"b\\c\nd\te\0f\x7F优", 15);
  CHECK(reread({.type = {TypeKind::text, false, {}}, .text = text}).text == text);
}

TEST_CASE("names that are not words or not unique still find their declaration") {
  Program program = sample_program();
  program.inputs[2].name = "frame";
  program.inputs[3].name = "a \"name\"";
  program.facts[1].name = program.facts[0].name;
  program.inputs[0].columns[2].name = "city";
  const Program again = read_or_fail(print(program));
  CHECK(print(again) == print(program));
  for (std::size_t i = 0; i < program.insts.size(); ++i) {
    CHECK(again.insts[i].domain == program.insts[i].domain);
    if (program.insts[i].kind == InstKind::fact || program.insts[i].kind == InstKind::column) {
      CHECK(again.insts[i].a == program.insts[i].a);
      CHECK(again.insts[i].b == program.insts[i].b);
    }
  }
}
