// Customers in pieces: parts of each pass, merged to edges, and every piece run as if all customers were in it.
#include <algorithm>
#include <set>

#include "shop.h"

using namespace abi;

namespace {

const std::string ranking = shop_text + R"(
attribute place = rank(spend)
attribute ordered = ntile(orders_30d, 2 ties id)
attribute part = share_of_total(spend)
attribute mean = avg(customers.age)
segment best = top 2 by spend
segment above = place <= 2 and age > avg(customers.age where place <= 3)
)";

GivenTable only(GivenTable table, const std::set<std::string>& ids) {
  const Texts whose = std::get<Texts>(table[0].values);
  for (GivenColumn& column : table)
    std::visit(
        [&](auto& values) {
          for (std::size_t row = whose.size(); row-- > 0;)
            if (!ids.contains(*whose[row])) values.erase(values.begin() + static_cast<std::ptrdiff_t>(row));
        },
        column.values);
  return table;
}

using Piece = std::set<std::string>;

void give_piece(sop_api::Evaluator& evaluator, const Piece& ids, std::string_view edges) {
  static Releases releases;
  REQUIRE(evaluator.set_edges(edges));
  give(evaluator, "customers", only(customers(), ids), releases);
  give(evaluator, "orders", only(orders(), ids), releases);
}

std::string part_of(const sop_api::Program& program, const Piece& ids, std::string_view edges, const char* at = as_of) {
  sop_api::Evaluator evaluator(program);
  give_piece(evaluator, ids, edges);
  std::string part;
  const auto outcome = evaluator.part(at, part);
  INFO(outcome.details);
  REQUIRE(outcome);
  return part;
}

std::string merged(const sop_api::Program& program, const std::vector<std::string>& parts, std::string_view edges) {
  sop_api::Evaluator evaluator(program);
  REQUIRE(evaluator.set_edges(edges));
  std::string out;
  const auto outcome = evaluator.merge_parts(parts, out);
  INFO(outcome.details);
  REQUIRE(outcome);
  return out;
}

// Passes until every piece has a run.
std::vector<std::vector<std::string>> facts_in_pieces(const sop_api::Program& program, const std::vector<Piece>& pieces,
                                                      int passes) {
  std::string edges;
  for (int pass = 0; pass < passes; ++pass) {
    std::vector<std::string> parts;
    for (const Piece& piece : pieces) parts.push_back(part_of(program, piece, edges));
    edges = merged(program, parts, edges);
  }
  std::vector<std::vector<std::string>> facts;
  for (const Piece& piece : pieces) {
    sop_api::Evaluator evaluator(program);
    give_piece(evaluator, piece, edges);
    const auto outcome = evaluator.run(as_of);
    INFO(outcome.details);
    REQUIRE(outcome);
    for (auto& row : table_of(evaluator, SOP_TABLE_FACTS)) facts.push_back(std::move(row));
  }
  std::ranges::sort(facts);
  return facts;
}

bool says(const sop_api::Outcome& outcome, sop_status status, std::string_view word) {
  return outcome.status == status && outcome.details.find(word) != std::string::npos;
}

}  // namespace

TEST_CASE("customers in pieces have the facts they have together") {
  const auto program = compiled(ranking);
  const auto schema = nlohmann::json::parse(program.schema());
  const int passes = schema["passes"]["without_memory"];
  CHECK(passes == 2);  // who is in the third place or better decides whose mean it is
  for (const auto& asked : schema["needs_all_customers"]) CHECK(asked["in_passes"] == true);
  Releases releases;
  sop_api::Evaluator whole(program);
  give_shop(whole, releases);
  REQUIRE(whole.run(as_of));
  auto expected = table_of(whole, SOP_TABLE_FACTS);
  std::ranges::sort(expected);
  CHECK(facts_in_pieces(program, {{"a", "b", "c", "d"}}, passes) == expected);
  CHECK(facts_in_pieces(program, {{"d"}, {"a", "c"}, {}, {"b"}}, passes) == expected);
  CHECK(facts_in_pieces(program, {{}, {"b", "d"}, {"a", "c"}}, passes) == expected);
}

