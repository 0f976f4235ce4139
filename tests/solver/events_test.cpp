// What the second layer takes for granted of aggregates over one stream, against brute force: all customers with up to
// three events at three places with four amounts each.
#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>
#include <random>

#include "tests/solver/needs_solver.h"

namespace sop::event_conditions {
namespace {

constexpr int places[] = {1, 5, 20};  // days ago
constexpr int windows[] = {3, 10, 30};

struct Event {
  int days_ago = 0;
  int amount = -1;  // missing
};
using Events = std::vector<Event>;

std::vector<Events> everybody() {
  std::vector<Event> kinds;
  for (const int ago : places)
    for (int amount = -1; amount < 3; ++amount) kinds.push_back({ago, amount});
  std::vector<Events> out{{}};
  for (std::size_t begin = 0, length = 1; length <= 3; ++length) {
    const std::size_t end = out.size();
    for (std::size_t i = begin; i < end; ++i)
      for (const Event& kind : kinds) {
        Events more = out[i];
        more.push_back(kind);
        out.push_back(std::move(more));
      }
    begin = end;
  }
  return out;
}

using Value = std::function<std::optional<int>(const Events&)>;

struct Written {
  std::string text;
  std::function<bool(const Events&)> holds;
};

struct Number {
  std::string text;
  Value value;
};

class Conditions {
 public:
  explicit Conditions(unsigned seed) : engine_(seed) {}

  Written condition(int depth) {
    const int kind = below(depth <= 0 ? 3 : 6);
    if (kind == 0) return some();
    if (kind < 3) return compared();
    const Written l = condition(depth - 1), r = condition(depth - 1);
    if (kind == 3) return {"not (" + l.text + ")", [l](const Events& e) { return !l.holds(e); }};
    const bool all = kind == 4;
    return {"(" + l.text + (all ? ") and (" : ") or (") + r.text + ")",
            [l, r, all](const Events& e) { return all ? l.holds(e) && r.holds(e) : l.holds(e) || r.holds(e); }};
  }

 private:
  int below(int n) { return static_cast<int>(engine_() % static_cast<unsigned>(n)); }

  // Which events: the window, and whether only those of a known amount above zero.
  struct Which {
    std::string text;
    std::function<bool(const Event&)> counts;
  };
  Which which() {
    Which out{"", [](const Event&) { return true; }};
    if (below(3) == 0) out = {" where amount > 0", [](const Event& e) { return e.amount > 0; }};
    if (below(2) == 0) {
      const int days = windows[below(3)];
      out.text += fmt::format(" within {} days", days);
      out.counts = [days, before = out.counts](const Event& e) { return e.days_ago < days && before(e); };
    }
    return out;
  }

  Written some() {
    const Which of = which();
    const bool none = below(2) == 0;
    return {fmt::format("{}(orders{})", none ? "none" : "any", of.text),
            [of, none](const Events& e) { return std::any_of(e.begin(), e.end(), of.counts) != none; }};
  }

  Number number() {
    const Which of = which();
    const int kind = below(7);
    const auto with = [&](const char* form, const char* column) {
      return fmt::format("{}(orders{}{})", form, column, of.text);
    };
    const auto known = [of](const Events& events) {
      std::vector<int> out;
      for (const Event& e : events)
        if (of.counts(e) && e.amount >= 0) out.push_back(e.amount);
      std::sort(out.begin(), out.end());
      return out;
    };
    switch (kind) {
      case 0:
        return {with("count", ""), [of](const Events& e) {
                  return std::optional(static_cast<int>(std::count_if(e.begin(), e.end(), of.counts)));
                }};
      case 1:
        return {with("sum", ".amount"), [known](const Events& e) {
                  int out = 0;
                  for (const int each : known(e)) out += each;
                  return std::optional(out);
                }};
      case 2:
        return {with("min", ".amount"), [known](const Events& e) {
                  const auto all = known(e);
                  return all.empty() ? std::nullopt : std::optional(all.front());
                }};
      case 3:
        return {with("max", ".amount"), [known](const Events& e) {
                  const auto all = known(e);
                  return all.empty() ? std::nullopt : std::optional(all.back());
                }};
      case 4:
        return {with("distinct", ".amount"), [known](const Events& e) {
                  auto all = known(e);
                  all.erase(std::unique(all.begin(), all.end()), all.end());
                  return std::optional(static_cast<int>(all.size()));
                }};
      case 5:
        return {with("days_active", ""), [of](const Events& events) {
                  std::vector<int> days;
                  for (const Event& e : events)
                    if (of.counts(e) && std::find(days.begin(), days.end(), e.days_ago) == days.end())
                      days.push_back(e.days_ago);
                  return std::optional(static_cast<int>(days.size()));
                }};
      default: {
        const bool last = below(2) == 0;  // `larger`: a bare `days_since(x) < k` would be one-sided (S3003)
        return {fmt::format("larger(days_since({}), 0)", with(last ? "last" : "first", "")),
                [of, last](const Events& events) {
                  std::optional<int> out;
                  for (const Event& e : events)
                    if (of.counts(e) && (!out || (last ? e.days_ago < *out : e.days_ago > *out))) out = e.days_ago;
                  return out;
                }};
      }
    }
  }

