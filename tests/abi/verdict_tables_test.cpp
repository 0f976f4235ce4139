// Random conditions over every type of column, joined at random: a decider's tables answer as the batch does, for
// values that are there and values that are not, today and on another day.
#include <algorithm>
#include <cstring>
#include <deque>
#include <nlohmann/json.hpp>
#include <random>

#include "shop.h"

using namespace abi;

namespace {

const std::string verdict_columns = R"(project random_conditions {
  timezone "Asia/Shanghai"
  currency CNY
}
table customers key id {
  id id
  t1 text?
  t2 text
  n1 int?
  n2 int
  m1 money?
  x1 number?
  d1 date?
  d2 datetime?
  b1 bool?
  b2 bool
}
)";

// As they are asked for; customers have others too.
const std::vector<std::string> words{"",
                                     "a",
                                     "ab",
                                     "vip",
                                     "vip1",
                                     "杭州",
                                     "杭州市",
                                     "上海1234",
                                     "上海1235",
                                     "sixteen bytes it",
                                     "a text of more than sixteen bytes",
                                     "a text of more then sixteen bytes"};

class Dice {
 public:
  explicit Dice(unsigned seed) : random_(seed) {}
  int below(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }
  std::string number(int n) { return std::to_string(below(n)); }
  std::string one_of(std::initializer_list<const char*> these) {
    return *(these.begin() + below(static_cast<int>(these.size())));
  }
  std::string word() { return "\"" + words[static_cast<std::size_t>(below(static_cast<int>(words.size())))] + "\""; }
  std::string several(int n, auto&& make) {
    std::string out = make();
    for (int more = below(n); more > 0; --more) out += ", " + make();
    return "(" + out + ")";
  }

  std::string sign() { return one_of({">", ">=", "<", "<=", "=", "!="}); }

  std::string atom() {
    switch (below(20)) {
      case 0: return one_of({"t1", "t2"}) + " " + one_of({"=", "!="}) + " " + word();
      case 1: return one_of({"t1", "t2"}) + " in " + several(5, [&] { return word(); });
      case 2: return one_of({"t1", "n1", "m1", "x1", "d1", "d2", "b1"}) + " is missing";
      case 3: return one_of({"t1", "t2"}) + " starts with \"vip\"";
      case 4: return "t1 default \"vip1\" = " + word();
      case 5:
      case 6: return one_of({"n1", "n2"}) + " " + sign() + " " + number(12);
      case 7: return one_of({"n1", "n2"}) + " between " + number(5) + " and " + std::to_string(5 + below(6));
      case 8: return one_of({"n1", "n2"}) + " in " + several(4, [&] { return number(12); });
      case 9: return "n1 default " + number(12) + " " + sign() + " " + number(12);
      case 10: return one_of({"n1 + 1", "n1 + n2", "mod(n2, 3)"}) + " " + sign() + " " + number(12);
      case 11: return "n1 " + sign() + " n2";
      case 12:
      case 13: return "m1 " + sign() + " " + number(12) + "." + number(10);
      case 14: return "m1 / n1 > " + number(4);
      case 15: return "x1 " + sign() + " " + one_of({"0.25", "0.5", "1.125", "3.0"});
      case 16: return "d1 within " + std::to_string(1 + below(20)) + " days";
      case 17: return "days_since(d1) = " + number(12);  // the language refuses one side alone
      case 18: return "d2 within " + std::to_string(1 + below(20)) + " days";
      default: return one_of({"b1", "b2"});
    }
  }

  std::string condition(int depth) {
    if (depth == 0 || below(4) == 0) return atom();
    switch (below(8)) {
      case 0: return "not (" + condition(depth - 1) + ")";
      case 1: return "(if " + condition(depth - 1) + " then " + condition(0) + " else " + condition(0) + ")";
      case 2:
      case 3:
      case 4: return joined(" and ", depth);
      default: return joined(" or ", depth);
    }
  }

 private:
  std::string joined(const char* with, int depth) {
    std::string out = "(" + condition(depth - 1) + ")";
    for (int more = 1 + below(3); more > 0; --more) out += with + ("(" + condition(depth - 1) + ")");
    return out;
  }

  std::mt19937 random_;
};

