#include "runtime/simulate/tally.h"

#include <algorithm>

#include "compiler/diagnostics/width.h"
#include "runtime/explain/deed_words.h"
#include "runtime/explain/outcome_words.h"
#include "runtime/run/effects.h"

namespace sop {
namespace {

constexpr std::size_t told_every = 256;  // customers between two words about progress

class Tally {
 public:
  Tally(const DecidedRun& run, const SimulateOptions& how, Simulation& out)
      : run_(run), how_(how), out_(out), en_(run, Language::en), zh_(run, Language::zh) {
    out_.journeys.resize(run.program.journeys.size());
    for (std::size_t j = 0; j < out_.journeys.size(); ++j)
      out_.journeys[j].steps.resize(run.program.journeys[j].steps.size());
  }

  void run(const std::vector<DecisionRow>& decisions) {
    std::map<std::uint32_t, HerJourneys> all;
    for (const Instance& one : run_.result.memory.journeys.instances) all[one.customer].instances.push_back(one);
    for (const Deed& one : run_.result.memory.journeys.deeds) all[one.customer].deeds.push_back(one);
    for (const DecisionRow& one : decisions)
      if (const auto hers = all.find(one.customer); hers != all.end()) hers->second.decisions.push_back(one);
    const std::vector<std::uint32_t> shown = sample(all);
    std::size_t looked_at = 0;
    for (auto& [customer, record] : all) {
      if (how_.counted && looked_at++ % told_every == 0) how_.counted(looked_at, all.size());
      std::ranges::stable_sort(record.instances, {}, &Instance::entered_at);
      std::ranges::stable_sort(record.deeds, {}, &Deed::at);
      take_news_of_deeds(record);
      told_ = std::ranges::binary_search(shown, customer) ? &out_.timelines.emplace_back() : nullptr;
      for (const Instance& one : record.instances) count(record, one);
      if (told_ != nullptr) finish_timeline(customer, record);
    }
  }

 private:
  bool is_within(Micros at) const { return at >= how_.period.from && at <= how_.period.to; }

  // Those for whom something happened, in the order of a draw.
  std::vector<std::uint32_t> sample(const std::map<std::uint32_t, HerJourneys>& all) const {
    std::vector<std::pair<std::string, std::uint32_t>> drawn;
    for (const auto& [customer, record] : all)
      drawn.emplace_back(effect_id({"timeline", std::to_string(how_.seed), customer_id(customer)}), customer);
    std::ranges::sort(drawn);
    std::vector<std::uint32_t> out;
    for (std::size_t i = 0; i < std::min(how_.timelines, drawn.size()); ++i) out.push_back(drawn[i].second);
    std::ranges::sort(out);
    return out;
  }

  std::string customer_id(std::uint32_t customer) const {
    return std::string(run_.dataset.pool->text(run_.dataset.customer_ids[customer]));
  }

  void count(const HerJourneys& record, const Instance& who) {
    JourneyCounts& journey = out_.journeys[who.journey];
    const bool over = who.standing == Standing::over;
    if (over && who.ended_at < how_.period.from && who.goals.empty()) return;
    if (is_within(who.entered_at)) ++journey.entered;
    if (who.entered_at < how_.period.from && (!over || who.ended_at >= how_.period.from)) ++journey.before;
    if (!over) ++journey.inside;
    if (over && is_within(who.ended_at))
      ++(who.outcome == "goal" ? journey.goal : who.outcome == "exited" ? journey.exited : journey.ended);
    const Way way = way_of(en_, record, who);
    std::int32_t last = from_entry;
    for (const WayStep& step : way.steps) {
      // Where she goes from here, also when she came before the period.
      if (step.event == WayEvent::ended || step.event == WayEvent::goal || step.event == WayEvent::exited) {
        if (is_within(step.at)) count_end(journey, step, last, step.at > who.ended_at);
        continue;
      }
      const bool arrives = step.step != last;
      if (is_within(step.at)) {
        if (arrives) ++journey.moves[{last, step.step}];
        count_step(journey, step, arrives);
      }
      last = step.step;
    }
    if (!over && who.step >= 0) ++journey.steps[static_cast<std::size_t>(who.step)].waiting;
    if (told_ != nullptr) tell(who, way);
  }

