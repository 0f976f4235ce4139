// Semantics D4 as a property: however often the machine runs, triggers and journeys do the same with the same due
// instants. One tick at the end, one a day, 24 an hour apart, and ticks at odd instants. SOP_RANDOM_JOURNEYS says how
// many programs, SOP_RANDOM_HISTORIES how many customers each has, with a history of her own; SOP_RANDOM_SEED from
// where on. Every tenth program also ticks through a state file, with the same end as without one.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <set>

#include "runtime/eval/evaluator.h"
#include "runtime/io/instant_option.h"
#include "runtime/io/run_tables.h"
#include "runtime/journeys/instance_text.h"
#include "runtime/store/store.h"
#include "tests/journeys/prepared.h"

namespace sop::journey_tests {
namespace {

std::uint64_t number_from(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

std::string written(Micros at) {
  if (at == no_instant) return "";
  const Micros local = at + 8 * 3'600'000'000 - 1'793'491'200'000'000;  // since the first of November
  const auto part = [&](Micros unit, Micros of) { return std::to_string(local / unit % of); };
  return part(86'400'000'000, 1'000) + "d" + part(3'600'000'000, 24) + ":" + part(60'000'000, 60) + "." +
         part(1, 60'000'000);
}

// The memory through a file, from which a run loads only those something may happen to.
struct StoredTick {
  std::optional<Store> store;
  RunMemory memory;

  void open(const std::string& path, const Prepared& prepared, const Dataset& dataset, RunOptions& options) {
    auto opened = Store::open(path);
    REQUIRE(opened);
    store = std::move(*opened);
    auto loaded = store->load(prepared.program, dataset);
    REQUIRE(loaded);
    memory = std::move(*loaded);
    options.before = &memory;
  }
  void commit(const Prepared& prepared, const Dataset& dataset, const RunResult& found, const RunView& view) {
    REQUIRE(store->commit(prepared.program, prepared.program, dataset, memory, found, outbox_rows(view)));
  }
};

// Everything that was done and decided over all ticks, one line each. `path`: of a state file; empty: none.
std::multiset<std::string> lived(const Prepared& prepared, const std::vector<Micros>& ticks,
                                 const std::string& path = {}) {
  std::multiset<std::string> out;
  RunResult before;
  RunOptions options;
  options.evaluate = evaluate;
  options.has_as_of = options.with_state = true;
  for (const Micros tick : ticks) {
    options.as_of = tick;
    Dataset dataset = prepared.dataset;
    StoredTick stored;
    if (!path.empty()) stored.open(path, prepared, dataset, options);
    RunResult found = run(prepared.program, dataset, options, prepared.context);
    const RunView view{&prepared.program, &dataset, &found, prepared.context.zone};
    for (const OutboxRow& row : outbox_rows(view))
      out.insert(row.customer + " " + row.source + " " + row.step + " due " + written(row.due_at) + " until " +
                 written(row.expires_at) + " " + row.params + " " + row.effect_id);
    for (const DecisionRow& row : found.decisions)
      out.insert(std::string(dataset.pool->text(dataset.customer_ids[row.customer])) + " " + row.source + " " +
                 row.step + " at " + written(row.at) + " " + row.outcome + ": " + row.reason);
    write_held(view, found.memory.journeys);
    for (Instance& one : found.memory.journeys.instances) {
      const Journey& journey = prepared.program.journeys[one.journey];
      auto again = instance_from_text(instance_text(one, journey), journey);
      REQUIRE(again);
      again->journey = one.journey;
      again->customer = one.customer;
      again->key = one.key;
      again->entry = one.entry;
      REQUIRE(*again == one);
    }
    if (!path.empty()) stored.commit(prepared, dataset, found, view);
    before = std::move(found);
    options.before = &before.memory;
  }
  for (const StoredTag& tag : before.memory.tags)
    if (!tag.locked && tag.until > ticks.back())
      out.insert(std::to_string(tag.customer) + " holds " + std::string(prepared.dataset.pool->text(tag.tag)));
  return out;
}

std::string difference(const std::multiset<std::string>& once, const std::multiset<std::string>& often) {
  std::string out;
  for (const std::string& line : once)
    if (once.count(line) != often.count(line)) out += "  once:  " + line + "\n";
  for (const std::string& line : often)
    if (once.count(line) != often.count(line)) out += "  often: " + line + "\n";
  return out;
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

std::string shown(const JourneyCase& made) {
  std::string out = made.program;
  for (const auto& [name, text] : made.tables) out += "\n" + name + "\n" + text;
  return out;
}

}  // namespace

TEST_CASE("however often the machine runs, journeys and triggers do the same") {
  const std::uint64_t first = number_from("SOP_RANDOM_SEED", 1);
  const std::uint64_t count = number_from("SOP_RANDOM_JOURNEYS", 300);
  const auto histories = static_cast<int>(number_from("SOP_RANDOM_HISTORIES", 36));
  std::uint64_t actions = 0, different = 0, refused = 0;
  for (std::uint64_t seed = first; seed < first + count && different < 3; ++seed) {
    const JourneyCase made = make_journey_case(seed, histories);
    const Prepared prepared = prepare_case(made);
    INFO("seed " << seed << "\n" << shown(made) << prepared.problem);
    // Some programs are refused: what they send is never open at its hour.
    refused += prepared.problem.empty() ? 0 : 1;
    if (prepared.problem.contains("error[S3007]")) continue;
    REQUIRE(prepared.problem.empty());
    const ZoneRules& zone = prepared.context.zone;
    const auto instant = [&](const std::string& text) { return *parse_instant(text, &zone); };
    const Micros start = instant("2026-11-01 12:00"), end = instant("2026-11-25 12:00");
    constexpr Micros hour = 3'600'000'000;
    random_tests::Dice dice(seed * 77);
    std::vector<Micros> daily{start}, hourly{start}, odd;
    for (Micros at = start + 24 * hour; at < end; at += 24 * hour) daily.push_back(at);
    const Micros from = start + static_cast<Micros>(dice.below(18)) * 24 * hour;
    for (int i = 1; i <= 24; ++i) hourly.push_back(from + i * hour);
    std::set<Micros> chosen{start, end};
    for (const std::string& text : made.instants)
      if (dice.one_in(std::max<std::size_t>(3, made.instants.size() / 8)))
        chosen.insert(instant(text) + static_cast<Micros>(dice.below(2)) * dice.between(0, 2));
    for (int i = 0; i < 4; ++i) chosen.insert(start + static_cast<Micros>(dice.below(20 * 24)) * hour / 2);
    odd.assign(chosen.begin(), chosen.end());
    daily.push_back(end);
    hourly.push_back(end);
    const auto once = lived(prepared, {start, end});
    actions += once.size();
    const std::string file =
        (std::filesystem::temp_directory_path() / ("sop-ticks-" + std::to_string(::getpid()) + ".sqlite")).string();
    if (seed % 10 == 0) {
      const std::string found = difference(lived(prepared, odd), lived(prepared, odd, file));
      for (const char* part : {"", "-wal", "-shm"}) std::filesystem::remove(file + part);
      if (!found.empty()) FAIL_CHECK("without a state file (once) and with it (often)\n" << found);
    }
    for (const auto& ticks : {daily, hourly, odd}) {
      const std::string found = difference(once, lived(prepared, ticks));
      if (found.empty()) continue;
      FAIL_CHECK((ticks == daily ? "daily" : ticks == hourly ? "hourly" : "odd") << "\n" << found);
      ++different;
      break;
    }
  }
  WARN(count - refused << " programs x " << histories << " histories, " << actions << " things done or decided");
  CHECK(actions > 5 * count);
  CHECK(refused <= count / 4);
}

// A program without consent, and the same with a suppression that nobody falls under: nothing but who may be written to
// at all depends on it.
TEST_CASE("a suppression that nobody falls under changes nothing") {
  const std::uint64_t first = number_from("SOP_RANDOM_SEED", 1);
  const std::uint64_t count = number_from("SOP_RANDOM_JOURNEYS", 300) / 2;
  std::uint64_t compared = 0;
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    JourneyCase asked = make_journey_case(seed, 12);
    replace_all(asked.tables["customers"], ",true\n", ",false\n");
    asked.program += R"(policy few { cap 1 send per 2 days on_cap skip }
template m1 on chat { text "x" }
template m2 on sms { text "x" }
rule q1 { on a then send m1 }
rule q2 { on b then send m2 }
rule q3 { if busy then send m1 }
)";
    JourneyCase unasked = asked;
    replace_all(unasked.program, "opted_out bool consent", "opted_out bool");
    replace_all(unasked.program, "suppress opted_out ", "");
    replace_all(unasked.program, "policy consent { }", "");
    const Prepared with = prepare_case(asked), without = prepare_case(unasked);
    INFO("seed " << seed << "\n" << shown(unasked) << with.problem << without.problem);
    REQUIRE(with.problem.empty() == without.problem.empty());
    if (!with.problem.empty()) continue;
    const std::vector<Micros> ticks{*parse_instant("2026-11-01 12:00", &with.context.zone),
                                    *parse_instant("2026-11-25 12:00", &with.context.zone)};
    const auto expected = lived(with, ticks);
    compared += expected.size();
    const std::string found = difference(expected, lived(without, ticks));
    if (!found.empty()) FAIL("with a suppression (once) and without one (often)\n" << found);
  }
  CHECK(compared > 20 * count);
}

}  // namespace sop::journey_tests
