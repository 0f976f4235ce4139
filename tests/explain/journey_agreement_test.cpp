// `sopc why JOURNEY` against what runs decided: for every golden program and every example with journeys, every
// customer and every journey, after each of its runs. The explanation goes the way of each instance once more and
// judges anew what was not done; all that the runs did and decided until then must be on it, and nothing else.
#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "runtime/explain/why.h"
#include "tests/explain/example_programs.h"

namespace sop {
namespace {

namespace fs = std::filesystem;

// Source, step, instant, outcome, reason; what was done has its effect as the reason.
using Happened = std::tuple<std::string, std::string, Micros, std::string, std::string>;

struct Count {
  std::size_t programs = 0, customers = 0, instances = 0, done = 0, decided = 0, refused = 0, by_record = 0, untold = 0,
              made_up = 0;
};

// What no explanation derives: it depends on the run that heard of it, or on who asked.
bool is_left_out(const Program& program, const DecisionRow& row) {
  if (row.outcome == "late" || row.outcome == "held") return true;
  const auto journey = std::ranges::find(program.journeys, row.source, &Journey::name);
  if (journey == program.journeys.end()) return true;
  return row.step == "enter" && std::ranges::any_of(journey->entries, &JourneyEntry::by_rule);
}

std::set<Happened> explained(const JourneyAnswer& answer, const Journey& journey) {
  std::set<Happened> out;
  const bool by_rule = std::ranges::any_of(journey.entries, &JourneyEntry::by_rule);
  for (const ToldInstance& one : answer.instances)
    for (const ToldStep& step : one.steps) {
      const WayStep& way = step.way;
      if (way.deed) out.insert({journey.name, step.name, way.at, "done", way.deed->effect_id});
      if (!way.outcome.empty()) out.insert({journey.name, step.name, way.at, way.outcome, way.reason});
    }
  for (const ToldEntry& one : answer.entries)
    if (!by_rule && !one.moment.outcome.empty())
      out.insert({journey.name, "enter", one.moment.at, one.moment.outcome, one.moment.reason});
  return out;
}

std::string text_of(const std::set<Happened>& all, const std::set<Happened>& without) {
  std::string out;
  for (const Happened& one : all)
    if (!without.contains(one))
      out += std::get<0>(one) + " " + std::get<1>(one) + " " + std::to_string(std::get<2>(one)) + " " +
             std::get<3>(one) + " (" + std::get<4>(one) + ")\n";
  return out;
}

enum class Asked : std::uint8_t { after_each, at_the_end };

bool is_of_a_journey(const Program& program, const Deed& deed) {
  return std::ranges::any_of(program.journeys, [&](const Journey& one) { return one.name == deed.source; });
}

void compare(const golden::PreparedCase& prepared, const std::vector<Micros>& instants, const std::string& what,
             Count& count, Asked asked = Asked::after_each) {
  const Program& program = prepared.program;
  if (program.journeys.empty()) return;
  ++count.programs;
  RunMemory before;
  std::map<std::uint32_t, std::set<Happened>> happened;  // by customer, in all runs so far
  for (const Micros instant : instants) {
    RunOptions options = golden::options_at(instant);
    options.with_state = instants.size() > 1;
    if (before.exists) options.before = &before;
    Dataset dataset = prepared.prepared.dataset;
    RunResult result = run(program, dataset, options, prepared.context);
    for (const ActionRow& row : result.actions)
      if (row.rule >= program.rules.size())
        happened[row.customer].insert(
            {source_of(program, row), step_of(program, row), row.due_at, "done", row.effect_id});
    // Work that was decided and moved within one run is among the decisions; on record it was done, and moved.
    for (const Deed& deed : result.memory.journeys.deeds)
      if (deed.outcome == "staff_left" && is_of_a_journey(program, deed))
        happened[deed.customer].insert({deed.source, deed.step, deed.at, "done", deed.effect_id});
    for (const DecisionRow& row : result.decisions)
      if (!is_left_out(program, row) && row.outcome != "staff_left")
        happened[row.customer].insert({row.source, row.step, row.at, row.outcome, row.reason});
    const bool is_asked = asked == Asked::after_each || instant == instants.back();
    Why why({program, dataset, options, prepared.context, result}, Language::en);
    for (const std::uint32_t customer : is_asked ? result.frame.customer : std::vector<std::uint32_t>()) {
      ++count.customers;
      std::set<Happened> told;
      for (std::size_t j = 0; j < program.journeys.size(); ++j) {
        const JourneyAnswer answer = why.journey({WhyKind::journey, j, {}, {}}, customer);
        REQUIRE_FALSE(answer.steps.empty());
        told.merge(explained(answer, program.journeys[j]));
        for (const ToldInstance& one : answer.instances) {
          ++count.instances;
          INFO(what << ": at " << instant << ", customer " << customer << "\n" << why_text(answer.steps));
          CHECK(one.agrees);
          for (const ToldStep& step : one.steps) count.by_record += step.way.by_record;
        }
      }
      const std::set<Happened>& did = happened[customer];
      for (const Happened& one : did) {
        count.done += std::get<3>(one) == "done";
        count.decided += std::get<3>(one) != "done";
        count.refused += std::get<1>(one) == "enter";
      }
      INFO(what << ": at " << instant << ", customer " << customer << "\nonly in the runs:\n"
                << text_of(did, told) << "only explained:\n"
                << text_of(told, did));
      if (asked == Asked::after_each) CHECK(told == did);
      for (const Happened& one : did) count.untold += !told.contains(one);
      for (const Happened& one : told) count.made_up += !did.contains(one);
    }
    before = std::move(result.memory);
  }
}

}  // namespace

TEST_CASE("an explanation of journeys agrees with the runs of every golden program") {
  Count count;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(SOP_SOURCE_DIR) / "tests" / "golden")) {
    if (entry.path().extension() != ".md") continue;
    const auto golden = golden::read_case(entry.path().string(), examples::text_of(entry.path()));
    if (!golden || golden->sources().empty()) continue;
    const golden::Folder folder(*golden);
    const auto prepared = golden::prepare_case(golden->sources(), folder);
    if (!prepared || prepared->prepared.dataset.customers == 0) continue;
    const std::vector<Micros> instants = golden::instants_of(*golden, prepared->context.zone);
    if (!instants.empty()) compare(*prepared, instants, entry.path().filename().string(), count);
  }
  WARN(count.programs << " programs, " << count.instances << " instances, " << count.done << " actions, "
                      << count.decided << " decisions, " << count.refused << " entries refused");
  CHECK(count.programs > 80);
  CHECK(count.done > 500);
  CHECK(count.decided > 100);
  CHECK(count.by_record == 0);  // the explanation finds its way without
}

