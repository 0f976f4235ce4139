#include "errands.h"

#include <cstring>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

namespace abi {

const std::string errands_text = R"(project shop {
  timezone "America/New_York"
  currency CNY
}
table customers key id {
  id id
  city text?
  age int?
  spend money?
  joined date?
}
events orders key customer_id time paid_at {
  customer_id id
  paid_at datetime
  amount money
}
channel private_chat direct
template thanks on private_chat { class marketing purpose "a" thinks "b" expect orders within 7 days text “{spend default ¥0}: {city default "somewhere"}” }
template come_back on private_chat { class marketing purpose "a" thinks "b" expect orders within 7 days text "c" }
attribute orders_30d = count(orders within 30 days)
attribute spent = sum(orders.amount within 60 days) default ¥0
attribute place = rank(spend)
segment adults = age >= 18
segment coast = city matches "^.*(海|岛)$"
segment lately = joined within 30 days
segment best = top 10% by spend
segment buyers = orders_30d > 0
tag big when spend > 100 and adults
tag rising when spent > 50 or place <= 3
rule greet { if tag = big and (coast or lately) then send thanks }
journey second_order {
  enter on orders
  reenter never
  wait 3 days
  send come_back
}
test "who is big" {
  customer { city: "上海"  age: 30  spend: 200 }
  at 2026-11-22 10:00
  expect tag = big
  expect send thanks
}
)";

