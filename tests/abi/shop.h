// A small program and its rows, and the calls that every test makes.
#pragma once

#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>
#include <string>

#include "given_table.h"
#include "sop.hpp"

namespace abi {

inline const std::string shop_text = R"(project shop {
  timezone "UTC"
  currency CNY
}
table customers key id {
  id id
  city text?
  age int?
  spend money?
}
events orders key customer_id time paid_at {
  customer_id id
  paid_at datetime
  amount money
}
channel private_chat direct
template coupon_reminder on private_chat { class service purpose "a" thinks "b" expect orders within 7 days text "c" }
template thanks on private_chat { class service purpose "a" thinks "b" expect orders within 7 days text "d" }
attribute orders_30d = count(orders within 30 days)
segment adults = age >= 18
segment buyers = orders_30d > 0
tag big when spend > 100
rule remind { if adults and orders_30d = 0 then send coupon_reminder }
rule thank { if orders_30d >= 2 then send thanks }
)";

// `zone`: another than UTC, from the machine's database.
inline sop_api::Program compiled(const std::string& text, const std::string& zone = "UTC") {
  std::ifstream rules("/usr/share/zoneinfo/" + zone, std::ios::binary);
  const sop_api::ZoneFile zone_file{zone, {std::istreambuf_iterator<char>(rules), {}}, ""};
  const sop_api::SourceFile file{"shop.sop", text};
  auto [program, outcome] = sop_api::Program::compile({&file, 1}, {&zone_file, 1});
  INFO(outcome.details);
  REQUIRE(outcome);
  return program;
}

inline GivenTable customers() {
  return {{"id", Texts{"a", "b", "c", "d"}},
          {"city", Texts{"杭州", std::nullopt, "上海", "杭州"}},
          {"age", Wholes{17, 18, std::nullopt, 40}},
          {"spend", Reals{99.5, 100.01, std::nullopt, 250}}};
}

inline GivenTable orders() {
  return {{"customer_id", Texts{"a", "a", "d"}},
          {"paid_at", Texts{"2026-11-20 10:00", "2026-11-21 11:00", "2026-08-01 09:00"}},
          {"amount", Reals{10, 20.5, 30}}};
}

inline void give(sop_api::Evaluator& evaluator, const char* input, const GivenTable& table, Releases& releases,
                 int batches = 1) {
  ArrowArrayStream stream{};
  make_stream(table, batches, releases, stream);
  const auto outcome = evaluator.add(input, &stream);
  INFO(outcome.details);
  CHECK(stream.release == nullptr);
  REQUIRE(outcome);
}

inline void run_at(sop_api::Evaluator& evaluator, std::int64_t as_of_us) {
  sop_run_options options{};
  options.struct_size = sizeof options;
  options.has_as_of_us = 1;
  options.as_of_us = as_of_us;
  const auto outcome = evaluator.run(options);
  INFO(outcome.details);
  REQUIRE(outcome);
}

inline void give_shop(sop_api::Evaluator& evaluator, Releases& releases) {
  give(evaluator, "customers", customers(), releases);
  give(evaluator, "orders", orders(), releases);
}

constexpr const char* as_of = "2026-11-22 10:00";

inline std::vector<std::vector<std::string>> table_of(sop_api::Evaluator& evaluator, sop_table which) {
  sop_api::Stream stream;
  const auto outcome = evaluator.table(which, stream);
  INFO(outcome.details);
  REQUIRE(outcome);
  ArrowArrayStream taken = *stream.get();
  stream.get()->release = nullptr;
  return cells_of(taken);
}

}  // namespace abi
