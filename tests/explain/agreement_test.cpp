// `sopc why` against what runs decide: for every golden program and every example, every customer, every fact and every
// rule, at each of its instants. A rule's firing is reckoned by the explanation from conditions, memory and `once`, and
// by the run on its own.
#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <set>

#include "runtime/explain/why.h"
#include "runtime/journeys/moved_work.h"
#include "tests/explain/example_programs.h"
#include "tests/project_files.h"

namespace sop {
namespace {

namespace fs = std::filesystem;

struct Tally {
  std::size_t programs = 0, customers = 0, facts = 0, rules = 0, fired = 0, explained = 0;
};

bool same(const std::optional<KnownValue>& a, const std::optional<KnownValue>& b) {
  if (!a || !b) return a.has_value() == b.has_value();
  return a->whole == b->whole && a->text == b->text &&
         (a->real == b->real || (a->real != a->real && b->real != b->real));
}

// How often a rule fired for a customer, by the rows that its first telling action left; nothing for rules that leave
// none.
std::optional<std::size_t> fired(const Program& program, const RunResult& result, const RunMemory* before,
                                 std::uint32_t rule, std::uint32_t customer) {
  // A contact that waits leaves its row in a later run.
  const auto waits = [&](const HeldContact& held) { return held.rule == rule && held.customer == customer; };
  if (std::ranges::any_of(result.memory.journeys.held, waits)) return std::nullopt;
  if (before != nullptr && std::ranges::any_of(before->journeys.held, waits)) return std::nullopt;
  // What was done in this run is known to the journeys' timeline only.
  const auto ours = [&](const Trigger& trigger) {
    return trigger.stream.exists() && is_ours(program.inputs[trigger.stream.index()]);
  };
  if (std::ranges::any_of(program.rules[rule].triggers, ours)) return std::nullopt;
  const auto& actions = program.rules[rule].actions;
  const auto leaves_rows = [](const Action& action) {
    return action.verb != Verb::tag && action.verb != Verb::untag && action.verb != Verb::enter &&
           action.verb != Verb::stop;
  };
  const auto told = std::ranges::find_if(actions, leaves_rows);
  if (told == actions.end()) return std::nullopt;
  const std::string step = step_identity(*told);
  if (std::ranges::count_if(actions, [&](const Action& action) { return step_identity(action) == step; }) > 1)
    return std::nullopt;
  // What went to somebody else because its first doer left is no firing.
  std::set<std::string> moved;
  for (const Deed& deed : result.memory.journeys.deeds) moved.insert(moved_id(deed.effect_id));
  std::size_t count = 0;
  for (const ActionRow& row : result.actions)
    count += row.customer == customer && row.rule == rule && !moved.contains(row.effect_id) &&
             row.action == static_cast<std::uint32_t>(told - actions.begin());
  for (const DecisionRow& row : result.decisions)
    count += row.customer == customer && row.source == program.rules[rule].name && row.step == step;
  return count;
}

void compare(const golden::PreparedCase& prepared, const std::vector<Micros>& instants, const std::string& what,
             Tally& tally) {
  RunMemory before;
  ++tally.programs;
  for (std::size_t i = 0; i < std::max<std::size_t>(1, instants.size()); ++i) {
    RunOptions options = instants.empty() ? RunOptions{.evaluate = evaluate} : golden::options_at(instants[i]);
    options.with_state = instants.size() > 1;
    if (before.exists) options.before = &before;
    Dataset dataset = prepared.prepared.dataset;
    RunResult result = run(prepared.program, dataset, options, prepared.context);
    // Places among all customers are those of the last run, not of this one (semantics C2).
    const bool other_edges = options.before != nullptr && !prepared.program.populations.empty();
    if (!other_edges) {
      const DecidedRun decided{prepared.program, dataset, options, prepared.context, result};
      Why why(decided, Language::en);
      for (std::size_t row = 0; row < result.frame.rows(); ++row) {
        const std::uint32_t customer = result.frame.customer[row];
        const Verdicts verdicts = why.verdicts(customer);
        ++tally.customers;
        for (std::size_t f = 0; f < prepared.program.facts.size(); ++f) {
          const auto is = value_at(result.facts[f], row, *dataset.pool);
          INFO(what << ": customer " << customer << ", fact " << prepared.program.facts[f].name);
          REQUIRE(same(verdicts.facts[f], is));
          ++tally.facts;
        }
        for (std::uint32_t r = 0; r < prepared.program.rules.size(); ++r) {
          const auto did = fired(prepared.program, result, options.before, r, customer);
          if (!did) continue;
          INFO(what << ": instant " << i << ", customer " << customer << ", rule " << prepared.program.rules[r].name);
          REQUIRE(verdicts.fires[r] == *did);
          ++tally.rules;
          tally.fired += *did;
        }
        // The sentences themselves, for some.
        if (customer % 5 != 0) continue;
        for (const std::string_view name : why.names())
          for (const WhySubject& subject : why.find(name)) {
            const std::string answer = why_text(why.explain(subject, customer));
            INFO(what << ": " << name);
            REQUIRE(!answer.empty());
            ++tally.explained;
          }
      }
    }
    before = std::move(result.memory);
  }
}

}  // namespace

TEST_CASE("an explanation agrees with the run in every golden program") {
  Tally tally;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(SOP_SOURCE_DIR) / "tests" / "golden")) {
    if (entry.path().extension() != ".md") continue;
    const auto golden = golden::read_case(entry.path().string(), tests::text_of(entry.path()));
    if (!golden || golden->sources().empty()) continue;
    const golden::Folder folder(*golden);
    const auto prepared = golden::prepare_case(golden->sources(), folder);
    if (!prepared || prepared->prepared.dataset.customers == 0) continue;
    const std::vector<Micros> instants = golden::instants_of(*golden, prepared->context.zone);
    if (instants.empty() && prepared->program.reads_time) continue;
    compare(*prepared, instants, entry.path().filename().string(), tally);
  }
  CHECK(tally.programs > 150);
  CHECK(tally.facts > 1'000);
  CHECK(tally.fired > 100);
  CHECK(tally.explained > 500);
}

TEST_CASE("an explanation agrees with the run for every customer of every example") {
  for (const auto& entry : fs::directory_iterator(fs::path(SOP_SOURCE_DIR) / "examples")) {
    if (!fs::exists(entry.path() / "run")) continue;  // those of embedding run by themselves
    const std::string name = entry.path().filename().string();
    INFO(name);
    const auto prepared = examples::prepare(entry.path());
    REQUIRE(prepared);
    const std::vector<Micros> instants = examples::instants_of_run(entry.path(), prepared->context.zone);
    REQUIRE(!instants.empty());
    Tally tally;
    compare(*prepared, instants, name, tally);
    CHECK(tally.facts > 0);
  }
}

}  // namespace sop
