// Random conditions over four columns of few values, each with its text and what it says of a customer, and all
// customers there can be: small enough to try everybody.
#pragma once

#include <functional>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace sop::random_conditions {

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
    switch (dice_.below(7)) {
      case 5:
        return {"(" + x.text + " * 2)", [x](const Customer& c) {
                  const auto v = x.value(c);
                  return v ? std::optional(*v * 2) : v;
                }};
      case 6: return {"(a + b)", [](const Customer& c) { return c.b ? std::optional(c.a + *c.b) : c.b; }};
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

inline std::vector<Customer> everybody() {
  std::vector<Customer> out;
  for (int a = 0; a < 4; ++a)
    for (int b = -1; b < 3; ++b)
      for (int c = 0; c < 2; ++c)
        for (int e = -1; e < 3; ++e)
          out.push_back({a, b < 0 ? std::nullopt : std::optional(b), c == 1, e < 0 ? std::nullopt : std::optional(e)});
  return out;
}

inline const std::string table =
    "table customers key k { k id  a int in 0 to 3  b int? in 0 to 2  c bool  e one of (x, y, z)? }\n";

}  // namespace sop::random_conditions
