// The C interface: the input is a program text up to a zero byte, then one byte per call, in any order. Every call is
// answered with a status below those of our own faults, and what was given is released.
#include <map>

#include "bindings/c/include/sop.hpp"
#include "tests/abi/given_table.h"
#include "tests/fuzz/targets.h"

namespace sop::fuzz {
namespace {

const char* const declarations = R"(project shop { timezone "UTC"  currency CNY }
table customers key id { id id  city text?  age int?  spend money? }
events orders key customer_id time paid_at { customer_id id  paid_at datetime  amount money }
)";

abi::GivenTable customers() {
  return {{"id", abi::Texts{"a", "b", "c", "d"}},
          {"city", abi::Texts{"杭州", std::nullopt, "", "杭州"}},
          {"age", abi::Wholes{17, 18, std::nullopt, 40}},
          {"spend", abi::Reals{99.5, 100.01, std::nullopt, 250}}};
}
abi::GivenTable orders() {
  return {{"customer_id", abi::Texts{"a", "a", "d"}},
          {"paid_at", abi::Texts{"2026-11-20 10:00", "2026-11-21 11:00", "2026-08-01 09:00"}},
          {"amount", abi::Reals{10, 20.5, 30}}};
}

void fine(const sop_api::Outcome& outcome) {
  require(outcome.status >= SOP_OK && outcome.status < SOP_E_MEMORY, "a call is answered", outcome.details);
  require(outcome.details.empty() == (outcome.status == SOP_OK), "what is wrong is said", outcome.details);
}

void give(sop_api::Evaluator& evaluator, const char* input, const abi::GivenTable& table, unsigned batches) {
  abi::Releases releases;
  ArrowArrayStream stream{};
  abi::make_stream(table, static_cast<int>(batches % 3), releases, stream);
  fine(evaluator.add(input, &stream));
  require(stream.release == nullptr, "a stream is consumed");
}

void call(sop_api::Evaluator& evaluator, unsigned which, unsigned more, std::string& memory) {
  std::string text;
  sop_api::Stream stream;
  switch (which % 10) {
    case 0: return give(evaluator, "customers", customers(), more);
    case 1: return give(evaluator, more % 5 == 4 ? "nothing" : "orders", orders(), more);
    case 2: {
      static constexpr const char* instants[] = {"2026-11-22 10:00", "2026-11-25 10:00", "soon"};
      fine(evaluator.run(instants[more % 3]));
      if (const auto left = evaluator.memory()) memory = *left;
      return;
    }
    case 3: return fine(evaluator.table(static_cast<sop_table>(more % 10), stream));
    case 4: return fine(evaluator.why(more % 2 == 0 ? "a" : "nobody", more % 4 < 2 ? "s" : "", text));
    case 5: return fine(evaluator.plan(more % 2 == 0, text));
    case 6: return fine(evaluator.test(text));
    case 7: return fine(evaluator.summary(text));
    case 8: {
      std::string given = memory;
      if (more % 2 == 1 && !given.empty()) given[given.size() * (more / 2) / 128] ^= 1;
      return fine(evaluator.set_memory(given));
    }
    default: return fine(evaluator.clear());
  }
}

}  // namespace

void fuzz_abi(std::string_view bytes) {
  if (bytes.size() > 3000) return;
  const std::size_t end = std::min(bytes.find('\0'), bytes.size());
  const sop_api::SourceFile file{"fuzz.sop", declarations + std::string(bytes.substr(0, end))};
  auto [program, outcome] = sop_api::Program::compile({&file, 1});
  fine(outcome);
  if (!outcome) return;
  sop_api::Evaluator evaluator(program);
  Choices calls(bytes.substr(std::min(end + 1, bytes.size())));
  std::string memory;
  give(evaluator, "customers", customers(), 1);
  give(evaluator, "orders", orders(), 1);
  call(evaluator, 2, 0, memory);
  for (int i = 0; i < 20 && !calls.over(); ++i) {
    const unsigned which = calls.byte();
    call(evaluator, which, calls.byte(), memory);
  }
}

}  // namespace sop::fuzz
