// The solver against brute force: random conditions over columns of few values, every customer there can be tried one
// by one. "Never" must be never; a customer shown must meet the condition, also where she had to be tried first; how
// often neither is said is counted.
//
// SOP_VERDICTS=10000 SOP_RANDOM_SEED=5000 tries others, and prints what they came to.
#include <fmt/format.h>
#include <catch2/catch.hpp>

#include <cstdlib>

#include "compiler/analysis/solve.h"
#include "compiler/confirm/confirm.h"
#include "compiler/driver/compile.h"
#include "tests/analysis/random_conditions.h"

using namespace sop;

using namespace sop::random_conditions;

namespace {

unsigned from_environment(const char* name, unsigned usual) {
  const char* given = std::getenv(name);
  return given == nullptr ? usual : static_cast<unsigned>(std::strtoul(given, nullptr, 10));
}

// The customer found, columns that do not matter filled up; nothing when a value is of none of the columns.
bool meets(const Written& written, const Program& program, const Translator& translator, const Answer& answer) {
  Customer k;
  k.b = 0;
  k.e = 0;
  for (const Known& known : answer.customer) {
    const Variable& variable = translator.variable(known.variable);
    const Inst& inst = program.at(variable.value);
    if (inst.kind != InstKind::column) return false;
    const std::string& name =
        program.inputs[static_cast<std::size_t>(inst.a)].columns[static_cast<std::size_t>(inst.b)].name;
    const int value = static_cast<int>(known.pick.whole);
    const bool missing = variable.line == Line::missing && value == 1;
    if (name == "a") k.a = value;
    if (name == "c") k.c = value == 1;
    if (name == "b" && variable.line != Line::missing && k.b) k.b = value;
    if (name == "e" && variable.line != Line::missing && k.e) k.e = value;
    if (name == "b" && missing) k.b.reset();
    if (name == "e" && missing) k.e.reset();
  }
  return written.holds(k);
}

}  // namespace

TEST_CASE("what the solver says of random conditions is what trying everybody says") {
  const std::vector<Customer> all = everybody();
  const unsigned programs = from_environment("SOP_VERDICTS", 3'000), first = from_environment("SOP_RANDOM_SEED", 1);
  unsigned never = 0, yes = 0, perhaps = 0, undecided = 0;
  for (unsigned seed = first; seed < first + programs; ++seed) {
    const Written written = Conditions(seed).condition(4);
    CAPTURE(seed, written.text);
    const std::string program = table + "segment s = " + written.text + "\n";
    const Sources sources{SourceBuffer("case.sop", program)};
    Compilation compiled = compile(sources, {});
    REQUIRE(compiled.diagnostics.errors() == 0);
    Translator translator(compiled.program);
    Solver solver(translator);
    const FormulaId asked = translator.of(compiled.program.facts[0].root);
    Answer answer = solver.ask(asked);
    std::int64_t tries = 10'000;
    confirm(translator, asked, Domain::frame(), answer, tries);
    const bool some = std::any_of(all.begin(), all.end(), written.holds);
    switch (answer.verdict) {
      case Verdict::no:
        CHECK_FALSE(some);
        ++never;
        break;
      case Verdict::yes:
        CHECK(some);
        CHECK(meets(written, compiled.program, translator, answer));
        ++yes;
        break;
      case Verdict::perhaps: ++perhaps; break;
      case Verdict::undecided: ++undecided; break;
    }
  }
  if (std::getenv("SOP_VERDICTS") != nullptr)
    fmt::print("{} programs from seed {}: {} yes, {} never, {} perhaps, {} undecided\n", programs, first, yes, never,
               perhaps, undecided);
  CHECK(never > programs / 20);
  CHECK(yes > programs / 3);
  CHECK(perhaps + undecided < programs / 5);
}
