#include "runtime/simulate/simulate.h"

#include <algorithm>
#include <set>

#include "runtime/run/contacts.h"
#include "runtime/run/effects.h"
#include "runtime/simulate/tally.h"

namespace sop {
namespace {

constexpr int most_repeats = 50;  // of one run, until no more answers come to what it did

class Simulating {
 public:
  Simulating(const Program& program, const Dataset& dataset, const SimulateOptions& how, const RunOptions& options,
             const RunContext& context)
      : program_(program), data_(dataset), how_(how), options_(options), context_(context) {
    for (const Rule& rule : program.rules)
      for (const Action& action : rule.actions)
        if (is_counted(action)) rule_counts(rule.name, step_identity(action));
  }

  // False: the simulation cannot go on.
  bool tick(Micros at) {
    RunOptions options = options_;
    options.as_of = at;
    options.has_as_of = true;
    memory_ = std::move(result_.memory);
    if (out_.ticks > 0) options.before = &memory_;
    for (int turn = 0; turn < most_repeats; ++turn) {
      now_ = data_;
      result_ = run(program_, now_, options, context_);
      if (result_.endless) return out_.endless = result_.endless, false;
      if (!result_.without_table.empty()) return out_.without_table = result_.without_table, false;
      if (!answers(at)) break;
      if (!out_.fault.empty()) return false;
    }
    last_ = options;
    ++out_.ticks;
    for (const ActionRow& row : result_.actions) count(row);
    for (const TagRow& row : result_.tags) count(row);
    for (const DecisionRow& row : result_.decisions) {
      count(row);
      if (row.step != "enter") decisions_.push_back(row);
    }
    return true;
  }

  Simulation finish() {
    for (auto& [customer, days] : contacts_) add_days(days);
    if (out_.ticks > 0 && out_.without_table.empty() && !out_.endless && out_.fault.empty()) {
      RunContext context = context_;
      context.progress = nullptr;
      tally_journeys({program_, now_, last_, context, result_}, decisions_, how_, out_);
    }
    for (const AssumedEvent& event : events_)
      if (event.at >= how_.period.from && event.at <= how_.period.to)
        ++out_.assumed[how_.assumptions[event.assumption].written];
    return std::move(out_);
  }

 private:
  // Events that answer what this run did; true: some of them came before its end, so that it is to be run once more.
  bool answers(Micros as_of) {
    if (how_.assumptions.empty()) return false;
    bool any = false, soon = false;
    for (const ActionRow& row : result_.actions) {
      if (row.due_at < how_.period.from) continue;
      const std::string &source = source_of(program_, row), step = step_of(program_, row);
      for (std::size_t i = 0; i < how_.assumptions.size(); ++i) {
        if (!is_answered(how_.assumptions[i], source, step, action_of(program_, row).object)) continue;
        if (!asked_.insert({i, row.effect_id}).second) continue;
        auto answer = answer_to(how_.assumptions, i, how_.seed, row.effect_id, row.customer, row.due_at, context_.zone);
        if (!answer) continue;
        any = true;
        soon = soon || answer->at <= as_of;
        events_.push_back(std::move(*answer));
      }
    }
    if (!any) return false;
    auto data = how_.with_events(events_);
    if (!data) return out_.fault = data.error(), true;
    data_ = std::move(*data);
    return soon;
  }

  RuleStepCounts& rule_counts(const std::string& source, const std::string& step) {
    const auto [found, added] = rule_index_.try_emplace({source, step}, out_.rules.size());
    if (added) out_.rules.push_back({.source = source, .step = step, .done = 0, .not_done = {}});
    return out_.rules[found->second];
  }

  bool is_within(Micros at) const { return at == no_instant || (at >= how_.period.from && at <= how_.period.to); }

  void count(const ActionRow& row) {
    if (!seen_.insert(row.effect_id).second || !is_within(row.due_at)) return;
    if (row.rule < program_.rules.size()) ++rule_counts(source_of(program_, row), step_of(program_, row)).done;
    const Micros at = row.due_at == no_instant ? 0 : row.due_at;
    const Days day = context_.zone.local_date(at);
    const auto hour = static_cast<int>(context_.zone.local_time(at) / micros_per_hour);
    if (is_contact(action_of(program_, row))) {
      ++contacts_[row.customer][day];
      ++out_.contacts_on[day];
      ++out_.contacts_at[{day, hour}];
    }
    if (row.has_staff) {
      const bool is_personal = privacy_.reads(action_of(program_, row).staff);
      ++out_.staff_load[is_personal ? masked_value : std::string(now_.pool->text(row.staff))][hour];
    }
  }

  // A rule's `enter` and `stop` show in the counts of journeys.
  static bool is_counted(const Action& action) { return action.verb != Verb::enter && action.verb != Verb::stop; }

  // What a rule tags or untags, as the difference that is given out.
  void count(const TagRow& row) {
    if (row.change == TagChange::expire) return;
    for (const Rule& rule : program_.rules)
      for (const Action& action : rule.actions) {
        const Verb verb = row.change == TagChange::remove ? Verb::untag : Verb::tag;
        if (action.verb == verb && now_.pool->text(row.source) == rule.name && now_.pool->text(row.tag) == action.object)
          ++rule_counts(rule.name, step_identity(action)).done;
      }
  }

  void count(const DecisionRow& row) {
    if (!is_within(row.at)) return;
    const auto rule = std::ranges::find(program_.rules, row.source, &Rule::name);
    if (rule != program_.rules.end()) ++rule_counts(row.source, row.step).not_done[{row.outcome, row.reason}];
    const auto journey = std::ranges::find(program_.journeys, row.source, &Journey::name);
    if (journey == program_.journeys.end() || row.step != "enter") return;
    out_.journeys.resize(program_.journeys.size());
    ++out_.journeys[static_cast<std::size_t>(journey - program_.journeys.begin())]
          .not_entered[{row.outcome, row.reason}];
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
  Dataset data_, now_;
  const SimulateOptions& how_;
  const RunOptions& options_;
  const RunContext& context_;
  PrivateData privacy_{program_};
  Simulation out_;
  RunMemory memory_;  // before the last run
  RunResult result_;  // of the last run
  RunOptions last_;
  std::vector<DecisionRow> decisions_;  // of all runs
  std::vector<AssumedEvent> events_;
  std::set<std::pair<std::size_t, std::string>> asked_;
  std::map<std::pair<std::string, std::string>, std::size_t> rule_index_;
  std::set<std::string> seen_;
  std::map<std::uint32_t, std::map<Days, std::uint64_t>> contacts_;
};

}  // namespace

Simulation simulate(const Program& program, const Dataset& dataset, const SimulateOptions& how,
                    const RunOptions& options, const RunContext& context) {
  Simulating simulating(program, dataset, how, options, context);
  for (Micros at = how.period.from; at < how.period.to; at = moved(at, how.period.every, context.zone)) {
    if (how.before_tick) how.before_tick(at);
    if (!simulating.tick(at)) return simulating.finish();
  }
  if (how.before_tick) how.before_tick(how.period.to);
  simulating.tick(how.period.to);
  return simulating.finish();
}

}  // namespace sop
