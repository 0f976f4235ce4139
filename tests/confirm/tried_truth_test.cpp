// What is said of a customer who is written down: dates apart in days, whatever they are kept in; and nothing at all of
// a value that leaves 64 bits, which formulas take for known.
#include <catch2/catch.hpp>

#include "compiler/confirm/truth.h"
#include "compiler/driver/compile.h"
#include "compiler/solver/layers.h"
#include "tests/solver/needs_solver.h"

namespace sop::tried_truth {
namespace {

struct Asked {
  Program program;
  trial::Tried tried;

  explicit Asked(const std::string& text) {
    const Sources sources{SourceBuffer("case.sop", text)};
    Compilation compiled = compile(sources, with_zones(), nullptr, AnalysisDepth::fast);
    REQUIRE(compiled.diagnostics.errors() == 0);
    program = std::move(compiled.program);
  }

  void set(const std::string& column, std::int64_t value) {
    for (std::size_t i = 0; i < program.inputs.size(); ++i)
      for (std::size_t c = 0; c < program.inputs[i].columns.size(); ++c)
        if (program.inputs[i].columns[c].name == column)
          tried.columns[{static_cast<std::int32_t>(i), static_cast<std::int32_t>(c)}] = trial::whole_held(value);
  }

  InstId fact(const std::string& name) const {
    for (const Fact& one : program.facts)
      if (one.name == name) return one.root;
    FAIL("no such fact");
    return {};
  }

  bool holds(const std::string& name) const {
    Translator translator(program);
    trial::FormulaTruth truth(translator, tried, Domain::frame());
    return truth.holds(translator.of(fact(name)));
  }

  Verdict verdict(const std::string& name, AnalysisDepth depth) const {
    Translator translator(program);
    return Layers(translator, depth).ask(translator.of(fact(name))).verdict;
  }
};

const std::string dates =
    "project shop { timezone \"Asia/Shanghai\" }\n"
    "table customers key k { k id  joined date  seen datetime }\n"
    "segment later = date(seen) > joined\n"
    "segment same_day = date(seen) = joined\n"
    "segment not_later = date(seen) <= joined\n";

}  // namespace

TEST_CASE("a date and the date of an instant are so many days apart") {
  Asked asked(dates);
  const Days day = trial::usual_today - 10;
  for (const int apart : {-3, -1, 0, 1, 2}) {
    asked.set("joined", day);
    asked.set("seen", (day + apart) * micros_per_day + micros_per_day / 3);
    CAPTURE(apart);
    CHECK(asked.holds("later") == (apart > 0));
    CHECK(asked.holds("same_day") == (apart == 0));
    CHECK(asked.holds("not_later") == (apart <= 0));
  }
}

TEST_CASE("of a sum that leaves 64 bits nothing is said") {
  Asked asked(
      "table customers key k { k id  a int  b int }\n"
      "segment small = not (a + b > 10)\n"
      "segment apart = not (a - b > 10)\n"
      "segment large = a + b > 10\n");
  constexpr std::int64_t huge = INT64_MAX - 3;
  asked.set("a", huge);
  asked.set("b", huge);
  CHECK_FALSE(asked.holds("small"));
  CHECK_FALSE(asked.holds("large"));
  CHECK(asked.holds("apart"));
  asked.set("b", -huge);
  CHECK_FALSE(asked.holds("apart"));
  CHECK(asked.holds("small"));
}

TEST_CASE("no layer shows a customer whose sum leaves 64 bits") {
  Asked asked(
      "table customers key k { k id  a int  b int }\n"
      "segment beyond = a > 9000000000000000000 and b > 9000000000000000000 and not (a + b > 0)\n"
      "segment below = a < -9000000000000000000 and b < -9000000000000000000 and not (a + b < 0)\n"
      "segment inside = a > 4000000000000000000 and b > 4000000000000000000 and not (a + b > 8500000000000000000)\n");
  std::vector<AnalysisDepth> depths{AnalysisDepth::fast, AnalysisDepth::boxes};
  if (!no_solver()) depths.push_back(AnalysisDepth::full);
  for (const AnalysisDepth depth : depths) {
    CHECK(asked.verdict("beyond", depth) != Verdict::yes);
    CHECK(asked.verdict("below", depth) != Verdict::yes);
  }
  if (depths.size() == 3) CHECK(asked.verdict("inside", AnalysisDepth::full) == Verdict::yes);
}

}  // namespace sop::tried_truth
