#include "cli/report/page_data.h"

#include <algorithm>

#include "cli/cost_report.h"
#include "compiler/diagnostics/width.h"
#include "runtime/explain/outcome_words.h"

namespace sop::cli {
namespace {

using Json = nlohmann::ordered_json;

Json both(const std::string& en, const std::string& zh) { return Json::array({visible(en), visible(zh)}); }

Json reason(const DecisionReason& decided, std::uint64_t count) {
  const auto text = [&](Language language) {
    if (decided.first != "hours") return decision_words(decided.first, decided.second, language);
    return std::string(language == Language::zh ? "顺延到可发时段" : "deferred to the next open hour");
  };
  return Json::array({visible(text(Language::en)), visible(text(Language::zh)), count});
}

Json reasons(const DecidedCounts& counts) {
  Json out = Json::array();
  for (const auto& [decided, count] : counts) out.push_back(reason(decided, count));
  return out;
}

std::uint64_t sum(const DecidedCounts& counts) {
  std::uint64_t out = 0;
  for (const auto& [decided, count] : counts) out += count;
  return out;
}

class JourneyData {
 public:
  JourneyData(const Journey& journey, const JourneyCounts& counts) : journey_(journey), counts_(counts) {}

  Json of() {
    Json out = {{"name", visible(journey_.name)}, {"label", visible(journey_.label)},
                {"before", counts_.before},       {"entered", counts_.entered},
                {"inside", counts_.inside},       {"goal", counts_.goal},
                {"exited", counts_.exited},       {"ended", counts_.ended}};
    out["goals"] = Json::array();
    for (const auto& [name, count] : counts_.goals) out["goals"].push_back(Json::array({visible(name), count}));
    out["notEntered"] = reasons(counts_.not_entered);
    out["steps"] = Json::array();
    for (std::size_t s = 0; s < journey_.steps.size(); ++s) out["steps"].push_back(step(s));
    out["edges"] = edges();
    return out;
  }

 private:
  Json step(std::size_t s) const {
    const StepCounts& one = counts_.steps[s];
    Json why = reasons(one.deferred_because);
    for (Json& reason : why)
      if (reason[0] != "deferred to the next open hour") {
        reason[0] = "deferred, " + reason[0].get<std::string>();
        reason[1] = "顺延," + reason[1].get<std::string>();
      }
    for (const DecidedCounts* more : {&one.not_done, &one.left})
      for (Json& reason : reasons(*more)) why.push_back(std::move(reason));
    const JourneyStepKind kind = journey_.steps[s].kind;
    return {{"title", both(step_title(journey_, s, Language::en), step_title(journey_, s, Language::zh))},
            {"counted", kind != JourneyStepKind::choose && kind != JourneyStepKind::leave},
            {"ends", kind == JourneyStepKind::leave},
            {"reached", one.reached},
            {"done", one.done},
            {"notDone", sum(one.not_done)},
            {"deferred", one.deferred},
            {"replied", one.replied},
            {"timedOut", one.timed_out},
            {"left", sum(one.left)},
            {"waiting", one.waiting},
            {"reasons", std::move(why)}};
  }

  // ---- Arrows: as written, with how many went there; ways that nobody wrote (skipped ones) as they were gone

  struct Edge {
    std::int32_t from, to;
    std::string en, zh;
  };

  std::int32_t target(std::int32_t step) const {
    const bool ends = step == no_step || journey_.steps[static_cast<std::size_t>(step)].kind == JourneyStepKind::leave;
    return ends ? no_step : step;
  }

  void add(std::int32_t from, std::int32_t to, const std::string& en, const std::string& zh) {
    to = target(to);
    for (Edge& edge : edges_)
      if (edge.from == from && edge.to == to) {
        if (!en.empty()) edge.en += (edge.en.empty() ? "" : ", ") + en;
        if (!zh.empty()) edge.zh += (edge.zh.empty() ? "" : "、") + zh;
        return;
      }
    edges_.push_back({from, to, en, zh});
  }

