// A journey: where she is or was in it, step by step with the reasons, what comes next; or why she never entered.
#include <algorithm>

#include "compiler/diagnostics/width.h"
#include "runtime/explain/deed_words.h"
#include "runtime/explain/journey_answer.h"
#include "runtime/explain/outcome_words.h"
#include "runtime/explain/rule_outcomes.h"
#include "runtime/journeys/world.h"

namespace sop {
namespace {

constexpr std::size_t shown_instances = 20, shown_occasions = 5;

std::string quoted(std::string_view text) { return Explainer::quoted(visible(text)); }

class JourneyWhy {
 public:
  JourneyWhy(OneCustomer& her, std::uint32_t index, std::uint32_t customer)
      : her_(her), index_(index), journey_(her.program().journeys[index]), customer_(customer) {}

  JourneyAnswer run() {
    const HerJourneys record = her_journeys(her_.run(), customer_);
    std::vector<const Instance*> hers;
    for (const Instance& one : record.instances)
      if (her_.program().journeys[one.journey].name == journey_.name) hers.push_back(&one);
    std::ranges::reverse(hers);
    std::ranges::stable_sort(hers, std::greater(), &Instance::entered_at);
    for (const Instance* one : hers) answer_.instances.push_back(told(record, *one));
    if (!journey_.retired) tell_entries(record);
    read_aloud();
    return std::move(answer_);
  }

 private:
  std::string title(const Journey& journey) const {
    std::string out = quoted(journey.name);
    if (!journey.label.empty()) out += " \"" + visible(journey.label) + "\"";
    return journey.retired ? her_.say(Say::journey_older, out) : out;
  }

  // ---- Her instances

  ToldInstance told(const HerJourneys& record, const Instance& who) {
    const Journey& journey = her_.program().journeys[who.journey];
    ToldInstance out;
    out.who = who;
    out.key = journey.key.exists() && her_.privacy().reads(journey.key) ? masked_value : visible(who.key);
    Way way = way_of(her_, record, who);
    out.agrees = way.agrees;
    out.next = next_steps(her_, who, way);
    for (WayStep& step : way.steps) out.steps.push_back(told_step(her_, journey, std::move(step), true));
    out.headline.text = headline(journey, out);
    if (const std::string refused = refused_of(journey, out); !refused.empty())
      out.headline.text = her_.say(Say::not_done_there, out.headline.text, refused);
    return out;
  }

  // What she was not sent: walking through a journey is not hearing from it.
  std::string refused_of(const Journey& journey, const ToldInstance& one) const {
    std::vector<std::string> all;
    for (const ToldStep& step : one.steps) {
      if (step.way.event != WayEvent::not_done || step.way.outcome.empty()) continue;
      const JourneyStep& at = journey.steps[static_cast<std::size_t>(step.way.step)];
      const Action& written = journey.actions[static_cast<std::size_t>(at.action)];
      const Action& action =
          step.way.variant < 0 ? written : written.next_of[static_cast<std::size_t>(step.way.variant)];
      all.push_back(her_.say(Say::deed_because, deed_phrase(action, her_.language()),
                             decision_words(step.way.outcome, step.way.reason, her_.language())));
    }
    return each_once(her_, all);
  }

  std::string headline(const Journey& journey, const ToldInstance& one) const {
    const Instance& who = one.who;
    const std::string from = her_.instant(who.entered_at);
    std::string name = title(journey);
    if (!one.key.empty()) name = her_.say(Say::journey_key, name, Explainer::quoted(one.key));
    if (who.standing != Standing::over) {
      const std::string place = place_phrase(journey, who.step, her_.language());
      return her_.say(Say::journey_inside, name, from, place.empty() ? her_.say(Say::journey_start) : place);
    }
    const std::string until = her_.instant(who.ended_at);
    if (who.outcome == "ended") return her_.say(Say::journey_through, name, from, until);
    std::string reason = her_.say(Say::way_unrecorded);
    for (const ToldStep& step : one.steps)
      if (step.way.at == who.ended_at && (step.way.event == WayEvent::goal || step.way.event == WayEvent::exited)) {
        reason = step.way.event == WayEvent::goal ? quoted(step.way.reason) : step.reason;
        break;
      }
    return her_.say(who.outcome == "goal" ? Say::journey_goal : Say::journey_left, name, from, until, reason);
  }

  // ---- Occasions

  void tell_entries(const HerJourneys& record) {
    for (EntryMoment& moment : entry_moments(her_, record, index_, customer_)) {
      ToldEntry& out = answer_.entries.emplace_back();
      const JourneyEntry& entry = journey_.entries[moment.entry];
      const std::string when = her_.instant(moment.at), how = how_text(entry);
      if (moment.enters)
        out.said.text = her_.say(Say::enters_at, when, how);
      else if (!moment.passes)
        out.said.text = her_.say(Say::could_enter, when, how);
      else
        out.said.text =
            her_.say(Say::could_enter_because, when, how,
                     moment.outcome.empty() ? her_.say(Say::entry_unrecorded)
                                            : decision_words(moment.outcome, moment.reason, her_.language()));
      out.moment = std::move(moment);
    }
  }

  std::vector<ExplainedStep> reasons_of(const EntryMoment& moment) const {
    std::vector<ExplainedStep> out;
    if (moment.asked.empty() || moment.frame.rows() == 0) return out;
    const Snapshot at = her_.at_frame(moment.frame, moment.asked);
    Explainer explainer = her_.explainer(at);
    for (const InstId asked : moment.asked)
      for (ExplainedStep& part : explainer.parts(asked)) out.push_back(std::move(part));
    return out;
  }

