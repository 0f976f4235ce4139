#include "runtime/simulate/simulate.h"

#include <algorithm>

#include "runtime/journeys/world.h"
#include "runtime/run/contacts.h"
#include "runtime/run/effects.h"

namespace sop {
namespace {

class Simulating {
 public:
  Simulating(const Program& program, const Dataset& dataset, const RunOptions& options, const RunContext& context)
      : program_(program), dataset_(dataset), options_(options), context_(context) {
    for (const Rule& rule : program.rules)
      for (const Action& action : rule.actions) tally(rule.name, step_identity(action));
    for (const Journey& journey : program.journeys) {
      out_.journeys.push_back({.name = journey.name});
      for (std::size_t i = 0; i < journey.steps.size(); ++i)
        if (const std::string word = step_word(journey, static_cast<std::int32_t>(i)); !word.empty())
          tally(journey.name, word);
    }
  }

  // False: a calendar has no table for a day that was asked for.
  bool tick(Micros at) {
    RunOptions options = options_;
    options.as_of = at;
    options.has_as_of = true;
    if (out_.ticks > 0) options.before = &memory_;
    Dataset now = dataset_;
    RunResult result = run(program_, now, options, context_);
    if (!result.without_table.empty()) return out_.without_table = result.without_table, false;
    ++out_.ticks;
    for (const ActionRow& row : result.actions) count(row, now);
    for (const DecisionRow& row : result.decisions)
      ++tally(row.source, row.step).not_done[row.reason.empty() ? row.outcome : row.outcome + ": " + row.reason];
    memory_ = std::move(result.memory);
    return true;
  }

  Simulation finish() {
    for (const Instance& one : memory_.journeys.instances) {
      const Journey& journey = program_.journeys[one.journey];
      JourneyTally& of = out_.journeys[one.journey];
      ++of.entered;
      for (const std::string& goal : one.goals) ++of.goals[goal];
      if (one.standing != Standing::over) ++of.inside;
      if (one.outcome == "ended") ++of.ended;
      if (one.outcome == "exited") ++of.exited;
      if (one.standing != Standing::over) ++tally(journey.name, step_word(journey, one.step)).waiting;
    }
    for (auto& [customer, days] : contacts_) add_days(days);
    return std::move(out_);
  }

 private:
  StepTally& tally(const std::string& source, const std::string& step) {
    const auto [found, added] = index_.try_emplace({source, step}, out_.steps.size());
    if (added) out_.steps.push_back({.source = source, .step = step});
    return out_.steps[found->second];
  }

  void count(const ActionRow& row, const Dataset& now) {
    if (!seen_.insert(row.effect_id).second) return;
    ++tally(source_of(program_, row), step_of(program_, row)).done;
    const Action& action = action_of(program_, row);
    const Micros at = row.due_at == no_instant ? 0 : row.due_at;
    const Days day = context_.zone.local_date(at);
    if (is_contact(action)) {
      ++contacts_[row.customer][day];
      ++out_.contacts_on[day];
    }
    if (row.has_staff) {
      const auto hour = static_cast<int>(context_.zone.local_time(at) / micros_per_hour);
      ++out_.staff_load[std::string(now.pool->text(row.staff))][hour];
    }
  }

  void add_days(const std::map<Days, std::uint64_t>& days) {
    for (const auto& [day, count] : days) {
      ++out_.per_day[count];
      std::uint64_t week = 0;
      for (auto other = days.lower_bound(day - 6); other != days.end() && other->first <= day; ++other)
        week += other->second;
      out_.most_per_week = std::max(out_.most_per_week, week);
    }
  }

  const Program& program_;
  const Dataset& dataset_;
  const RunOptions& options_;
  const RunContext& context_;
  Simulation out_;
  RunMemory memory_;
  std::map<std::pair<std::string, std::string>, std::size_t> index_;
  std::set<std::string> seen_;
  std::map<std::uint32_t, std::map<Days, std::uint64_t>> contacts_;
};

}  // namespace

Simulation simulate(const Program& program, const Dataset& dataset, const Period& period, const RunOptions& options,
                    const RunContext& context, const std::function<void(Micros)>& before_tick) {
  Simulating simulating(program, dataset, options, context);
  for (Micros at = period.from; at < period.to; at = moved(at, period.every, context.zone)) {
    before_tick(at);
    if (!simulating.tick(at)) return simulating.finish();
  }
  before_tick(period.to);
  simulating.tick(period.to);
  return simulating.finish();
}

}  // namespace sop
