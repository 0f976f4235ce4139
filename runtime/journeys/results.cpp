#include "runtime/journeys/results.h"

#include <algorithm>

#include "runtime/journeys/moved_work.h"
#include "runtime/journeys/open_tasks.h"
#include "stdlib/time/duration.h"
#include "stdlib/time/shift.h"

namespace sop {
namespace {

std::string word_of(const Program& program, const TextPool& pool, const ColumnData& outcome, std::size_t row) {
  if (!outcome.type.is(TypeKind::enumeration)) return std::string(pool.text(outcome.codes[row]));
  const Enumeration& all = program.enumerations[outcome.type.enumeration.index()];
  return all.members[static_cast<std::size_t>(outcome.whole[row])];
}

void add_told(const Program& program, const TextPool& pool, const Input& input, const TableData& table, Micros as_of,
              std::vector<ToldOutcome>& out) {
  const auto column = [&](std::string_view name) -> const ColumnData* {
    for (std::size_t i = 0; i < input.columns.size() && i < table.columns.size(); ++i)
      if (input.columns[i].name == name && table.columns[i].rows > 0) return &table.columns[i];
    return nullptr;
  };
  const ColumnData *effect = column("effect_id"), *outcome = column("outcome"), *at = column("at");
  if (effect == nullptr || outcome == nullptr || at == nullptr) return;
  for (std::size_t row = 0; row < effect->rows; ++row)
    if (at->whole[row] <= as_of)
      out.push_back({pool.text(effect->codes[row]), word_of(program, pool, *outcome, row), at->whole[row]});
}

std::uint64_t name_of(const std::string& effect, const DeedResult& result) {
  return seen_name(effect + "\x1f" + result.outcome + "\x1f" + std::to_string(result.at));
}

// An outcome that is older than this is not late any more, just known.
Micros late_from(const World& world, Micros instant) {
  Duration longest = unpack_duration(Input{}.lateness);
  for (const Input& input : world.program.inputs)
    if (input.name == "send_results" || input.name == "task_results") longest = unpack_duration(input.lateness);
  return shifted(instant, {-longest.count, longest.unit}, world.context.zone);
}

// The outcomes of people leaving are made by the engine itself, at an instant of its choice.
bool is_from_outside(const DeedResult& result) { return result.outcome != "staff_left"; }

const SeenEvents* seen_before(const World& world) {
  const RunMemory* before = world.options.before;
  if (before == nullptr || !before->exists) return nullptr;
  const auto found = before->seen_events.find(outcomes_seen);
  return found == before->seen_events.end() ? nullptr : &found->second;
}

// None: the stream tells of no deeds.
const OurRows* deeds_of_rows(const World& world, InputId stream) {
  const auto found = world.ours.find(stream.value);
  const bool of_deeds = found != world.ours.end() && world.program.inputs[stream.index()].name != "entries";
  return of_deeds ? &found->second : nullptr;
}

// Only what is open is left behind: of all else, that somebody left is no news.
bool is_news(const World& world, std::uint32_t deed, const DeedResult& result) {
  return result.outcome != "staff_left" || is_open_with(world.deeds[deed], world.deeds[deed].outcome);
}

void write(World& world, std::uint32_t deed, const DeedResult& result) {
  if (!is_news(world, deed, result)) return;
  count_outcome(world, deed, result.outcome);
  Deed& done = world.deeds[deed];
  done.outcome = result.outcome;
  done.closed_at = result.outcome == "pending" ? INT64_MIN : result.at;
  world.outcomes_changed.push_back(deed);
}

}  // namespace

std::vector<ToldOutcome> told_outcomes(const Program& program, const Dataset& dataset, Micros as_of) {
  std::vector<ToldOutcome> out;
  for (std::size_t i = 0; i < program.inputs.size(); ++i) {
    const Input& input = program.inputs[i];
    if (input.predeclared && (input.name == "send_results" || input.name == "task_results"))
      add_told(program, *dataset.pool, input, dataset.inputs[i], as_of, out);
  }
  return out;
}

void read_results(World& world) {
  // What the relay wrote down since is news of its own instant.
  for (Deed& deed : world.deeds)
    if (deed.closed_at != INT64_MIN) {
      world.results[deed.effect_id].push_back({deed.closed_at, deed.outcome});
      deed.outcome = "pending";
      deed.closed_at = INT64_MIN;
    }
  for (ToldOutcome& told : told_outcomes(world.program, world.dataset, world.options.as_of))
    world.results[std::string(told.effect)].push_back({told.at, std::move(told.outcome)});
  expect_leavings_of_earlier_deeds(world);
  for (auto& [effect, results] : world.results) std::ranges::stable_sort(results, {}, &DeedResult::at);
  const RunMemory* before = world.options.before;
  const SeenEvents* seen = seen_before(world);
  for (std::uint32_t deed = 0; deed < world.deeds.size(); ++deed) {
    const auto found = world.results.find(world.deeds[deed].effect_id);
    if (found == world.results.end()) continue;
    world.awaited[world.deeds[deed].customer].push_back(deed);
    if (before == nullptr) continue;
    for (const DeedResult& result : found->second) {
      if (result.at > before->as_of) continue;
      const bool late = seen != nullptr && is_from_outside(result) && result.at > late_from(world, before->as_of) &&
                        !seen->contains(name_of(found->first, result));
      if (late)
        world.late_results.push_back({world.deeds[deed].customer, result.at});
      else
        write(world, deed, result);
    }
  }
}

SeenEvents seen_results(const World& world) {
  SeenEvents out;
  const Micros oldest = late_from(world, world.options.as_of);
  if (const SeenEvents* before = seen_before(world))
    for (const auto& [name, at] : *before)
      if (at >= oldest) out.emplace(name, at);
  for (const auto& [effect, results] : world.results)
    for (const DeedResult& result : results)
      if (is_from_outside(result) && result.at >= oldest && result.at <= world.options.as_of)
        out.emplace(name_of(effect, result), result.at);
  return out;
}

Micros next_result(const World& world, std::uint32_t customer, Micros after) {
  Micros next = INT64_MAX;
  if (const auto hers = world.awaited.find(customer); hers != world.awaited.end())
    for (const std::uint32_t deed : hers->second)
      for (const DeedResult& result : world.results.at(world.deeds[deed].effect_id))
        if (result.at > after) next = std::min(next, result.at);
  return next;
}

bool take_results(World& world, std::uint32_t customer, Micros at) {
  const auto hers = world.awaited.find(customer);
  if (hers == world.awaited.end()) return false;
  bool any = false;
  for (const std::uint32_t deed : hers->second)
    for (const DeedResult& result : world.results.at(world.deeds[deed].effect_id)) {
      if (result.at != at || !is_news(world, deed, result)) continue;
      if (!world.results_taken.insert({deed, at}).second) continue;
      write(world, deed, result);
      any = true;
    }
  return any;
}

bool reads_outcome(const Program& program, InputId stream, InstId condition) {
  std::set<std::int32_t> seen;
  std::vector<InstId> todo{condition};
  while (!todo.empty()) {
    const InstId id = todo.back();
    todo.pop_back();
    if (!id.exists() || !seen.insert(id.value).second) continue;
    for (const InstId arg : program.args_of(id)) todo.push_back(arg);
    const Inst& inst = program.at(id);
    if (inst.kind != InstKind::column || inst.a != stream.value) continue;
    const std::string& name = program.inputs[stream.index()].columns[static_cast<std::size_t>(inst.b)].name;
    if (name == "outcome" || name == "closed_at") return true;
  }
  return false;
}

std::vector<std::uint32_t> rows_with_results(const World& world, InputId stream, std::uint32_t customer, Micros at) {
  std::vector<std::uint32_t> out;
  const OurRows* rows = deeds_of_rows(world, stream);
  if (rows == nullptr) return out;
  const TableData& table = world.dataset.inputs[stream.index()];
  for (std::uint32_t row = table.begin[customer]; row < table.begin[customer + 1]; ++row)
    if (world.results_taken.contains({rows->of[row], at})) out.push_back(row);
  return out;
}

bool was_closed_before(const World& world, InputId stream, std::uint32_t row) {
  const OurRows* rows = deeds_of_rows(world, stream);
  if (rows == nullptr) return false;
  const Deed& deed = world.deeds[rows->of[row]];
  const auto results = world.results.find(deed.effect_id);
  return results != world.results.end() &&
         std::ranges::any_of(results->second, [&](const DeedResult& result) { return result.at < deed.at; });
}

}  // namespace sop
