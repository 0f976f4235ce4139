// The solver against brute force: random conditions over columns of few values, every customer there can be tried one
// by one. "Never" must be never; a customer shown must meet the condition; how often neither is said is counted.
#include <catch2/catch.hpp>

#include <functional>
#include <random>

#include "compiler/analysis/solve.h"
#include "compiler/driver/compile.h"

using namespace sop;

namespace {

// a int 0 to 3 · b int? 0 to 2 · c bool · e one of (x, y, z)?
struct Customer {
  int a = 0;
  std::optional<int> b;
  bool c = false;
  std::optional<int> e;
};

using Test = std::function<bool(const Customer&)>;
using Value = std::function<std::optional<int>(const Customer&)>;

struct Written {
  std::string text;
  Test holds;
};
struct Number {
  std::string text;
  Value value;
};

class Dice {
 public:
  explicit Dice(unsigned seed) : engine_(seed) {}
  int below(int n) { return static_cast<int>(engine_() % static_cast<unsigned>(n)); }

 private:
  std::mt19937 engine_;
};

class Conditions {
 public:
  explicit Conditions(unsigned seed) : dice_(seed) {}

  Written condition(int depth) {
    switch (depth <= 0 ? dice_.below(6) : dice_.below(10)) {
      case 0: return comparison();
      case 1: return comparison();
      case 2: return in_list();
      case 3: return missing();
      case 4: return {"c", [](const Customer& k) { return k.c; }};
      case 5: return member();
      case 6: return negation(depth);
      case 7: return junction(depth, "and");
      case 8: return junction(depth, "or");
      default: return chosen(depth);
    }
  }

 private:
  Number column() {
    if (dice_.below(2) == 0) return {"a", [](const Customer& k) { return std::optional(k.a); }};
    return {"b", [](const Customer& k) { return k.b; }};
  }

  Number number() {
    Number x = column();
    const int k = dice_.below(3);
    const std::string written = std::to_string(k);
    switch (dice_.below(5)) {
      case 0:
        return {"(" + x.text + " + " + written + ")", [x, k](const Customer& c) {
                  const auto v = x.value(c);
                  return v ? std::optional(*v + k) : v;
                }};
      case 1:
        return {"(" + written + " - " + x.text + ")", [x, k](const Customer& c) {
                  const auto v = x.value(c);
                  return v ? std::optional(k - *v) : v;
                }};
      case 2:
        return {"(" + x.text + " default " + written + ")",
                [x, k](const Customer& c) { return std::optional(x.value(c).value_or(k)); }};
      default: return x;
    }
  }

  Written comparison() {
    const Number x = number();
    const Number y = dice_.below(4) == 0 ? number() : constant();
    static const std::vector<std::pair<std::string, std::function<bool(int, int)>>> signs = {
        {"<", [](int l, int r) { return l < r; }},  {"<=", [](int l, int r) { return l <= r; }},
        {">", [](int l, int r) { return l > r; }},  {">=", [](int l, int r) { return l >= r; }},
        {"=", [](int l, int r) { return l == r; }},
    };
    const auto& [sign, test] = signs[static_cast<std::size_t>(dice_.below(5))];
    return {x.text + " " + sign + " " + y.text, [x, y, &test = test](const Customer& k) {
              const auto l = x.value(k), r = y.value(k);
              return l && r && test(*l, *r);
            }};
  }

  Number constant() {
    const int k = dice_.below(5);
    return {std::to_string(k), [k](const Customer&) { return std::optional(k); }};
  }

  Written in_list() {
    const Number x = column();
    const int one = dice_.below(4), two = dice_.below(4);
    return {x.text + " in (" + std::to_string(one) + ", " + std::to_string(two) + ")",
            [x, one, two](const Customer& k) {
              const auto v = x.value(k);
              return v && (*v == one || *v == two);
            }};
  }

  Written missing() {
    const bool known = dice_.below(2) == 0;
    if (dice_.below(2) == 0)
      return {known ? "b is known" : "b is missing", [known](const Customer& k) { return k.b.has_value() == known; }};
    return {known ? "e is known" : "e is missing", [known](const Customer& k) { return k.e.has_value() == known; }};
  }

  Written member() {
    const int m = dice_.below(3);
    return {std::string("e = ") + "xyz"[m], [m](const Customer& k) { return k.e == m; }};
  }

  Written negation(int depth) {
    const Written inner = condition(depth - 1);
    return {"not (" + inner.text + ")", [inner](const Customer& k) { return !inner.holds(k); }};
  }

  Written junction(int depth, const std::string& word) {
    const Written l = condition(depth - 1), r = condition(depth - 1);
    const bool all = word == "and";
    return {"(" + l.text + ") " + word + " (" + r.text + ")",
            [l, r, all](const Customer& k) { return all ? l.holds(k) && r.holds(k) : l.holds(k) || r.holds(k); }};
  }

  // A value that depends on a condition, compared.
  Written chosen(int depth) {
    const Written test = condition(depth - 1);
    const Number x = number();
    const int other = dice_.below(4), limit = dice_.below(4);
    return {"(if " + test.text + " then " + x.text + " else " + std::to_string(other) + ") < " + std::to_string(limit),
            [test, x, other, limit](const Customer& k) {
              const auto v = test.holds(k) ? x.value(k) : std::optional(other);
              return v && *v < limit;
            }};
  }

  Dice dice_;
};

std::vector<Customer> everybody() {
  std::vector<Customer> out;
  for (int a = 0; a < 4; ++a)
    for (int b = -1; b < 3; ++b)
      for (int c = 0; c < 2; ++c)
        for (int e = -1; e < 3; ++e)
          out.push_back({a, b < 0 ? std::nullopt : std::optional(b), c == 1, e < 0 ? std::nullopt : std::optional(e)});
  return out;
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
  int never = 0, yes = 0, open = 0;
  for (unsigned seed = 1; seed <= 3'000; ++seed) {
    const Written written = Conditions(seed).condition(4);
    CAPTURE(seed, written.text);
    const std::string program =
        "table customers key k { k id  a int in 0 to 3  b int? in 0 to 2  c bool  e one of (x, y, z)? }\n"
        "segment s = " +
        written.text + "\n";
    const Sources sources{SourceBuffer("case.sop", program)};
    Compilation compiled = compile(sources, {});
    REQUIRE(compiled.diagnostics.errors() == 0);
    Translator translator(compiled.program);
    Solver solver(translator);
    const Answer answer = solver.ask(translator.of(compiled.program.facts[0].root));
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
      case Verdict::perhaps:
      case Verdict::undecided: ++open; break;
    }
  }
  CHECK(never > 300);
  CHECK(yes > 1'000);
  CHECK(open < 600);
}