namespace {

using Json = nlohmann::json;
using sop_api::Evaluator;
using sop_api::Program;

constexpr const char* now = "2026-11-22 10:00";
constexpr std::int64_t now_us = 1'795'359'600'000'000;  // the same, in New York
constexpr std::int64_t first_of_november = 20'758;      // days since 1970

std::string day_of_november(std::int64_t day) {
  return "2026-11-" + std::string(day < 10 ? "0" : "") + std::to_string(day);
}

// Whether a call went well; else its status and what was found are told.
bool went_well(const sop_api::Outcome& outcome, std::string& told) {
  if (!outcome) told += std::string(outcome.name()) + " " + outcome.details + "\n";
  return static_cast<bool>(outcome);
}

bool give(Evaluator& evaluator, const char* input, const GivenTable& table, std::string& told) {
  Releases releases;
  ArrowArrayStream stream{};
  make_stream(table, 1, releases, stream);
  const auto outcome = evaluator.add(input, &stream);
  if (stream.release != nullptr || releases.streams != 1) told += "not released once\n";
  return went_well(outcome, told);
}

bool give_people(Evaluator& evaluator, const People& people, std::string& told) {
  return give(evaluator, "customers", people.customers, told) && give(evaluator, "orders", people.orders, told);
}

void tell_table(Evaluator& evaluator, sop_table which, std::string& told) {
  sop_api::Stream stream;
  if (!went_well(evaluator.table(which, stream), told)) return;
  ArrowArrayStream taken = *stream.get();
  stream.get()->release = nullptr;
  for (const auto& row : cells_of(taken)) {
    for (const std::string& cell : row) (told += cell) += '|';
    told += '\n';
  }
}

sop_evaluator_options options_of(int threads) {
  sop_evaluator_options options{};
  options.struct_size = sizeof options;
  options.threads = threads;
  return options;
}

std::string schema_and_findings(const Program& program) {
  return std::string(program.schema()) + "\n" + std::string(program.diagnostics());
}

std::string own_tests(const Program& program) {
  Evaluator evaluator(program);
  std::string told, json;
  if (went_well(evaluator.test(json), told)) told += json;
  return told;
}

std::string ticks(const Program& program, const People& people) {
  std::string told, memory;
  for (const char* at : {"2026-11-20 09:00", "2026-11-21 12:00", "2026-11-24 12:00", "2026-11-27 12:00"}) {
    const Tick one = tick(program, people, memory, at);
    memory = one.memory;
    told += one.told + memory + "\n";
  }
  return told;
}

// Called off when it is asked the nth time; the evaluator serves on.
std::string called_off(const Program& program, const People& people, int threads) {
  std::string told;
  for (int asked_before = 0; asked_before < 4; ++asked_before) {
    int left = asked_before;
    sop_evaluator_options options = options_of(threads);
    options.cancel = [](void* data) { return (*static_cast<int*>(data))-- == 0 ? 1 : 0; };
    options.cancel_data = &left;
    Evaluator evaluator(program, &options);
    if (!give_people(evaluator, people, told)) continue;
    told += evaluator.run(now).name();
    went_well(evaluator.clear(), told);
    told += whole_run(evaluator, people);
  }
  return told;
}

// Every second customer is in the other piece.
People piece_of(const People& people, std::size_t which) {
  People out(0);
  const auto take = [](const GivenTable& from, GivenTable& to, const auto& is_taken) {
    for (std::size_t c = 0; c < from.size(); ++c)
      std::visit(
          [&](const auto& values) {
            auto& kept = std::get<std::decay_t<decltype(values)>>(to[c].values);
            for (std::size_t row = 0; row < values.size(); ++row)
              if (is_taken(row)) kept.push_back(values[row]);
          },
          from[c].values);
  };
  const auto& owners = std::get<Texts>(people.orders[0].values);
  take(people.customers, out.customers, [&](std::size_t row) { return row % 2 == which; });
  take(people.orders, out.orders,
       [&](std::size_t row) { return static_cast<std::size_t>(std::stol(owners[row]->substr(1))) % 2 == which; });
  return out;
}

std::string in_pieces(const Program& program, const People& people) {
  std::string told, edges;
  const People pieces[] = {piece_of(people, 0), piece_of(people, 1)};
  const int passes = Json::parse(program.schema())["passes"]["without_memory"];
  for (int pass = 0; pass < passes; ++pass) {
    std::vector<std::string> parts(2);
    for (int i = 0; i < 2; ++i) {
      Evaluator evaluator(program);
      if (!went_well(evaluator.set_edges(edges), told) || !give_people(evaluator, pieces[i], told)) return told;
      if (!went_well(evaluator.part(now, parts[i]), told)) return told;
    }
    Evaluator merging(program);
    if (!went_well(merging.set_edges(edges), told) || !went_well(merging.merge_parts(parts, edges), told)) return told;
  }
  for (const People& piece : pieces) {
    Evaluator evaluator(program);
    if (!went_well(evaluator.set_edges(edges), told) || !give_people(evaluator, piece, told)) return told;
    if (!went_well(evaluator.run(now), told)) return told;
    tell_table(evaluator, SOP_TABLE_FACTS, told);
  }
  return told;
}

std::string refusals(const Program& program, const People& people) {
  std::string told, text;
  Evaluator evaluator(program);
  auto damaged = people.customers;
  damaged[2].name = "years";
  give(evaluator, "customers", damaged, told);
  went_well(evaluator.clear(), told);
  went_well(evaluator.run("soon"), told);
  went_well(evaluator.set_memory("no memory"), told);
  if (give_people(evaluator, people, told) && went_well(evaluator.run(now), told)) {
    went_well(evaluator.why("nobody", "", text), told);
    went_well(evaluator.why("c1", "nothing", text), told);
  }
  return told;
}

// Compiling is no part of a shared program, but goes on beside it.
std::string compiled_beside() {
  std::string wrong = errands_text;
  wrong.replace(wrong.find("age >= 18"), 9, "agee >= 1");
  return schema_and_findings(compiled_for_errands(errands_text)) + schema_and_findings(compiled_for_errands(wrong));
}

template <class Value>
void put(const Json& column, const std::optional<Value>& value, std::vector<std::byte>& row) {
  row[column["known_offset"].get<std::size_t>()] = std::byte{value.has_value()};
  if (value) std::memcpy(row.data() + column["offset"].get<std::size_t>(), &*value, sizeof *value);
}

std::vector<std::byte> row_of(const Person& person, const Json& layout) {
  std::vector<std::byte> row(layout["row_size"].get<std::size_t>());
  std::optional<sop_text> city;
  if (person.city) city = sop_text{person.city->data(), person.city->size()};
  std::optional<std::int64_t> units;
  if (person.spend) units = *person.spend * 10'000;
  for (const Json& column : layout["columns"]) {
    const std::string name = column["name"];
    if (name == "city") put(column, city, row);
    if (name == "age") put(column, person.age, row);
    if (name == "spend") put(column, units, row);
    if (name == "joined") put(column, person.joined_day, row);
  }
  return row;
}

}  // namespace

sop_api::Program compiled_for_errands(const std::string& text) {
  std::ifstream rules("/usr/share/zoneinfo/America/New_York", std::ios::binary);
  const sop_api::ZoneFile zone{"America/New_York", {std::istreambuf_iterator<char>(rules), {}}, ""};
  const sop_api::SourceFile file{"shop.sop", text};
  return sop_api::Program::compile({&file, 1}, {&zone, 1}).first;
}

