// Limits of the second layer are counts: what one more step decides, one less leaves open, and both say so every time.
#include <catch2/catch.hpp>

#include "tests/solver/needs_solver.h"

namespace sop::solver_limits {
namespace {

const std::string program =
    "table customers key k { k id  a int  b int  c int }\n"
    "segment hard = a + b + c > 20 and a + b < 11 and b + c < 11 and a + c < 11 and a * 3 + b * 5 > c and c * 2 > a\n";

struct Asked {
  Verdict verdict, whether;
};

Asked asked_with(std::int64_t limit) {
  const Sources sources{SourceBuffer("case.sop", program)};
  const Compilation compiled = compile(sources, {}, nullptr, AnalysisDepth::fast);
  REQUIRE(compiled.diagnostics.errors() == 0);
  Translator translator(compiled.program);
  Layers layers(translator, AnalysisDepth::full, {limit, limit * 10, 400'000});
  const FormulaId asked = translator.of(compiled.program.facts[0].root);
  const Verdict verdict = layers.ask(asked).verdict;
  Translator again(compiled.program);
  Layers more(again, AnalysisDepth::full, {limit, limit * 10, 400'000});
  return {verdict, more.whether(again.of(compiled.program.facts[0].root))};
}

}  // namespace

TEST_CASE("at the edge of its limit the second layer decides, or says that it did not") {
  if (no_solver()) return;
  CHECK(asked_with(effort::solving.question).verdict == Verdict::no);
  std::int64_t open = 1, enough = effort::solving.question;
  while (enough - open > 1) {
    const std::int64_t middle = (open + enough) / 2;
    (asked_with(middle).verdict == Verdict::no ? enough : open) = middle;
  }
  REQUIRE(open > 1);
  for (int twice = 0; twice < 2; ++twice) {
    CHECK(asked_with(enough).verdict == Verdict::no);
    CHECK(asked_with(enough).whether == Verdict::no);
    CHECK(asked_with(open).verdict == Verdict::perhaps);  // nobody is shown, nothing is proven
    CHECK(asked_with(open).whether == Verdict::perhaps);
  }
}

TEST_CASE("a program's share of the second layer can be used up") {
  if (no_solver()) return;
  const Sources sources{SourceBuffer("case.sop", program +
                                                     "segment hard_too = not (a + b + c <= 30) and a + b < 16 and "
                                                     "b + c < 16 and a + c < 16 and a * 3 + b * 5 > c\n")};
  const Compilation compiled = compile(sources, {}, nullptr, AnalysisDepth::fast);
  REQUIRE(compiled.diagnostics.errors() == 0);
  Translator translator(compiled.program);
  Layers layers(translator, AnalysisDepth::full, {effort::solving.question, 1, 400'000});
  CHECK(layers.whether(translator.of(compiled.program.facts[0].root)) == Verdict::perhaps);
  CHECK(layers.whether(translator.of(compiled.program.facts[1].root)) == Verdict::perhaps);
}

}  // namespace sop::solver_limits