TEST_CASE("parts go in any order, and the same parts make the same edges") {
  const auto program = compiled(ranking);
  const std::string a = part_of(program, {"a", "d"}, ""), b = part_of(program, {"b"}, ""), c = part_of(program, {}, "");
  CHECK(merged(program, {a, b, c}, "") == merged(program, {c, b, a}, ""));
}

TEST_CASE("what has not been found out cannot be run on, nor what is of another instant") {
  const auto program = compiled(ranking);
  const std::string part = part_of(program, {"a", "b", "c", "d"}, "");
  const std::string first = merged(program, {part}, "");
  const std::string both = merged(program, {part_of(program, {"a", "b", "c", "d"}, first)}, first);
  for (const std::string& edges : {std::string(), first}) {
    sop_api::Evaluator evaluator(program);
    give_piece(evaluator, {"a"}, edges);
    CHECK(says(evaluator.run(as_of), SOP_E_ORDER, "passes over all customers"));
  }
  sop_api::Evaluator later(program);
  give_piece(later, {"a"}, both);
  CHECK(says(later.run("2026-11-23 10:00"), SOP_E_ARGUMENT, "another instant"));
  sop_api::Evaluator merging(program);
  std::string edges;
  REQUIRE(merging.set_edges(first));
  CHECK(says(merging.merge_parts(std::vector{part}, edges), SOP_E_ARGUMENT, "another pass"));
  REQUIRE(merging.set_edges(""));
  CHECK(says(merging.merge_parts(std::vector{part, part_of(program, {}, "", "2026-11-23 10:00")}, edges),
             SOP_E_ARGUMENT, "another instant"));
  CHECK(says(merging.merge_parts({}, edges), SOP_E_ARGUMENT, "no parts"));
}

TEST_CASE("a part and edges say who asks for what first") {
  const auto program = compiled(ranking);
  sop_api::Evaluator evaluator(program);
  std::string bytes;
  CHECK(says(evaluator.part(as_of, bytes), SOP_E_ORDER, "set_edges"));
  CHECK(says(evaluator.merge_parts({}, bytes), SOP_E_ORDER, "set_edges"));
  const auto plain = compiled(shop_text);
  sop_api::Evaluator asks_nothing(plain);
  give_piece(asks_nothing, {"a"}, "");
  CHECK(says(asks_nothing.part(as_of, bytes), SOP_E_ARGUMENT, "asks nothing"));
  CHECK(asks_nothing.clear());
  give_piece(asks_nothing, {"a"}, "");
  CHECK(asks_nothing.run(as_of));
}

TEST_CASE("damaged parts and edges are refused, whatever byte it is") {
  const auto program = compiled(ranking);
  const std::string part = part_of(program, {"a", "b"}, "");
  const std::string edges = merged(program, {part}, "");
  sop_api::Evaluator evaluator(program);
  for (std::size_t i = 0; i < edges.size(); ++i) {
    std::string damaged = edges;
    damaged[i] = static_cast<char>(damaged[i] ^ 1);
    CHECK(evaluator.set_edges(damaged).status == SOP_E_ARGUMENT);
  }
  REQUIRE(evaluator.set_edges(""));
  std::string out;
  for (std::size_t i = 0; i < part.size(); ++i) {
    std::string damaged = part;
    damaged[i] = static_cast<char>(damaged[i] ^ 1);
    CHECK(evaluator.merge_parts(std::vector{damaged}, out).status == SOP_E_ARGUMENT);
  }
  CHECK(evaluator.merge_parts(std::vector{edges}, out).status == SOP_E_ARGUMENT);
  CHECK(evaluator.set_edges(part).status == SOP_E_ARGUMENT);
}

TEST_CASE("what cannot be found out in pieces is told by the schema and refused") {
  const auto event_rule = compiled(shop_text +
                                   "segment rich = spend > avg(customers.spend)\n"
                                   "rule greet { on orders if rich then send thanks }\n");
  const auto schema = nlohmann::json::parse(event_rule.schema());
  CHECK(schema["passes"]["without_memory"] == 0);
  CHECK(schema["needs_all_customers"][0]["in_passes"] == false);
  CHECK(schema["needs_all_customers"][0]["why_not"] == "at_events");
  sop_api::Evaluator evaluator(event_rule);
  give_piece(evaluator, {"a"}, "");
  CHECK(says(evaluator.run(as_of), SOP_E_REFUSED, "in pieces"));
}