  void count_end(JourneyCounts& journey, const WayStep& step, std::int32_t last, bool later) {
    if (step.event == WayEvent::goal) ++journey.goals[step.reason];
    if (step.event == WayEvent::goal && later) ++journey.goals_later[step.reason];
    if (later) return;  // a goal after the end
    if (step.event == WayEvent::ended) {
      ++journey.moves[{last, no_step}];
    } else if (last >= 0) {
      const bool is_personal =
          step.event == WayEvent::exited && !step.asked.empty() && en_.privacy().reads(step.asked[0]);
      ++journey.steps[static_cast<std::size_t>(last)].left[{step.outcome, is_personal ? masked_value : step.reason}];
    }
  }

  void count_step(JourneyCounts& journey, const WayStep& step, bool arrives) const {
    StepCounts& counts = journey.steps[static_cast<std::size_t>(step.step)];
    const JourneyStep& written = run_.program.journeys[static_cast<std::size_t>(&journey - out_.journeys.data())]
                                     .steps[static_cast<std::size_t>(step.step)];
    if (arrives) ++counts.reached;
    switch (step.event) {
      case WayEvent::done: ++counts.done; return;
      case WayEvent::not_done: ++counts.not_done[{step.outcome, step.reason}]; return;
      case WayEvent::held:
        if (step.holding == Holding::own_time) return;
        ++counts.deferred;
        ++counts.deferred_because[step.holding == Holding::cap ? DecisionReason{"capped", step.reason}
                                                               : DecisionReason{"hours", ""}];
        return;
      case WayEvent::event:
        ++counts.replied;
        ++counts.arms[written.arms[static_cast<std::size_t>(step.arm)].name];
        return;
      case WayEvent::timeout: ++counts.timed_out; return;
      case WayEvent::branch:
      case WayEvent::share:
        ++counts.arms[step.arm < 0 ? "otherwise" : written.arms[static_cast<std::size_t>(step.arm)].name];
        return;
      case WayEvent::skipped: ++counts.not_done[{step.outcome, step.reason}]; return;
      case WayEvent::waits:
      case WayEvent::round:
      case WayEvent::rounds_over:
      case WayEvent::goal:
      case WayEvent::exited:
      case WayEvent::ended: return;
    }
  }

  // ---- Timelines

  void tell(const Instance& who, const Way& way) {
    const Journey& journey = run_.program.journeys[who.journey];
    if (is_within(who.entered_at)) {
      const std::string when_en = en_.instant(who.entered_at);
      told_->happenings.push_back({who.entered_at, journey.name, "",
                                   en_.say(Say::enters_at, when_en, entry_words(who.entered_by, Language::en)),
                                   zh_.say(Say::enters_at, when_en, entry_words(who.entered_by, Language::zh))});
    }
    for (const WayStep& step : way.steps) {
      if (!is_within(step.at)) continue;
      const ToldStep en = told_step(en_, journey, step, false), zh = told_step(zh_, journey, step, false);
      told_->happenings.push_back({step.at, journey.name, en.name, en.said.text, zh.said.text});
    }
  }

  void finish_timeline(std::uint32_t customer, const HerJourneys& record) {
    for (const Deed& deed : record.deeds) {
      const auto rule = std::ranges::find(run_.program.rules, deed.source, &Rule::name);
      if (rule == run_.program.rules.end() || !is_within(deed.at)) continue;
      const auto action = std::ranges::find(rule->actions, deed.step, step_identity);
      if (action == rule->actions.end()) continue;
      const std::string text = en_.instant(deed.at);
      told_->happenings.push_back({deed.at, deed.source, deed.step,
                                   en_.say(Say::way_done, text, deed_phrase(*action, Language::en)),
                                   zh_.say(Say::way_done, text, deed_phrase(*action, Language::zh))});
    }
    std::ranges::stable_sort(told_->happenings, {}, &Happening::at);
    told_->customer = is_personal() ? "" : visible(customer_id(customer));
  }

  bool is_personal() const {
    const Input& people = run_.program.inputs[run_.program.population.index()];
    return people.key >= 0 && people.columns[static_cast<std::size_t>(people.key)].pii;
  }

  const DecidedRun& run_;
  const SimulateOptions& how_;
  Simulation& out_;
  OneCustomer en_, zh_;
  CustomerTimeline* told_ = nullptr;
};

}  // namespace

void tally_journeys(const DecidedRun& run, const std::vector<DecisionRow>& decisions, const SimulateOptions& how,
                    Simulation& out) {
  Tally(run, how, out).run(decisions);
}

}  // namespace sop
