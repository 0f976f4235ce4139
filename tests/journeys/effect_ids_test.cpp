// Semantics E2: what an effect is known by, and what is no part of it.
#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "runtime/io/instant_option.h"
#include "runtime/io/run_tables.h"
#include "tests/journeys/prepared.h"

namespace sop::journey_tests {
namespace {

// Effect ids by customer, step and due day.
std::multimap<std::string, std::string> ids_of(const std::string& program) {
  JourneyCase made;
  made.program = R"(project p { timezone "Asia/Shanghai" }
table customers key customer_id { customer_id id }
events orders key customer_id time at id order_id { customer_id id  order_id id  at datetime }
events visits key customer_id time at { customer_id id  at datetime }
)" + program;
  made.tables["customers"] = "customer_id\nc1\nc2\n";
  made.tables["orders"] =
      "customer_id,order_id,at\nc1,o1,2026-11-02 10:00\nc1,o2,2026-11-09 10:00\n"
      "c2,o3,2026-11-02 10:00\n";
  made.tables["visits"] = "customer_id,at\nc1,2026-11-02 10:00\nc1,2026-11-02 10:00\n";
  const Prepared prepared = prepare_case(made);
  INFO(prepared.problem);
  REQUIRE(prepared.problem.empty());
  RunOptions options;
  options.evaluate = evaluate;
  options.has_as_of = true;
  options.as_of = *parse_instant("2026-11-30 10:00", &prepared.context.zone);
  Dataset dataset = prepared.dataset;
  const RunResult found = run(prepared.program, dataset, options, prepared.context);
  std::multimap<std::string, std::string> out;
  for (const OutboxRow& row : outbox_rows({&prepared.program, &dataset, &found, prepared.context.zone}))
    out.emplace(row.customer + " " + row.step, row.effect_id);
  return out;
}

std::set<std::string> distinct(const std::multimap<std::string, std::string>& ids) {
  std::set<std::string> out;
  for (const auto& [step, id] : ids) out.insert(id);
  return out;
}

}  // namespace

TEST_CASE("customer, key, entry, step and iteration tell effects apart") {
  const auto ids = ids_of(
      "journey j { enter on orders  reenter after exit  send a  again: send a  "
      "r: repeat up to 2 every 1 day { send b } }");
  CHECK(ids.size() == 12);  // two entries of c1, one of c2: a, again.a, b twice each
  CHECK(distinct(ids).size() == 12);
}

TEST_CASE("texts, other steps and labels of the journey are no part of an effect's identity") {
  const auto plain = ids_of("template a { text \"x\" }\njourney j { enter on orders  reenter never  send a }");
  const auto edited = ids_of(
      "template a { text \"another\" }\ntemplate b { text \"b\" }\n"
      "journey j \"label\" { enter on orders  reenter never  wait 1 day  send b  s: wait 1 hours  t: tag x }\n"
      "journey k { enter on orders  reenter never  send a }");
  const auto moved = ids_of(
      "template a { text \"another\" }\ntemplate b { text \"b\" }\n"
      "journey j \"label\" { enter on orders  reenter never  wait 1 day  send b  send a }");
  const auto id = [](const auto& ids, const char* step) { return ids.find(step)->second; };
  CHECK(id(plain, "c1 send_a") == id(moved, "c1 send_a"));
  CHECK(id(plain, "c2 send_a") == id(moved, "c2 send_a"));
  CHECK(id(plain, "c1 send_a") != id(edited, "c1 send_a"));  // of another journey
}

TEST_CASE("a rule's effect is known by the event's id, in a stream without one by its number among equal rows") {
  const auto by_id = ids_of("on orders then send a");
  CHECK(distinct(by_id).size() == 3);
  const auto equal = ids_of("on visits then send a");
  CHECK(equal.size() == 2);
  CHECK(distinct(equal).size() == 2);
  // Who else listens to the stream changes nothing.
  const auto beside = ids_of("on visits then send a\nrule other { on visits then tag seen }");
  CHECK(distinct(equal) == distinct(beside));
}

}  // namespace sop::journey_tests