// One column of all customers: as text for the batch, as bytes for the decider.
struct GivenColumn {
  const char* name;
  Texts texts;
  std::vector<std::int64_t> bits;
  std::deque<std::string> kept;
};

constexpr std::size_t people = 48;

std::string two_digits(int n) { return (n < 10 ? "0" : "") + std::to_string(n); }

template <class Make>
GivenColumn column_of(const char* name, bool may_miss, Dice& dice, Make&& make) {
  GivenColumn out{name, {}, {}, {}};
  for (std::size_t i = 0; i < people; ++i) {
    const auto [text, bits] = make();
    const bool missing = may_miss && dice.below(4) == 0;
    out.texts.push_back(missing ? std::nullopt : std::optional<std::string>(text));
    out.bits.push_back(bits);
    out.kept.push_back(text);
  }
  return out;
}

std::vector<GivenColumn> columns_of(Dice& dice) {
  using Value = std::pair<std::string, std::int64_t>;
  const auto word = [&]() -> Value {
    const std::string quoted = dice.word();
    return {quoted.substr(1, quoted.size() - 2) + (dice.below(3) == 0 ? "2" : ""), 0};
  };
  const auto whole = [&]() -> Value {
    const int n = dice.below(14) - 1;
    return {std::to_string(n), n};
  };
  const auto money = [&]() -> Value {
    const int tenths = dice.below(120);
    return {std::to_string(tenths / 10) + "." + std::to_string(tenths % 10), std::int64_t{tenths} * 1000};
  };
  const auto real = [&]() -> Value {
    const double x = dice.below(30) * 0.125;
    std::int64_t bits = 0;
    std::memcpy(&bits, &x, sizeof bits);
    return {std::to_string(x), bits};
  };
  const auto day = [&]() -> Value {  // of November 2026, whose 22nd is day 20,779
    const int n = 1 + dice.below(30);
    return {"2026-11-" + two_digits(n), 20'757 + n};
  };
  const auto instant = [&]() -> Value {  // the 22nd, 00:00 in Shanghai, is 1,795,276,800 s
    const int n = 1 + dice.below(30), hour = dice.below(24);
    return {"2026-11-" + two_digits(n) + " " + two_digits(hour) + ":00",
            (1'795'276'800 + std::int64_t{86'400} * (n - 22) + 3'600 * hour) * 1'000'000};
  };
  const auto truth = [&]() -> Value {
    const int b = dice.below(2);
    return {b != 0 ? "true" : "false", b};
  };
  std::vector<GivenColumn> out;
  out.push_back(column_of("t1", true, dice, word));
  out.push_back(column_of("t2", false, dice, word));
  out.push_back(column_of("n1", true, dice, whole));
  out.push_back(column_of("n2", false, dice, whole));
  out.push_back(column_of("m1", true, dice, money));
  out.push_back(column_of("x1", true, dice, real));
  out.push_back(column_of("d1", true, dice, day));
  out.push_back(column_of("d2", true, dice, instant));
  out.push_back(column_of("b1", true, dice, truth));
  out.push_back(column_of("b2", false, dice, truth));
  return out;
}

GivenTable batch_of(const std::vector<GivenColumn>& columns) {
  Texts ids;
  for (std::size_t i = 0; i < people; ++i) ids.push_back("c" + std::to_string(10 + i));
  GivenTable out{{"id", ids}};
  for (const GivenColumn& column : columns) out.push_back({column.name, column.texts});
  return out;
}

std::vector<std::byte> row_of(const nlohmann::json& layout, const std::vector<GivenColumn>& columns, std::size_t i) {
  std::vector<std::byte> row(layout["row_size"].get<std::size_t>(),
                             std::byte{0x5A});  // what is missing may hold anything
  for (const auto& place : layout["columns"]) {
    const GivenColumn& column =
        *std::ranges::find_if(columns, [&](const GivenColumn& c) { return place["name"] == c.name; });
    row[place["known_offset"].get<std::size_t>()] = std::byte{column.texts[i].has_value()};
    std::byte* at = row.data() + place["offset"].get<std::size_t>();
    if (!column.texts[i]) continue;
    const sop_text text{column.kept[i].data(), column.kept[i].size()};
    if (place["type"] == "text")
      std::memcpy(at, &text, sizeof text);
    else
      std::memcpy(at, &column.bits[i], 8);
  }
  return row;
}

void compare_at(const sop_api::Program& program, sop_api::Decider& decider, const std::vector<GivenColumn>& columns,
                std::int64_t at, const std::vector<std::string>& conditions, std::size_t& held) {
  Releases releases;
  sop_api::Evaluator evaluator(program);
  give(evaluator, "customers", batch_of(columns), releases);
  run_at(evaluator, at);
  const auto facts = table_of(evaluator, SOP_TABLE_FACTS);  // id, s0, s1, ...
  const auto layout = nlohmann::json::parse(decider.layout());
  const std::size_t answers = layout["answers"].size();
  REQUIRE(answers == conditions.size());
  std::vector<std::uint64_t> bits((answers + 63) / 64);
  for (std::size_t i = 0; i < people; ++i) {
    REQUIRE(decider.decide(row_of(layout, columns, i), at, bits) == SOP_OK);
    for (std::size_t a = 0; a < answers; ++a) {
      const bool holds = (bits[a / 64] >> (a % 64) & 1) != 0;
      held += holds ? 1 : 0;
      if (holds == (facts[i][1 + a] == "true")) continue;
      INFO("customer " << i << ": " << conditions[a]);
      REQUIRE(holds == (facts[i][1 + a] == "true"));
    }
    if (answers % 64 != 0) REQUIRE(bits.back() >> (answers % 64) == 0);
  }
}

}  // namespace

TEST_CASE("tables of random conditions answer as the batch does") {
  std::size_t held = 0, asked = 0;
  for (unsigned seed = 1; seed <= 24; ++seed) {
    Dice dice(seed);
    const int count = seed % 3 == 0 ? 150 : 1 + dice.below(70);
    std::string text = verdict_columns;
    std::vector<std::string> conditions;
    for (int i = 0; i < count; ++i) {
      conditions.push_back(dice.condition(i % 4));
      text += "segment s" + std::to_string(i) + " = " + conditions.back() + "\n";
    }
    const auto program = compiled(text, "Asia/Shanghai");
    sop_api::Decider decider(program);
    INFO(decider.why_not());
    REQUIRE(decider);
    const auto columns = columns_of(dice);
    for (const std::int64_t day : {22, 3, 23}) {
      INFO("seed " << seed << ", day " << day);
      compare_at(program, decider, columns, (1'795'276'800 + 86'400 * (day - 22) + 36'000) * 1'000'000, conditions,
                 held);
      asked += people * conditions.size();
    }
  }
  CHECK(held > asked / 5);
  CHECK(held < asked * 4 / 5);
}

TEST_CASE("conditions that are all different are decided step by step, with the same answers") {
  constexpr int count = 1900;
  std::string text = "project steps { timezone \"UTC\" }\ntable customers key id {\n  id id\n  n int?\n}\n";
  for (int i = 0; i < count; ++i)
    text += "segment s" + std::to_string(i) + " = mod(n + " + std::to_string(i) + ", 7) = 3\n";
  const auto program = compiled(text);
  sop_api::Decider decider(program);
  REQUIRE(decider);
  const auto layout = nlohmann::json::parse(decider.layout());
  std::vector<std::byte> row(layout["row_size"].get<std::size_t>());
  std::vector<std::uint64_t> bits((count + 63) / 64);
  for (const std::int64_t n : {0, 1, 5, 1'000'000, -1}) {  // -1: missing
    row[layout["columns"][0]["known_offset"].get<std::size_t>()] = std::byte{n >= 0};
    std::memcpy(row.data() + layout["columns"][0]["offset"].get<std::size_t>(), &n, sizeof n);
    REQUIRE(decider.decide(row, 1'795'276'800'000'000, bits) == SOP_OK);
    int wrong = 0;
    for (int i = 0; i < count; ++i) {
      const bool holds = (bits[static_cast<std::size_t>(i) / 64] >> (i % 64) & 1) != 0;
      wrong += holds == (n >= 0 && (n + i) % 7 == 3) ? 0 : 1;
    }
    CHECK(wrong == 0);
  }
}