  void add_step(std::size_t s) {
    const JourneyStep& step = journey_.steps[s];
    const auto from = static_cast<std::int32_t>(s);
    switch (step.kind) {
      case JourneyStepKind::leave: return;
      case JourneyStepKind::act:
      case JourneyStepKind::wait_span:
      case JourneyStepKind::wait_time: return add(from, step.next, "", "");
      case JourneyStepKind::wait_until:
        add(from, step.next, "", "");
        if (step.past == Past::skip || step.missing == Past::skip) add(from, step.skip, "skipped", "跳过");
        return;
      case JourneyStepKind::wait_for:
        for (const StepArm& arm : step.arms) add(from, arm.next, arm.name, arm.name);
        return add(from, step.next, "timed out", "超时");
      case JourneyStepKind::choose:
        for (const StepArm& arm : step.arms)
          arm.name == "then" ? add(from, arm.next, "holds", "成立") : add(from, arm.next, arm.name, arm.name);
        return add(from, step.next, "otherwise", "其余");
      case JourneyStepKind::split:
        for (const StepArm& arm : step.arms) add(from, arm.next, arm.name, arm.name);
        return;
      case JourneyStepKind::repeat: add(from, step.body, "round", "一轮"); return add(from, step.next, "over", "结束");
    }
  }

  Json edges() {
    if (!journey_.steps.empty()) add(from_entry, 0, "", "");
    for (std::size_t s = 0; s < journey_.steps.size(); ++s) add_step(s);
    std::map<std::pair<std::int32_t, std::int32_t>, std::uint64_t> gone;
    for (const auto& [move, count] : counts_.moves) gone[{move.first, target(move.second)}] += count;
    for (const auto& [move, count] : gone) add(move.first, move.second, "", "");
    Json out = Json::array();
    for (const Edge& edge : edges_) {
      const auto count = gone.find({edge.from, edge.to});
      out.push_back({{"from", edge.from == from_entry ? -1 : edge.from},
                     {"to", edge.to == no_step ? -1 : edge.to},
                     {"label", both(edge.en, edge.zh)},
                     {"count", count == gone.end() ? 0 : count->second}});
    }
    return out;
  }

  const Journey& journey_;
  const JourneyCounts& counts_;
  std::vector<Edge> edges_;
};

Json timelines(const Simulation& of) {
  Json out = Json::array();
  for (const CustomerTimeline& one : of.timelines) {
    Json items = Json::array();
    for (const Happening& what : one.happenings)
      items.push_back(Json::array({visible(what.source), both(what.en, what.zh)}));
    out.push_back({{"customer", visible(one.customer)}, {"items", std::move(items)}});
  }
  return out;
}

// Every day of the period, also those on which nothing was sent.
Json days(const SimulateView& view) {
  Json out = Json::array();
  for (Days day = view.first_day; day <= view.last_day; ++day) {
    const auto found = view.simulation.contacts_on.find(day);
    out.push_back(Json::array({day_text(day), found == view.simulation.contacts_on.end() ? 0 : found->second}));
  }
  return out;
}

Json by_hour(const std::map<int, std::uint64_t>& counts) {
  Json out = Json::array();
  for (int hour = 0; hour < 24; ++hour) {
    const auto found = counts.find(hour);
    out.push_back(found == counts.end() ? 0 : found->second);
  }
  return out;
}

}  // namespace

Json page_data(const SimulateView& view, Language language) {
  const Simulation& of = view.simulation;
  Json out = {{"lang", language == Language::zh ? "zh" : "en"},
              {"from", view.from},
              {"to", view.to},
              {"runs", of.ticks},
              {"seed", view.seed}};
  out["assumptions"] = Json::array();
  for (const ResponseAssumption& one : view.assumptions) {
    const auto made = of.assumed.find(one.written);
    out["assumptions"].push_back(Json::array({visible(one.written), made == of.assumed.end() ? 0 : made->second}));
  }
  out["journeys"] = Json::array();
  for (std::size_t j = 0; j < of.journeys.size(); ++j)
    out["journeys"].push_back(JourneyData(view.program.journeys[j], of.journeys[j]).of());
  out["rules"] = Json::array();
  for (const RuleStepCounts& one : of.rules)
    out["rules"].push_back({{"source", visible(one.source)},
                            {"step", visible(one.step)},
                            {"done", one.done},
                            {"notDone", sum(one.not_done)},
                            {"reasons", reasons(one.not_done)}});
  out["days"] = days(view);
  std::map<int, std::uint64_t> hours;
  for (const auto& [at, count] : of.contacts_at) hours[at.second] += count;
  out["hours"] = by_hour(hours);
  out["perDay"] = Json::array();
  for (const auto& [count, how_often] : of.per_day) out["perDay"].push_back(Json::array({count, how_often}));
  out["mostPerWeek"] = of.most_per_week;
  out["staff"] = Json::array();
  for (const auto& [person, load] : of.staff_load)
    out["staff"].push_back(Json::array({visible(person), by_hour(load)}));
  out["timelines"] = timelines(of);
  out["worst"] = Json::array({text_of(view.cost, false), text_of(view.cost, true)});
  return out;
}

}  // namespace sop::cli
