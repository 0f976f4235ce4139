// Random conditions in which values hang together - sums, differences, dates against dates, choices between sums - over
// columns of few values, each with its text and what it says of a customer; and all customers there can be.
#pragma once

#include <functional>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace sop::linear_conditions {

// a int 0 to 3 · b int? 0 to 2 · d int 0 to 4 · m money 0 to 2 · p date, q date? within four days · x number 0 to 2
struct Customer {
  std::int64_t a = 0, d = 0, m = 0, p = 0;
  std::optional<std::int64_t> b, q;
  double x = 0;
};

inline constexpr std::int64_t yuan = 10'000, first_day = 20'614;  // 2026-06-10
inline constexpr int days = 4;

using Test = std::function<bool(const Customer&)>;
template <typename T>
using Value = std::function<std::optional<T>(const Customer&)>;

struct Written {
  std::string text;
  Test holds;
};
template <typename T>
struct Quantity {
  std::string text;
  Value<T> value;
};

class Conditions {
 public:
  explicit Conditions(unsigned seed) : engine_(seed) {}

  Written condition(int depth) {
    switch (below(depth <= 0 ? 5 : 11)) {
      case 0:
      case 1: return compared(whole(2), whole(1));
      case 2: return compared(amount(2), amount(1));
      case 3: return dates();
      case 4: return numbers();
      case 5:
      case 6: return negation(depth);
      case 7:
      case 8: return junction(depth, true);
      case 9: return junction(depth, false);
      default: return chosen(depth);
    }
  }

 private:
  int below(int n) { return static_cast<int>(engine_() % static_cast<unsigned>(n)); }

  template <typename T>
  Quantity<T> joined(const Quantity<T>& l, const Quantity<T>& r) {
    const bool plus = below(2) == 0;
    return {"(" + l.text + (plus ? " + " : " - ") + r.text + ")", [l, r, plus](const Customer& k) -> std::optional<T> {
              const auto a = l.value(k), b = r.value(k);
              if (!a || !b) return std::nullopt;
              return plus ? *a + *b : *a - *b;
            }};
  }

  using Whole = Quantity<std::int64_t>;

  Whole whole(int depth) {
    if (depth > 0 && below(3) != 0) {
      if (below(3) == 0) return times(whole(depth - 1), 1 + below(4));
      return joined(whole(depth - 1), whole(depth - 1));
    }
    switch (below(6)) {
      case 0: return {"a", [](const Customer& k) { return std::optional(k.a); }};
      case 1: return {"b", [](const Customer& k) { return k.b; }};
      case 2: return {"d", [](const Customer& k) { return std::optional(k.d); }};
      case 3: return {"(b default 1)", [](const Customer& k) { return std::optional(k.b.value_or(1)); }};
      case 4: return {"days_between(p, q)", [](const Customer& k) { return k.q ? std::optional(*k.q - k.p) : k.q; }};
      default: {
        const int k = below(7);
        return {std::to_string(k), [k](const Customer&) { return std::optional<std::int64_t>(k); }};
      }
    }
  }

  Whole times(const Whole& x, std::int64_t n) {
    return {"(" + x.text + " * " + std::to_string(n) + ")", [x, n](const Customer& k) {
              const auto v = x.value(k);
              return v ? std::optional(*v * n) : v;
            }};
  }

  Whole amount(int depth) {
    if (depth > 0 && below(3) != 0) {
      if (below(3) == 0) return times(amount(depth - 1), 1 + below(3));
      return joined(amount(depth - 1), amount(depth - 1));
    }
    if (below(2) == 0) return {"m", [](const Customer& k) { return std::optional(k.m); }};
    if (below(3) == 0) return {"(¥1 * a)", [](const Customer& k) { return std::optional(k.a * yuan); }};
    const int k = below(4);
    return {"¥" + std::to_string(k), [k](const Customer&) { return std::optional(k * yuan); }};
  }

  template <typename T>
  Written compared(const Quantity<T>& x, const Quantity<T>& y) {
    static const char* signs[] = {"<", "<=", ">", ">=", "="};
    const int sign = below(5);
    return {x.text + " " + signs[sign] + " " + y.text, [x, y, sign](const Customer& k) {
              const auto l = x.value(k), r = y.value(k);
              if (!l || !r) return false;
              switch (sign) {
                case 0: return *l < *r;
                case 1: return *l <= *r;
                case 2: return *l > *r;
                case 3: return *l >= *r;
                default: return *l == *r;
              }
            }};
  }

