// Totals against the sums of what `evaluate` writes: conditions, whole numbers and money, missing or not, and
// constants.
#include "runtime/eval/totals.h"

#include <bit>
#include <catch2/catch.hpp>
#include <random>

#include "sample_program.h"

namespace sop {
namespace {

using namespace sop::testing;

// 1,000 customers: an amount that is often missing, and not at all from the 640th to the 768th; one that never is, as
// large as they come; a level.
struct Shop : SampleProgram {
  static constexpr std::size_t customers = 1'000;
  InputId shop = add_input(InputKind::population, {maybe(money), money, maybe(integer)});
  Dataset dataset;
  std::vector<InstId> roots;

  Shop() {
    std::mt19937_64 random(11);
    std::vector<std::optional<std::int64_t>> often, never, level;
    for (std::size_t c = 0; c < customers; ++c) {
      const bool block_without = c >= 640 && c < 768, block_of_none = c >= 128 && c < 256;
      const bool missing = block_of_none || (!block_without && random() % 3 == 0);
      const auto any = static_cast<std::int64_t>(random() % 100'000) - 50'000;
      often.push_back(missing ? std::nullopt : std::optional(any));
      never.push_back(static_cast<std::int64_t>(random() >> 1));
      level.push_back(random() % 4 == 0 ? std::nullopt : std::optional<std::int64_t>(random() % 9));
      dataset.customer_ids.push_back(dataset.pool->intern(std::to_string(c)));
    }
    dataset.customers = customers;
    dataset.inputs.push_back(
        {.rows = customers, .columns = {wholes(money, often), wholes(money, never), wholes(integer, level)}});
    roots = {column(shop, 0), column(shop, 1), column(shop, 2)};
    roots.push_back(call(Op::less_integer, condition, {constant(integer, 4), roots[2]}));
    roots.push_back(call(Op::add_money, maybe(money), {roots[0], constant(money, 3)}));
    roots.push_back(constant(money, 7));
    roots.push_back(constant(integer, -2));
    roots.push_back(missing(money));
  }
};

std::uint64_t sum_of(const ColumnData& column) {  // a missing value of a result is zero
  std::uint64_t sum = 0;
  for (const std::int64_t value : column.whole) sum += static_cast<std::uint64_t>(value);
  for (const std::uint64_t word : column.bits) sum += static_cast<std::uint64_t>(std::popcount(word));
  return sum;
}

TEST_CASE("totals are the sums of what would have been written") {
  const Shop shop;
  const Frame frame = batch_frame(shop.dataset, 0);
  const Evaluation written = evaluate(shop.program, shop.dataset, frame, shop.roots, {.zone = utc_rules()});
  std::vector<std::uint64_t> expected;
  for (const ColumnData& column : written.values) expected.push_back(sum_of(column));
  CHECK(expected[3] > 100);
  CHECK(expected[5] == 7'000);
  CHECK(expected[6] == std::uint64_t{0} - 2'000);
  CHECK(expected[7] == 0);
  for (const std::size_t block_rows : {1, 64, 100, 640, 4096})
    for (const int threads : {1, 2}) {
      const RunContext context{.zone = utc_rules(), .threads = threads, .block_rows = block_rows};
      CHECK(totals(shop.program, shop.dataset, frame, shop.roots, context) == expected);
    }
}

}  // namespace
}  // namespace sop
