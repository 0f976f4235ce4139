// A program shared by many threads, each with evaluators and deciders of its own; and that nothing is left behind.
#include <malloc.h>

#include <atomic>
#include <thread>

#include "shop.h"

using namespace abi;

namespace {

using Rows = std::vector<std::vector<std::string>>;

Rows facts_of(const sop_api::Program& program, int threads) {
  Releases releases;
  sop_evaluator_options options{};
  options.struct_size = sizeof options;
  options.threads = threads;
  sop_api::Evaluator evaluator(program, &options);
  ArrowArrayStream stream{};
  make_stream(customers(), 1, releases, stream);
  if (!evaluator.add("customers", &stream)) return {};
  make_stream(orders(), 1, releases, stream);
  if (!evaluator.add("orders", &stream) || !evaluator.run(as_of)) return {};
  sop_api::Stream out;
  if (!evaluator.table(SOP_TABLE_FACTS, out)) return {};
  ArrowArrayStream taken = *out.get();
  out.get()->release = nullptr;
  return cells_of(taken);
}

}  // namespace

TEST_CASE("eight threads share a program") {
  const auto program = compiled(shop_text);
  const Rows expected = facts_of(program, 1);
  REQUIRE(expected.size() == 4);
  std::atomic<int> wrong = 0;
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 8; ++t)
      threads.emplace_back([&, t] {
        const sop_api::Program mine = program;  // one more holder
        for (int round = 0; round < 10; ++round)
          if (facts_of(mine, 1 + t % 3) != expected) ++wrong;
      });
  }
  CHECK(wrong == 0);
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
TEST_CASE("compiling again and again leaves nothing behind") {
  const auto round = [] {
    for (int i = 0; i < 100; ++i) {
      const auto program = compiled(shop_text);
      const sop_api::Decider decider(program);
      REQUIRE(facts_of(program, 1).size() == 4);
    }
  };
  round();  // what is made once is made here
  const auto before = mallinfo2().uordblks;
  round();
  const auto after = mallinfo2().uordblks;
  CHECK(after <= before + 64 * 1024);
}
#endif