TEST_CASE("an explanation of journeys agrees with the runs for every customer of every example") {
  for (const auto& entry : fs::directory_iterator(fs::path(SOP_SOURCE_DIR) / "examples")) {
    if (!fs::exists(entry.path() / "run")) continue;  // those of embedding run by themselves
    const std::string name = entry.path().filename().string();
    INFO(name);
    const auto prepared = examples::prepare(entry.path());
    REQUIRE(prepared);
    Count count;
    compare(*prepared, examples::instants_of_run(entry.path(), prepared->context.zone), name, count);
    if (count.programs > 0)
      WARN(name << ": " << count.instances << " instances, " << count.done << " actions, " << count.decided
                << " decisions");
  }
}

TEST_CASE("an explanation of journeys agrees with examples that were run every day") {
  for (const char* name : {"b_repurchase_chain", "c_tagged_sop", "d_people_goods_scene", "e_tiers"}) {
    const fs::path folder = fs::path(SOP_SOURCE_DIR) / "examples" / name;
    const auto prepared = examples::prepare(folder);
    INFO(name);
    REQUIRE(prepared);
    const std::vector<Micros> named = examples::instants_of_run(folder, prepared->context.zone);
    std::vector<Micros> daily;
    for (Micros day = 60; day >= 0; --day) daily.push_back(named.back() - day * micros_per_day);
    Count count;
    compare(*prepared, daily, name, count, Asked::at_the_end);
    WARN(name << ": " << count.instances << " instances, " << count.done << " actions, " << count.decided
              << " decisions, " << count.by_record << " steps known by record only, " << count.untold << " unknown");
    // What a tag or tier was at a past instant is not kept for ever: a few outcomes are known to their own run only.
    CHECK(count.untold * 50 <= count.done + count.decided);
    CHECK(count.by_record * 25 <= count.done);
    CHECK(count.made_up == 0);
  }
}

}  // namespace sop
