// One customer from a row buffer: the same answers as a batch of the same rows, and no memory taken.
#include <cstdlib>
#include <cstring>
#include <nlohmann/json.hpp>
#include <random>

#include <algorithm>
#include <map>

#include "heap_count.h"
#include "shop.h"

using namespace abi;

namespace {

const std::string rows_text = R"(project rows {
  timezone "UTC"
  currency CNY
}
table customers key id {
  id id
  city text?
  age int?
  spend money?
  score number?
  joined date?
  member bool?
}
channel private_chat direct
template x on private_chat { class service purpose "a" thinks "b" expect coupons_used within 7 days text "c" }
attribute older = age + 1
attribute ratio = spend / age default ¥0
segment adults = age >= 18
segment young = age < 18 or age is missing
segment coast = city in ("杭州", "上海", "青岛")
segment rich = spend > 100 and not (score <= 0.5)
segment odd = mod(age, 2) = 1
segment lately = joined within 30 days
segment hang = city starts with "杭"
segment member_like = member or spend >= 500.5
tag vip when rich and (member or older > 60)
tag exact when score = 0.25
rule a { if adults and rich then send x }
rule b { if ratio > 5 and not adults then send x }
rule c { if (if adults then spend > 10 else spend > 20) then send x }
)";

struct Row {
  std::optional<std::string> city;
  std::optional<std::int64_t> age, spend_units, joined;
  std::optional<double> score;
  std::optional<bool> member;
};

template <class Value>
std::optional<Value> maybe(std::mt19937& random, Value value) {
  if (random() % 4 == 0) return std::nullopt;
  return value;
}

std::vector<Row> random_rows(std::size_t count) {
  std::mt19937 random(7);
  const char* cities[] = {"杭州", "上海", "北京", "", "青岛"};
  std::vector<Row> rows;
  for (std::size_t i = 0; i < count; ++i)
    rows.push_back({maybe<std::string>(random, cities[random() % 5]), maybe<std::int64_t>(random, random() % 70),
                    maybe<std::int64_t>(random, random() % 10'000'000),
                    maybe<std::int64_t>(random, 20'700 + random() % 100),
                    maybe(random, static_cast<double>(random() % 9) * 0.125), maybe(random, random() % 2 == 0)});
  return rows;
}

std::string money(std::int64_t units) {
  const std::string decimals = std::to_string(10'000 + units % 10'000);
  return std::to_string(units / 10'000) + "." + decimals.substr(1);
}

GivenTable table_of_rows(const std::vector<Row>& rows) {
  Texts ids, cities, spends, joined, members;
  Wholes ages;
  Reals scores;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Row& row = rows[i];
    ids.push_back("c" + std::to_string(i));
    cities.push_back(row.city);
    ages.push_back(row.age);
    spends.push_back(row.spend_units ? std::optional(money(*row.spend_units)) : std::nullopt);
    scores.push_back(row.score);
    const auto day = [](std::int64_t days) {  // 2026-09-04 is day 20,700
      std::int64_t left = days - 20'700 + 3;
      for (const auto& [month, length] : {std::pair{"09", 30}, {"10", 31}, {"11", 30}, {"12", 31}}) {
        if (left < length) return std::string("2026-") + month + "-" + (left < 9 ? "0" : "") + std::to_string(left + 1);
        left -= length;
      }
      return std::string();
    };
    joined.push_back(row.joined ? std::optional(day(*row.joined)) : std::nullopt);
    members.push_back(row.member ? std::optional<std::string>(*row.member ? "true" : "false") : std::nullopt);
  }
  return {{"id", ids},       {"city", cities},   {"age", ages},      {"spend", spends},
          {"score", scores}, {"joined", joined}, {"member", members}};
}

struct Layout {
  explicit Layout(const sop_api::Decider& decider) : json(nlohmann::json::parse(decider.layout())) {}

  template <class Value>
  void put(std::vector<std::byte>& row, const char* name, const std::optional<Value>& value) const {
    for (const auto& column : json["columns"]) {
      if (column["name"] != name) continue;
      row[column["known_offset"]] = std::byte{value.has_value()};
      if (value) std::memcpy(row.data() + column["offset"].get<std::size_t>(), &*value, sizeof *value);
    }
  }
  std::vector<std::byte> bytes_of(const Row& from) const {
    std::vector<std::byte> row(json["row_size"].get<std::size_t>());
    std::optional<sop_text> city;
    if (from.city) city = sop_text{from.city->data(), from.city->size()};
    put(row, "city", city);
    put(row, "age", from.age);
    put(row, "spend", from.spend_units);
    put(row, "score", from.score);
    put(row, "joined", from.joined);
    std::optional<std::int64_t> member;
    if (from.member) member = *from.member ? 1 : 0;
    put(row, "member", member);
    return row;
  }
  nlohmann::json json;
};

constexpr std::int64_t noon_us = 1'795'341'600'000'000;  // 2026-11-22 10:00 UTC

}  // namespace