  Whole date() {
    Whole out = below(2) == 0 ? Whole{"p", [](const Customer& k) { return std::optional(k.p); }}
                              : Whole{"q", [](const Customer& k) { return k.q; }};
    const int by = below(5) - 2;
    if (by == 0) return out;
    const Whole base = out;
    const std::string length = std::to_string(std::abs(by)) + (std::abs(by) == 1 ? " day" : " days");
    return {"(" + base.text + (by > 0 ? " + " : " - ") + length + ")", [base, by](const Customer& k) {
              const auto v = base.value(k);
              return v ? std::optional(*v + by) : v;
            }};
  }

  Written dates() {
    if (below(3) == 0) {
      const int k = below(days);
      return compared(date(), Whole{"2026-06-1" + std::to_string(k),
                                    [k](const Customer&) { return std::optional<std::int64_t>(first_day + k); }});
    }
    return compared(date(), date());
  }

  using Real = Quantity<double>;

  Real real(int depth) {
    if (depth > 0 && below(2) != 0) return joined(real(depth - 1), real(depth - 1));
    if (below(2) == 0) return {"x", [](const Customer& k) { return std::optional(k.x); }};
    if (below(4) == 0)
      return {"(a * 0.5)", [](const Customer& k) { return std::optional(static_cast<double>(k.a) * 0.5); }};
    static const std::pair<const char*, double> constants[] = {{"0.1", 0.1}, {"0.2", 0.2}, {"0.3", 0.3},
                                                               {"0.5", 0.5}, {"1.5", 1.5}, {"2.0", 2.0}};
    const auto& [text, value] = constants[below(6)];
    return {text, [value = value](const Customer&) { return std::optional(value); }};
  }

  Written numbers() { return compared(real(2), real(1)); }

  Written negation(int depth) {
    const Written inner = condition(depth - 1);
    return {"not (" + inner.text + ")", [inner](const Customer& k) { return !inner.holds(k); }};
  }

  Written junction(int depth, bool all) {
    const Written l = condition(depth - 1), r = condition(depth - 1);
    return {"(" + l.text + (all ? ") and (" : ") or (") + r.text + ")",
            [l, r, all](const Customer& k) { return all ? l.holds(k) && r.holds(k) : l.holds(k) || r.holds(k); }};
  }

  Written chosen(int depth) {
    const Written test = condition(depth - 1);
    const Whole x = whole(1), y = whole(1);
    return compared(Whole{"(if " + test.text + " then " + x.text + " else " + y.text + ")",
                          [test, x, y](const Customer& k) { return test.holds(k) ? x.value(k) : y.value(k); }},
                    whole(1));
  }

  std::mt19937 engine_;
};

// Of amounts and numbers those that are likely to matter: who is found among them disproves a "never".
inline std::vector<Customer> many() {
  std::vector<Customer> out;
  constexpr double numbers[] = {0, 0.1, 0.2, 0.5, 1, 1.5, 2};
  for (int a = 0; a < 4; ++a)
    for (int b = -1; b < 3; ++b)
      for (int d = 0; d < 5; ++d)
        for (int m = 0; m < 3; ++m)
          for (int p = 0; p < days; ++p)
            for (int q = -1; q < days; ++q)
              for (const double x : numbers) {
                Customer k{a, d, m * yuan, first_day + p, {}, {}, x};
                if (b >= 0) k.b = b;
                if (q >= 0) k.q = first_day + q;
                out.push_back(k);
              }
  return out;
}

inline const std::string table =
    "project p { timezone \"UTC\" currency CNY }\n"
    "table customers key k { k id  a int in 0 to 3  b int? in 0 to 2  d int in 0 to 4  m money in ¥0 to ¥2\n"
    "  p date  q date?  x number in 0 to 2 }\n"
    "assume p >= 2026-06-10 and p <= 2026-06-13\n"
    "assume q is missing or (q >= 2026-06-10 and q <= 2026-06-13)\n";

}  // namespace sop::linear_conditions