People::People(std::size_t count) {
  const char* cities[] = {"杭州", "上海", "青岛", ""};
  Texts ids, towns, joined, owners, times;
  Wholes ages;
  Reals spends, amounts;
  for (std::size_t i = 0; i < count; ++i) {
    const auto n = static_cast<std::int64_t>(i * 2'654'435'761u % 1'000'003);
    Person person{"c" + std::to_string(i), cities[n % 4], n % 70, n % 997, first_of_november + n % 20};
    if (n % 5 == 0) person.city.reset();
    if (n % 7 == 0) person.age.reset();
    if (n % 9 == 0) person.spend.reset();
    if (n % 3 == 0) person.joined_day.reset();
    ids.push_back(person.id);
    towns.push_back(person.city);
    ages.push_back(person.age);
    spends.push_back(person.spend ? std::optional(static_cast<double>(*person.spend)) : std::nullopt);
    joined.push_back(person.joined_day ? std::optional(day_of_november(1 + n % 20)) : std::nullopt);
    for (std::int64_t order = 0; order < n % 4; ++order) {
      owners.push_back(person.id);
      times.push_back(day_of_november(1 + (n + 5 * order) % 21) + " 10:00");
      amounts.push_back(static_cast<double>(1 + n % 30));
    }
    persons.push_back(std::move(person));
  }
  customers = {{"id", ids}, {"city", towns}, {"age", ages}, {"spend", spends}, {"joined", joined}};
  orders = {{"customer_id", owners}, {"paid_at", times}, {"amount", amounts}};
}

std::string whole_run(Evaluator& evaluator, const People& people) {
  std::string told;
  if (!give_people(evaluator, people, told) || !went_well(evaluator.run(now), told)) return told;
  for (sop_table which = SOP_TABLE_ACTIONS; which <= SOP_TABLE_STAGES; ++which) tell_table(evaluator, which, told);
  std::string text;
  if (went_well(evaluator.summary(text), told)) told += text;
  if (went_well(evaluator.why("c1", "greet", text), told)) told += text;
  if (went_well(evaluator.why("c2", "", text), told)) told += text;
  if (went_well(evaluator.plan(true, text), told)) told += text;
  return told;
}

std::string whole_run(const Program& program, const People& people, int threads) {
  const sop_evaluator_options options = options_of(threads);
  Evaluator evaluator(program, &options);
  return whole_run(evaluator, people);
}

std::string decided(const Program& program, const People& people) {
  sop_api::Decider decider(program);
  if (!decider) return decider.why_not();
  const Json layout = Json::parse(decider.layout());
  const std::size_t answers = layout["answers"].size();
  std::string told = layout["answers"].dump() + "\n";
  std::vector<std::uint64_t> bits((answers + 63) / 64);
  for (const Person& person : people.persons) {
    if (decider.decide(row_of(person, layout), now_us, bits) != SOP_OK) told += "refused";
    for (std::size_t a = 0; a < answers; ++a) told += (bits[a / 64] >> (a % 64) & 1) != 0 ? '1' : '0';
    told += '\n';
  }
  return told;
}

Tick tick(const Program& program, const People& people, const std::string& memory, const char* at) {
  Tick out;
  Evaluator evaluator(program);
  sop_run_options options{};
  options.struct_size = sizeof options;
  options.as_of = at;
  options.accept_redefined = 1;
  if (!went_well(evaluator.set_memory(memory), out.told) || !give_people(evaluator, people, out.told)) return out;
  if (!went_well(evaluator.run(options), out.told)) return out;
  tell_table(evaluator, SOP_TABLE_ACTIONS, out.told);
  tell_table(evaluator, SOP_TABLE_DECISIONS, out.told);
  out.memory = std::string(*evaluator.memory());
  return out;
}

std::vector<Errand> errands_over(const People& people) {
  return {
      {"a batch", "thanks", [&](const Program& p, int threads) { return whole_run(p, people, threads); }},
      {"one customer after the other", "11", [&](const Program& p, int) { return decided(p, people); }},
      {"what it reads and gives", "second_order", [](const Program& p, int) { return schema_and_findings(p); }},
      {"its own tests", "who is big", [](const Program& p, int) { return own_tests(p); }},
      {"ticks", "come_back", [&](const Program& p, int) { return ticks(p, people); }},
      {"called off", "SOP_E_CANCELLED", [&](const Program& p, int threads) { return called_off(p, people, threads); }},
      {"in pieces", "c1|", [&](const Program& p, int) { return in_pieces(p, people); }},
      {"refusals", "there is no column `age`", [&](const Program& p, int) { return refusals(p, people); }},
      {"compiling", "agee", [](const Program&, int) { return compiled_beside(); }},
  };
}

}  // namespace abi