TEST_CASE("a row is decided as the batch decides it, and without taking memory") {
  // Instants around local midnights, also of a day that is an hour longer than others.
  const auto [zone, hours] = GENERATE(table<const char*, int>({{"UTC", 0},
                                                               {"UTC", 14},
                                                               {"America/New_York", -500},
                                                               {"America/New_York", -518},
                                                               {"America/New_York", 19},
                                                               {"Asia/Shanghai", 6}}));
  const std::int64_t at = noon_us + std::int64_t{hours} * 3'600'000'000;
  std::string text = rows_text;
  text.replace(text.find("UTC"), 3, zone);
  const auto program = compiled(text, zone);
  sop_api::Decider decider(program);
  INFO(decider.why_not());
  REQUIRE(decider);
  const Layout layout(decider);
  const auto rows = random_rows(700);

  Releases releases;
  sop_api::Evaluator evaluator(program);
  give(evaluator, "customers", table_of_rows(rows), releases);
  run_at(evaluator, at);
  ArrowArrayStream stream{};
  REQUIRE(sop_evaluator_table(evaluator.get(), SOP_TABLE_FACTS, &stream) == SOP_OK);
  ArrowSchema schema{};
  REQUIRE(stream.get_schema(&stream, &schema) == 0);
  std::vector<std::string> names;
  for (std::int64_t i = 0; i < schema.n_children; ++i) names.emplace_back(schema.children[i]->name);
  schema.release(&schema);
  const auto facts = cells_of(stream);
  std::map<std::pair<std::string, std::string>, bool> fired;
  for (const auto& row : table_of(evaluator, SOP_TABLE_ACTIONS)) fired[{row[1], row[4]}] = true;

  const auto& answers = layout.json["answers"];
  REQUIRE(answers.size() == 13);
  std::vector<std::uint64_t> bits((answers.size() + 63) / 64);
  std::size_t true_answers = 0;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const auto bytes = layout.bytes_of(rows[r]);
    REQUIRE(decider.decide(bytes, at - 86'400'000'000 * (1 + r % 2), bits) == SOP_OK);  // of another day first
    const std::size_t taken_before = heap_count();
    const sop_status status = decider.decide(bytes, at, bits);
    const std::size_t after = heap_count();
    REQUIRE(status == SOP_OK);
    REQUIRE(after == taken_before);
    for (std::size_t a = 0; a < answers.size(); ++a) {
      const bool held = (bits[a / 64] >> (a % 64) & 1) != 0;
      true_answers += held ? 1 : 0;
      const std::string name = answers[a]["name"];
      INFO("row " << r << " " << name);
      if (answers[a]["kind"] == "rule") {
        REQUIRE(held == fired.contains({"c" + std::to_string(r), name}));
      } else {
        const auto column = static_cast<std::size_t>(std::ranges::find(names, name) - names.begin());
        REQUIRE(column < names.size());
        REQUIRE((held ? "true" : "false") == facts[r][column]);
      }
    }
  }
  CHECK(true_answers > 700);
}

TEST_CASE("a program that needs more than the row is refused by name") {
  const auto program = compiled(shop_text);
  const sop_api::Decider decider(program);
  CHECK_FALSE(decider);
  CHECK(decider.why_not() == "the rule `remind` reads events");
}

TEST_CASE("rows and answers that are too small are refused") {
  const auto program = compiled(rows_text);
  sop_api::Decider decider(program);
  REQUIRE(decider);
  std::vector<std::byte> row(nlohmann::json::parse(decider.layout())["row_size"].get<std::size_t>());
  std::uint64_t answers = 0;
  CHECK(decider.decide(row, noon_us, {&answers, 1}) == SOP_OK);
  CHECK(decider.decide(std::span(row).first(row.size() - 1), noon_us, {&answers, 1}) == SOP_E_ARGUMENT);
  CHECK(decider.decide(row, noon_us, {&answers, 0}) == SOP_E_ARGUMENT);
  CHECK(decider.decide(row, INT64_MAX, {&answers, 1}) == SOP_E_ARGUMENT);
}
