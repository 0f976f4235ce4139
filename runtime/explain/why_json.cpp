// The answer of `sopc why` as JSON: every sentence with what it stands on; of a journey also the facts behind them, so
// that another program needs not read sentences.
#include <nlohmann/json.hpp>

#include "compiler/diagnostics/width.h"
#include "runtime/explain/why.h"
#include "runtime/io/value_print.h"

namespace sop {
namespace {

using Json = nlohmann::ordered_json;

Json sentences(const std::vector<ExplainedStep>& steps) {
  Json out = Json::array();
  for (const ExplainedStep& step : steps) {
    Json one = {{"text", step.text}};
    if (!step.because.empty()) one["because"] = sentences(step.because);
    out.push_back(std::move(one));
  }
  return out;
}

class Facts {
 public:
  explicit Facts(const ZoneRules& zone) : zone_(zone) {}

  Json of(const ToldInstance& one) const {
    const Instance& who = one.who;
    Json out = {{"key", one.key.empty() ? Json(nullptr) : Json(one.key)},
                {"entry", who.entry},
                {"entered_at", instant(who.entered_at)},
                {"standing", who.standing == Standing::over ? who.outcome : "inside"}};
    if (who.standing == Standing::over) out["ended_at"] = instant(who.ended_at);
    out["as_on_record"] = one.agrees;
    out["steps"] = Json::array();
    for (const ToldStep& step : one.steps) out["steps"].push_back(of(step));
    if (!one.next.empty()) out["next"] = sentences(one.next);
    if (who.standing != Standing::over && who.wake != INT64_MAX) out["next_at"] = instant(who.wake);
    return out;
  }

  Json of(const ToldEntry& one) const {
    const char* word = one.moment.enters ? "entered" : one.moment.passes ? one.moment.outcome.c_str() : "not_asked_in";
    Json out = {{"at", instant(one.moment.at)}, {"outcome", word}};
    if (!one.moment.reason.empty()) out["reason"] = visible(one.moment.reason);
    out["text"] = one.said.text;
    if (!one.said.because.empty()) out["because"] = sentences(one.said.because);
    return out;
  }

 private:
  Json of(const ToldStep& step) const {
    const WayStep& way = step.way;
    Json out = {{"at", instant(way.at)}, {"step", step.name}, {"event", word(way.event)}};
    if (way.until != INT64_MAX) out["until"] = instant(way.until);
    if (!way.outcome.empty()) out["outcome"] = way.outcome;
    if (!way.reason.empty()) out["reason"] = step.is_personal ? step.reason : visible(way.reason);
    if (way.deed) out["effect_id"] = way.deed->effect_id;
    out["text"] = step.said.text;
    if (!step.said.because.empty()) out["because"] = sentences(step.said.because);
    return out;
  }

  static const char* word(WayEvent event) {
    switch (event) {
      case WayEvent::done: return "done";
      case WayEvent::not_done: return "not_done";
      case WayEvent::held: return "held";
      case WayEvent::waits: return "waits";
      case WayEvent::event: return "event";
      case WayEvent::timeout: return "timeout";
      case WayEvent::branch: return "branch";
      case WayEvent::share: return "split";
      case WayEvent::round: return "round";
      case WayEvent::rounds_over: return "rounds_over";
      case WayEvent::skipped: return "skipped";
      case WayEvent::goal: return "goal";
      case WayEvent::exited: return "exited";
      case WayEvent::ended: return "ended";
    }
    return "";
  }

  std::string instant(Micros at) const {
    std::string out;
    print_instant(at, zone_, out);
    return out;
  }

  const ZoneRules& zone_;
};

const char* word(WhyKind kind) {
  switch (kind) {
    case WhyKind::fact: return "fact";
    case WhyKind::tag: return "tag";
    case WhyKind::rule: return "rule";
    case WhyKind::journey: return "journey";
    case WhyKind::sent: return "template";
  }
  return "";
}

}  // namespace

std::string why_json(Why& why, std::span<const WhySubject> subjects, std::uint32_t customer,
                     std::string_view asked_as) {
  const DecidedRun& run = why.run();
  const Facts facts(run.context.zone);
  Json out = {{"version", 1}, {"customer", why.customer_name(customer)}};
  if (!asked_as.empty() && out["customer"] != asked_as && out["customer"] != masked_value) out["asked_as"] = asked_as;
  if (const auto accounts = why.joined_accounts(customer); !accounts.empty()) out["accounts"] = accounts;
  if (run.options.has_as_of) {
    std::string at;
    print_instant(run.options.as_of, run.context.zone, at);
    out["as_of"] = at;
  }
  out["answers"] = Json::array();
  if (subjects.empty())
    out["answers"].push_back({{"kind", "overview"}, {"sentences", sentences(why.overview(customer))}});
  for (const WhySubject& subject : subjects) {
    Json one = {{"kind", word(subject.kind)}};
    if (subject.kind != WhyKind::journey) {
      one["sentences"] = sentences(why.explain(subject, customer));
      out["answers"].push_back(std::move(one));
      continue;
    }
    const JourneyAnswer answer = why.journey(subject, customer);
    one["journey"] = run.program.journeys[subject.index].name;
    one["instances"] = Json::array();
    for (const ToldInstance& instance : answer.instances) one["instances"].push_back(facts.of(instance));
    one["occasions"] = Json::array();
    for (const ToldEntry& entry : answer.entries) one["occasions"].push_back(facts.of(entry));
    one["sentences"] = sentences(answer.steps);
    out["answers"].push_back(std::move(one));
  }
  return out.dump(2) + "\n";
}

}  // namespace sop