  std::string how_text(const JourneyEntry& entry) const {
    if (entry.becoming.exists()) return her_.say(Say::entered_when);
    if (!entry.trigger.stream.exists()) return her_.say(Say::entered_clock);
    return her_.say(Say::entered_on,
                    stream_phrase(her_.program().inputs[entry.trigger.stream.index()], her_.language()));
  }

  // Why nothing has called for an entry.
  std::vector<ExplainedStep> nothing_called() const {
    std::vector<ExplainedStep> out;
    const auto& known = her_.run().result.memory.journeys.known;
    const auto found = known.find(journey_.name);
    for (const JourneyEntry& entry : journey_.entries) {
      if (entry.becoming.exists()) {
        const InstId condition = her_.program().histories[entry.becoming.index()].value;
        const Snapshot at = her_.now(customer_, {condition});
        Explainer explainer = her_.explainer(at);
        ExplainedStep step{her_.say(Say::entry_condition, explainer.name(condition)), explainer.parts(condition)};
        out.push_back(std::move(step));
      } else if (!entry.by_rule) {
        out.push_back({her_.say(Say::no_entry, her_.say(Say::up_to, her_.instant(her_.run().options.as_of))), {}});
        out.back().because.push_back({how_text(entry), {}});
      }
    }
    const bool only_by_rule = std::ranges::all_of(journey_.entries, &JourneyEntry::by_rule);
    if (only_by_rule) out.push_back({her_.say(Say::only_by_rule), {}});
    if (!only_by_rule && !journey_.backfill && found != known.end() && found->second.since != INT64_MIN)
      out.push_back({her_.say(Say::entry_of_first_run, her_.instant(found->second.since)), {}});
    return out;
  }

  // `enter`, or the step of this identity.
  std::string decided_place(const std::string& identity) const {
    for (std::size_t i = 0; i < journey_.steps.size(); ++i)
      if (journey_.steps[i].identity == identity)
        return place_phrase(journey_, static_cast<std::int32_t>(i), her_.language());
    return her_.language() == Language::zh && identity == "enter" ? her_.say(Say::place_enter) : quoted(identity);
  }

  // ---- All of it, as sentences

  void read_aloud() {
    std::vector<ExplainedStep>& out = answer_.steps;
    if (answer_.instances.empty()) {
      out.push_back({her_.say(Say::journey_never, title(journey_)), {}});
      out.back().because = answer_.entries.empty() ? nothing_called() : std::vector<ExplainedStep>{};
    }
    if (answer_.instances.size() > 1)
      out.push_back({her_.say(Say::journey_times, title(journey_), answer_.instances.size()), {}});
    for (std::size_t i = 0; i < std::min(answer_.instances.size(), shown_instances); ++i)
      out.push_back(aloud(answer_.instances[i]));
    tell_occasions(out);
    tell_decisions(out);
  }

  ExplainedStep aloud(const ToldInstance& one) const {
    ExplainedStep out = one.headline;
    ExplainedStep entered{
        her_.say(Say::enters_at, her_.instant(one.who.entered_at), entry_words(one.who.entered_by, her_.language())),
        {}};
    for (const ToldEntry& entry : answer_.entries)
      if (entry.moment.enters && entry.moment.at == one.who.entered_at) {
        entered.because = reasons_of(entry.moment);
        break;
      }
    out.because.push_back(std::move(entered));
    for (const ToldStep& step : one.steps) out.because.push_back(step.said);
    if (!one.agrees) out.because.push_back({her_.say(Say::journey_differs), {}});
    out.because.insert(out.because.end(), one.next.begin(), one.next.end());
    return out;
  }

  // The latest of those on which she did not enter.
  void tell_occasions(std::vector<ExplainedStep>& out) {
    std::vector<ToldEntry*> missed;
    for (ToldEntry& one : answer_.entries) {
      if (!one.moment.enters) missed.push_back(&one);
    }
    const std::size_t hidden = missed.size() > shown_occasions ? missed.size() - shown_occasions : 0;
    for (std::size_t i = hidden; i < missed.size(); ++i) {
      const EntryMoment& moment = missed[i]->moment;
      const bool by_condition = !moment.passes || moment.outcome.empty() || moment.reason.starts_with("goal ") ||
                                moment.reason.starts_with("exit ");
      if (missed[i]->said.because.empty() && by_condition) missed[i]->said.because = reasons_of(missed[i]->moment);
      out.push_back(missed[i]->said);
    }
    if (hidden > 0) out.push_back({her_.say(Say::entries_not_shown, hidden), {}});
  }

  // What this run decided and no step tells: events that came late, entries by a rule that were refused.
  void tell_decisions(std::vector<ExplainedStep>& out) const {
    const bool by_rule = std::ranges::any_of(journey_.entries, &JourneyEntry::by_rule);
    for (const DecisionRow& row : her_.run().result.decisions) {
      if (row.customer != customer_ || row.source != journey_.name) continue;
      if (row.outcome != "late" && !(by_rule && row.step == "enter")) continue;
      out.push_back({her_.say(Say::way_decided, her_.instant(row.at), decided_place(row.step),
                              decision_words(row.outcome, row.reason, her_.language())),
                     {}});
    }
  }

  OneCustomer& her_;
  const std::uint32_t index_;
  const Journey& journey_;
  const std::uint32_t customer_;
  JourneyAnswer answer_;
};

}  // namespace

JourneyAnswer explain_journey(OneCustomer& her, std::uint32_t journey, std::uint32_t customer) {
  return JourneyWhy(her, journey, customer).run();
}

}  // namespace sop