  Written compared() {
    Number x = number(), y = number();
    if (below(4) == 0) {
      const Number l = x, r = number();
      x = {"(" + l.text + " + " + r.text + ")", [l, r](const Events& e) {
             const auto a = l.value(e), b = r.value(e);
             return a && b ? std::optional(*a + *b) : std::nullopt;
           }};
    }
    if (below(2) == 0) {
      const int k = below(5);
      y = {std::to_string(k), [k](const Events&) { return std::optional(k); }};
    }
    const int sign = below(3);
    static const char* signs[] = {"<", "<=", "="};
    return {x.text + " " + signs[sign] + " " + y.text, [x, y, sign](const Events& e) {
              const auto l = x.value(e), r = y.value(e);
              return l && r && (sign == 0 ? *l < *r : sign == 1 ? *l <= *r : *l == *r);
            }};
  }

  std::mt19937 engine_;
};

const std::string table =
    "project p { timezone \"UTC\" }\ntable customers key k { k id }\n"
    "events orders key k time at { k id  at datetime  amount int? in 0 to 2 }\n";

}  // namespace

TEST_CASE("what the layers prove of events is so of everybody with a few events") {
  if (no_solver()) return;
  const std::vector<Events> all = everybody();
  const unsigned wanted = from_environment("SOP_VERDICTS", 400), first = from_environment("SOP_RANDOM_SEED", 1);
  constexpr unsigned at_once = 25;
  unsigned never = 0, before = 0, yes = 0, open = 0;
  for (unsigned seed = first; seed < first + wanted; seed += at_once) {
    std::vector<Written> conditions;
    std::string text = table;
    for (unsigned i = 0; i < at_once; ++i) {
      conditions.push_back(Conditions(seed + i).condition(2));
      text += fmt::format("segment s{} = {}\n", i, conditions[i].text);
    }
    const Sources sources{SourceBuffer("case.sop", text)};
    CAPTURE(text);
    const Compilation compiled = compile(sources, with_zones(), nullptr, AnalysisDepth::fast);
    REQUIRE(compiled.diagnostics.errors() == 0);
    Translator plain(compiled.program), deep(compiled.program);
    Layers boxes(plain, AnalysisDepth::boxes), layers(deep, AnalysisDepth::full);
    for (unsigned i = 0; i < at_once; ++i) {
      CAPTURE(seed, i, conditions[i].text);
      const InstId root = compiled.program.facts[i].root;
      before += boxes.ask(plain.of(root)).verdict == Verdict::perhaps ? 1 : 0;
      const Verdict verdict = layers.ask(deep.of(root)).verdict;
      ++(verdict == Verdict::no ? never : verdict == Verdict::yes ? yes : open);
      if (verdict == Verdict::no) CHECK(std::none_of(all.begin(), all.end(), conditions[i].holds));
      // Asked without saying who, after others of whom is remembered what helped.
      const Verdict silent = layers.whether(deep.of(root));
      if (silent == Verdict::no) CHECK(std::none_of(all.begin(), all.end(), conditions[i].holds));
      CHECK_FALSE((verdict == Verdict::no && silent == Verdict::yes));
      CHECK_FALSE((verdict == Verdict::yes && silent == Verdict::no));
      CHECK(layers.whether(deep.of(root)) == silent);
    }
  }
  if (std::getenv("SOP_VERDICTS") != nullptr)
    fmt::print("{} conditions on events from seed {}: {} yes, {} never, {} open; {} open before\n", wanted, first, yes,
               never, open, before);
  CHECK(never > wanted / 50);
  CHECK(open < before);
}

}  // namespace sop::event_conditions
