// The layers against brute force where values hang together: "never" must be never among all that are tried, a customer
// shown must meet the condition, and nothing may change the second time. How much boxes leave open and how much the
// second layer decides of it is counted.
//
// SOP_VERDICTS=10000 SOP_RANDOM_SEED=5000 tries others, and prints what they came to.
#include <fmt/format.h>
#include <catch2/catch.hpp>

#include "compiler/confirm/tried.h"
#include "tests/solver/linear_conditions.h"
#include "tests/solver/needs_solver.h"

namespace sop::linear_conditions {
namespace {

// The customer shown; what is not said of her does not matter. Nothing: a value is of none of the columns.
std::optional<Customer> shown(const Program& program, const Translator& translator, const Answer& answer) {
  Customer k{0, 0, 0, first_day, 0, first_day, 0};
  for (const Known& known : answer.customer) {
    const Variable& variable = translator.variable(known.variable);
    const Inst& inst = program.at(variable.value);
    if (inst.kind == InstKind::context) continue;
    if (inst.kind != InstKind::column) return std::nullopt;
    const std::string& name =
        program.inputs[static_cast<std::size_t>(inst.a)].columns[static_cast<std::size_t>(inst.b)].name;
    const bool missing = variable.line == Line::missing && known.pick.whole == 1;
    const std::int64_t value = known.pick.whole + (variable.line == Line::from_today ? trial::usual_today : 0);
    if (missing && name == "b") k.b.reset();
    if (missing && name == "q") k.q.reset();
    if (variable.line == Line::missing) continue;
    if (name == "a") k.a = value;
    if (name == "b" && k.b) k.b = value;
    if (name == "d") k.d = value;
    if (name == "m") k.m = value;
    if (name == "p") k.p = value;
    if (name == "q" && k.q) k.q = value;
    if (name == "x") k.x = known.pick.real;
  }
  return k;
}

struct Counted {
  unsigned yes = 0, never = 0, open = 0;
  void add(Verdict verdict) { ++(verdict == Verdict::yes ? yes : verdict == Verdict::no ? never : open); }
};

// So many conditions in one program, as its segments.
constexpr unsigned at_once = 25;

std::string program_of(const std::vector<Written>& conditions) {
  std::string out = table;
  for (std::size_t i = 0; i < conditions.size(); ++i) out += fmt::format("segment s{} = {}\n", i, conditions[i].text);
  return out;
}

}  // namespace

TEST_CASE("what the layers say of linear conditions is what trying many says") {
  if (no_solver()) return;
  const std::vector<Customer> all = many();
  const unsigned wanted = from_environment("SOP_VERDICTS", 500), first = from_environment("SOP_RANDOM_SEED", 1);
  Counted boxes, layers;
  for (unsigned seed = first; seed < first + wanted; seed += at_once) {
    std::vector<Written> conditions;
    for (unsigned i = 0; i < at_once; ++i) conditions.push_back(Conditions(seed + i).condition(3));
    const Sources sources{SourceBuffer("case.sop", program_of(conditions))};
    CAPTURE(sources[0].text());
    Compilation compiled = compile(sources, with_zones(), nullptr, AnalysisDepth::fast);
    REQUIRE(compiled.diagnostics.errors() == 0);
    Translator plain(compiled.program), deep(compiled.program), again(compiled.program);
    Layers first_layer(plain, AnalysisDepth::boxes), both(deep, AnalysisDepth::full), twice(again, AnalysisDepth::full);
    for (unsigned i = 0; i < at_once; ++i) {
      const Written& written = conditions[i];
      const InstId root = compiled.program.facts[i].root;
      CAPTURE(seed, i, written.text);
      boxes.add(first_layer.ask(asked_of(plain, compiled.program, root)).verdict);
      const Answer answer = both.ask(asked_of(deep, compiled.program, root));
      layers.add(answer.verdict);
      if (i < 2) CHECK(twice.ask(asked_of(again, compiled.program, root)).verdict == answer.verdict);
      if (answer.verdict == Verdict::no) CHECK(std::none_of(all.begin(), all.end(), written.holds));
      const Verdict silent = both.whether(asked_of(deep, compiled.program, root));
      CHECK_FALSE((answer.verdict == Verdict::no && silent == Verdict::yes));
      CHECK_FALSE((answer.verdict == Verdict::yes && silent == Verdict::no));
      if (answer.verdict != Verdict::yes) continue;
      const auto customer = shown(compiled.program, deep, answer);
      REQUIRE(customer.has_value());
      CHECK(written.holds(*customer));
    }
  }
  if (std::getenv("SOP_VERDICTS") != nullptr)
    fmt::print("{} conditions from seed {}: boxes {} yes, {} never, {} open; both layers {} yes, {} never, {} open\n",
               wanted, first, boxes.yes, boxes.never, boxes.open, layers.yes, layers.never, layers.open);
  CHECK(layers.never > boxes.never);
  CHECK(layers.open * 10 < boxes.open);
}

}  // namespace sop::linear_conditions
