// How much processor time one customer takes: `sop_abi_tests "[measure]"`. Prints, never judges; not part of the test
// runs.
#include <cstring>
#include <ctime>
#include <nlohmann/json.hpp>
#include <random>

#include "shop.h"

using namespace abi;

namespace {

// Rules of two to four comparisons over twenty columns of four types, a third of them with missing values.
std::string pack_of(int rules) {
  std::mt19937 random(11);
  std::string text = "project pack {\n  timezone \"UTC\"\n  currency CNY\n}\ntable customers key id {\n  id id\n";
  for (int i = 0; i < 8; ++i) text += "  n" + std::to_string(i) + " int?\n";
  for (int i = 0; i < 5; ++i) text += "  m" + std::to_string(i) + " money?\n";
  for (int i = 0; i < 4; ++i) text += "  t" + std::to_string(i) + " text?\n";
  for (int i = 0; i < 3; ++i) text += "  d" + std::to_string(i) + " date?\n";
  text +=
      "}\nchannel private_chat direct\ntemplate x on private_chat { class marketing purpose \"a\" thinks \"b\" expect "
      "coupons_used within 7 days text \"c\" }\n";
  const auto atom = [&] {
    const auto pick = [&](unsigned n) { return std::to_string(random() % n); };
    switch (random() % 5) {
      case 0: return "n" + pick(8) + " > " + pick(40);
      case 1: return "n" + pick(8) + " <= " + pick(40);
      case 2: return "m" + pick(5) + " >= " + pick(900);
      case 3: return "t" + pick(4) + " = \"v" + pick(12) + "\"";
      default: return "d" + pick(3) + " within " + std::to_string(1 + random() % 90) + " days";
    }
  };
  for (int r = 0; r < rules; ++r) {
    text += "rule r" + std::to_string(r) + " { if " + atom();
    for (auto extra = 1 + random() % 3; extra > 0; --extra) text += (random() % 4 == 0 ? " or " : " and ") + atom();
    text += " then send x }\n";
  }
  return text;
}

}  // namespace

TEST_CASE("one customer", "[.measure]") {
  for (const int rules : {1, 10, 100, 1000}) {
    const auto program = compiled(pack_of(rules));
    sop_api::Decider decider(program);
    INFO(decider.why_not());
    REQUIRE(decider);
    const auto layout = nlohmann::json::parse(decider.layout());
    const auto row_size = layout["row_size"].get<std::size_t>();
    constexpr std::size_t people = 512;
    std::mt19937 random(3);
    static const char* const words[] = {"v0", "v1", "v2", "v3", "v4", "v5", "v6", "v7", "v8", "v9", "v10", "v11"};
    std::vector<std::byte> rows(people * row_size);
    for (std::size_t p = 0; p < people; ++p)
      for (const auto& column : layout["columns"]) {
        std::byte* row = rows.data() + p * row_size;
        row[column["known_offset"].get<std::size_t>()] = std::byte{random() % 6 != 0};
        const std::string type = column["type"];
        std::byte* at = row + column["offset"].get<std::size_t>();
        const std::int64_t whole = type == "money"  ? random() % 9'000'000
                                   : type == "date" ? 20'700 + random() % 120
                                                    : random() % 50;
        const char* word = words[random() % 12];
        const sop_text text{word, std::strlen(word)};
        if (type == "text")
          std::memcpy(at, &text, sizeof text);
        else
          std::memcpy(at, &whole, sizeof whole);
      }
    std::vector<std::uint64_t> answers((layout["answers"].size() + 63) / 64);
    std::uint64_t held = 0;
    double best = 1e9;
    for (int round = 0; round < 7; ++round) {
      const std::clock_t begin = std::clock();
      const int times = rules >= 1000 ? 40 : 200;
      for (int i = 0; i < times; ++i)
        for (std::size_t p = 0; p < people; ++p) {
          decider.decide({rows.data() + p * row_size, row_size}, 1'795'341'600'000'000, answers);
          held += answers[0] & 1;
        }
      const double took = 1e9 * static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
      best = std::min(best, took / (times * static_cast<double>(people)));
    }
    WARN(rules << " rules: " << best << " ns (" << held << ")");
  }
}
