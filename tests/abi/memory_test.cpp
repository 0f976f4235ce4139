// Ticks with the memory in the host's hands: bytes in, bytes out.
#include <algorithm>

#include "shop.h"

using namespace abi;

namespace {

const std::string with_journey = shop_text + R"(
template come_back on private_chat { class marketing purpose "a" thinks "b" expect orders within 7 days text "e" }
journey second_order {
  enter on orders
  reenter never
  wait 3 days
  send come_back
}
)";

std::string with(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

struct Tick {
  std::string memory;
  std::vector<std::string> actions;
};

Tick tick(const sop_api::Program& program, std::string_view memory, const char* at,
          const GivenTable& people = customers()) {
  Releases releases;
  sop_api::Evaluator evaluator(program);
  REQUIRE(evaluator.set_memory(memory));
  give(evaluator, "customers", people, releases);
  give(evaluator, "orders", orders(), releases);
  const auto outcome = evaluator.run(at);
  INFO(outcome.details);
  REQUIRE(outcome);
  Tick out;
  out.memory = std::string(*evaluator.memory());
  for (const auto& row : table_of(evaluator, SOP_TABLE_ACTIONS)) out.actions.push_back(row[1] + " " + row[3]);
  return out;
}

}  // namespace

TEST_CASE("a rule that stays true fires once; one that becomes true fires then") {
  const auto program = compiled(shop_text);
  const Tick first = tick(program, "", "2026-11-22 10:00");
  CHECK(first.actions == std::vector<std::string>{"a thanks", "b coupon_reminder", "d coupon_reminder"});
  const Tick second = tick(program, first.memory, "2026-11-23 10:00");
  CHECK(second.actions.empty());
  auto grown = customers();
  std::get<Wholes>(grown[2].values)[2] = 30;
  const Tick third = tick(program, second.memory, "2026-11-24 10:00", grown);
  CHECK(third.actions == std::vector<std::string>{"c coupon_reminder"});
}

TEST_CASE("whoever is not in a run's data stays as she was") {
  const auto program = compiled(shop_text);
  const Tick first = tick(program, "", "2026-11-22 10:00");
  auto fewer = customers();
  for (auto& column : fewer) std::visit([](auto& values) { values.erase(values.begin() + 1); }, column.values);
  const Tick without_b = tick(program, first.memory, "2026-11-23 10:00", fewer);
  CHECK(without_b.actions.empty());
  CHECK(tick(program, without_b.memory, "2026-11-24 10:00").actions.empty());
}

TEST_CASE("the same tick gives the same bytes") {
  const auto program = compiled(shop_text);
  const Tick a = tick(program, "", "2026-11-22 10:00"), b = tick(program, "", "2026-11-22 10:00");
  CHECK(a.memory == b.memory);
  CHECK(tick(program, a.memory, "2026-11-23 10:00").memory == tick(program, b.memory, "2026-11-23 10:00").memory);
}

TEST_CASE("a damaged memory is refused, whatever byte it is") {
  const auto program = compiled(shop_text);
  const std::string memory = tick(program, "", "2026-11-22 10:00").memory;
  sop_api::Evaluator evaluator(program);
  const auto refused = [&](const std::string& bytes) {
    REQUIRE(evaluator.clear());
    return evaluator.set_memory(bytes).status == SOP_E_ARGUMENT;
  };
  for (std::size_t i = 0; i < memory.size(); ++i) {
    std::string damaged = memory;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x10);
    INFO("byte " << i);
    CHECK(refused(damaged));
  }
  for (std::size_t size = 1; size < memory.size(); ++size) {
    INFO("length " << size);
    CHECK(refused(memory.substr(0, size)));
  }
  CHECK(refused(memory + "x"));
}

