// A simulation for machines (docs/cli.md).
#include "cli/cost_report.h"
#include "cli/simulate_view.h"

namespace sop::cli {
namespace {

using Json = nlohmann::ordered_json;

Json decided(const DecidedCounts& counts) {
  Json out = Json::array();
  for (const auto& [what, count] : counts)
    out.push_back({{"outcome", what.first}, {"reason", what.second}, {"count", count}});
  return out;
}

Json step_json(const Journey& journey, std::size_t s, const StepCounts& one) {
  return {{"source", journey.name},
          {"step", step_title(journey, s, Language::en)},
          {"reached", one.reached},
          {"done", one.done},
          {"deferred", one.deferred},
          {"replied", one.replied},
          {"timed_out", one.timed_out},
          {"waiting", one.waiting},
          {"arms", one.arms},
          {"deferred_because", decided(one.deferred_because)},
          {"not_done", decided(one.not_done)},
          {"left", decided(one.left)}};
}

}  // namespace

Json simulate_json(const SimulateView& view) {
  const Simulation& of = view.simulation;
  Json out = {{"version", 1}, {"from", view.from}, {"to", view.to}, {"runs", of.ticks}, {"seed", view.seed}};
  out["assumptions"] = Json::array();
  for (const ResponseAssumption& one : view.assumptions) {
    const auto made = of.assumed.find(one.written);
    out["assumptions"].push_back(
        {{"assumed", one.written}, {"events_made_up", made == of.assumed.end() ? 0 : made->second}});
  }
  out["journeys"] = Json::array();
  out["steps"] = Json::array();
  for (std::size_t j = 0; j < of.journeys.size(); ++j) {
    const JourneyCounts& one = of.journeys[j];
    out["journeys"].push_back({{"journey", view.program.journeys[j].name},
                               {"inside_before", one.before},
                               {"entered", one.entered},
                               {"inside", one.inside},
                               {"goal", one.goal},
                               {"exited", one.exited},
                               {"ended", one.ended},
                               {"goals", one.goals},
                               {"goals_after_the_end", one.goals_later},
                               {"not_entered", decided(one.not_entered)}});
    for (std::size_t s = 0; s < one.steps.size(); ++s)
      out["steps"].push_back(step_json(view.program.journeys[j], s, one.steps[s]));
  }
  for (const RuleStepCounts& one : of.rules)
    out["steps"].push_back(
        {{"source", one.source}, {"step", one.step}, {"done", one.done}, {"not_done", decided(one.not_done)}});
  out["contacts_per_customer_and_day"] = Json::array();
  for (const auto& [count, days] : of.per_day)
    out["contacts_per_customer_and_day"].push_back({{"contacts", count}, {"customer_days", days}});
  out["most_contacts_in_7_days"] = of.most_per_week;
  out["worst_case"] = json_of(view.cost);
  out["contacts_on"] = Json::object();
  for (const auto& [day, count] : of.contacts_on) out["contacts_on"][day_text(day)] = count;
  out["staff_load"] = Json::array();
  for (const auto& [person, hours] : of.staff_load)
    for (const auto& [hour, count] : hours)
      out["staff_load"].push_back({{"staff", person}, {"hour", hour}, {"work", count}});
  return out;
}

}  // namespace sop::cli