TEST_CASE("time does not run backwards, and too many actions are held") {
  const auto program = compiled(shop_text);
  const std::string memory = tick(program, "", "2026-11-22 10:00").memory;
  Releases releases;
  sop_api::Evaluator evaluator(program);
  REQUIRE(evaluator.set_memory(memory));
  give_shop(evaluator, releases);
  CHECK(evaluator.run("2026-11-21 10:00").status == SOP_E_REFUSED);
  REQUIRE(evaluator.clear());
  REQUIRE(evaluator.set_memory(""));
  give_shop(evaluator, releases);
  sop_run_options options{};
  options.struct_size = sizeof options;
  options.as_of = as_of;
  options.max_actions = 2;
  CHECK(evaluator.run(options).status == SOP_E_REFUSED);
}

TEST_CASE("an edited rule waits for a look, as the command line's does") {
  const std::string memory = tick(compiled(shop_text), "", "2026-11-22 10:00").memory;
  std::string text = shop_text;
  text.replace(text.find("spend > 100"), 11, "spend > 200");
  const auto edited = compiled(text);
  Releases releases;
  sop_api::Evaluator evaluator(edited);
  REQUIRE(evaluator.set_memory(memory));
  give_shop(evaluator, releases);
  CHECK(evaluator.run("2026-11-23 10:00").status == SOP_E_REFUSED);
  REQUIRE(evaluator.clear());
  REQUIRE(evaluator.set_memory(memory));
  give_shop(evaluator, releases);
  sop_run_options options{};
  options.struct_size = sizeof options;
  options.as_of = "2026-11-23 10:00";
  options.accept_redefined = 1;
  CHECK(evaluator.run(options));
  std::string plan;
  REQUIRE(evaluator.plan(true, plan));
  INFO(plan);
  CHECK(plan.find("big") != std::string::npos);
}

TEST_CASE("people in a journey go on, also when it was edited meanwhile") {
  const auto program = compiled(with_journey);
  const Tick first = tick(program, "", "2026-11-20 09:00");
  const Tick entered = tick(program, first.memory, "2026-11-21 12:00");
  CHECK(std::ranges::count(entered.actions, "a come_back") == 0);
  SECTION("as it was") {
    const Tick sent = tick(program, entered.memory, "2026-11-23 12:00");
    CHECK(std::ranges::count(sent.actions, "a come_back") == 1);
    CHECK(std::ranges::count(tick(program, sent.memory, "2026-11-30 12:00").actions, "a come_back") == 0);
  }
  SECTION("edited: who is inside finishes on what she entered") {
    std::string text = with_journey;
    text.replace(text.find("wait 3 days"), 11, "wait 9 days");
    const auto edited = compiled(text);
    const Tick sent = tick(edited, entered.memory, "2026-11-23 12:00");
    CHECK(std::ranges::count(sent.actions, "a come_back") == 1);
  }
  SECTION("taken out: refused while it holds people") {
    const auto without = compiled(shop_text);
    sop_api::Evaluator evaluator(without);
    const auto outcome = evaluator.set_memory(entered.memory);
    CHECK(outcome.status == SOP_E_REFUSED);
    CHECK(outcome.details.find("second_order") != std::string::npos);
  }
  SECTION("a memory after the rows is refused") {
    Releases releases;
    sop_api::Evaluator evaluator(program);
    give_shop(evaluator, releases);
    CHECK(evaluator.set_memory(entered.memory).status == SOP_E_ORDER);
    CHECK(evaluator.run("2026-11-23 12:00"));
  }
}

TEST_CASE("an older version of a journey reads columns that the program no longer does") {
  const std::string asks = "if city = \"杭州\" { send come_back }";
  const std::string text = with(with_journey, "send come_back\n", asks + "\n");
  const auto program = compiled(text);
  const Tick first = tick(program, "", "2026-11-20 09:00");
  const Tick entered = tick(program, first.memory, "2026-11-21 12:00");
  const Tick sent = tick(compiled(with(text, asks, "send come_back")), entered.memory, "2026-11-23 12:00");
  CHECK(std::ranges::count(sent.actions, "a come_back") == 1);
  const Tick as_entered = tick(compiled(with(text, "杭州", "上海")), entered.memory, "2026-11-23 12:00");
  CHECK(std::ranges::count(as_entered.actions, "a come_back") == 1);
}
