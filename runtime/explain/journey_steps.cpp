// The sentence about each step of a way, and the conditions it stands on.
#include "compiler/diagnostics/width.h"
#include "runtime/explain/deed_words.h"
#include "runtime/explain/journey_answer.h"
#include "runtime/explain/outcome_words.h"
#include "runtime/journeys/world.h"

namespace sop {
namespace {

std::string in_ticks(std::string_view text) { return Explainer::quoted(visible(text)); }

class Telling {
 public:
  Telling(OneCustomer& her, const Journey& journey, const WayStep& step)
      : her_(her), journey_(journey), step_(step), when_(her.instant(step.at)) {}

  std::string text() const {
    switch (step_.event) {
      case WayEvent::done: return her_.say(Say::way_done, when_, done());
      case WayEvent::not_done: return her_.say(Say::way_not_done, when_, deed(), outcome());
      case WayEvent::held: return held();
      case WayEvent::waits: return waits();
      case WayEvent::event: return her_.say(Say::way_event, when_, arm_phrase(her_, arm()));
      case WayEvent::timeout: return her_.say(Say::way_timeout, when_);
      case WayEvent::branch:
        return her_.say(step_.by_record ? Say::way_branch_recorded : Say::way_branch, when_, branch());
      case WayEvent::share: return her_.say(Say::way_share, when_, in_ticks(arm().name));
      case WayEvent::round: return her_.say(Say::way_round, when_, step_.round, here().times);
      case WayEvent::rounds_over: return her_.say(Say::way_rounds_over, when_);
      case WayEvent::skipped: return her_.say(Say::way_skipped, when_, reason_words(step_.reason, her_.language()));
      case WayEvent::goal: return her_.say(Say::way_goal, when_, in_ticks(step_.reason));
      case WayEvent::exited: return her_.say(Say::way_left, when_, reason());
      case WayEvent::ended: return her_.say(Say::way_ended, when_);
    }
    return {};
  }

  std::vector<ExplainedStep> because() const {
    if (step_.asked.empty() || step_.frame.rows() == 0) return {};
    const Snapshot at = her_.at_frame(step_.frame, step_.asked);
    Explainer explainer = her_.explainer(at);
    std::vector<ExplainedStep> out;
    for (const InstId asked : step_.asked) {
      if (her_.program().at(asked).type.is(TypeKind::boolean))
        for (ExplainedStep& part : explainer.parts(asked)) out.push_back(std::move(part));
      else
        out.push_back(explainer.value(asked));
    }
    return out;
  }

  // As written, but for personal data.
  std::string reason() const {
    if (step_.event != WayEvent::exited) return reason_words(step_.reason, her_.language());
    if (step_.reason.empty()) return her_.say(Say::way_unrecorded);
    if (step_.asked.empty()) return reason_words(step_.reason, her_.language());
    if (!her_.privacy().reads(step_.asked[0])) return in_ticks(step_.reason);
    const Snapshot at = her_.at_frame(step_.frame, step_.asked);
    return her_.explainer(at).name(step_.asked[0]);
  }

 private:
  const JourneyStep& here() const { return journey_.steps[static_cast<std::size_t>(step_.step)]; }
  const StepArm& arm() const { return here().arms[static_cast<std::size_t>(step_.arm)]; }

  const Action& action() const {
    const Action& written = journey_.actions[static_cast<std::size_t>(here().action)];
    return step_.variant < 0 ? written : written.next_of[static_cast<std::size_t>(step_.variant)];
  }
  std::string deed() const { return deed_phrase(action(), her_.language()); }

  std::string done() const {
    std::string out = deed();
    if (!step_.deed) return out;
    if (!step_.deed->staff.empty())
      out =
          her_.say(Say::way_by, out, her_.privacy().reads(action().staff) ? masked_value : visible(step_.deed->staff));
    if (step_.deed->outcome != "pending")
      out = her_.say(Say::way_outcome, out, outcome_words(step_.deed->outcome, her_.language()));
    return out;
  }

  std::string outcome() const {
    if (step_.outcome.empty()) return her_.say(Say::way_unrecorded);
    return decision_words(step_.outcome, step_.reason, her_.language());
  }

  std::string held() const {
    const std::string until = her_.instant(step_.until);
    switch (step_.holding) {
      case Holding::cap:
        return her_.say(Say::way_held_cap, when_, deed(), until, reason_words(step_.reason, her_.language()));
      case Holding::own_time: return her_.say(Say::way_held_time, when_, deed(), until);
      case Holding::hours: break;
    }
    if (!step_.reason.empty())
      return her_.say(Say::way_held_stale, when_, deed(), reason_words(step_.reason, her_.language()));
    return her_.say(Say::way_held_hours, when_, deed(), until);
  }

  std::string waits() const {
    const std::string until = her_.instant(step_.until);
    if (here().kind == JourneyStepKind::repeat) return her_.say(Say::way_waits_round, when_, until);
    if (here().kind != JourneyStepKind::wait_for) return her_.say(Say::way_waits, when_, until);
    std::string what;
    for (const StepArm& one : here().arms) {
      const std::string name = arm_phrase(her_, one);
      what = what.empty() ? name : her_.say(Say::one_or_other, what, name);
    }
    return her_.say(Say::way_waits_for, when_, what, until);
  }

  std::string branch() const {
    if (step_.arm < 0) return her_.say(step_.by_record ? Say::next_else : Say::way_no);
    const bool plain = arm().name.empty() || (here().arms.size() == 1 && arm().name == "then");  // `if`
    return plain ? her_.say(Say::way_yes) : in_ticks(arm().name);
  }

  OneCustomer& her_;
  const Journey& journey_;
  const WayStep& step_;
  const std::string when_;
};

}  // namespace

std::string arm_phrase(OneCustomer& her, const StepArm& arm) {
  if (!arm.stream.exists()) return in_ticks(arm.name);
  const Input& stream = her.program().inputs[arm.stream.index()];
  const std::string said = stream_phrase(stream, her.language());
  if (arm.name.empty() || arm.name == stream.name) return said;
  return "`" + visible(arm.name) + ": " + said.substr(1);
}

ToldStep told_step(OneCustomer& her, const Journey& journey, WayStep step, bool with_reasons) {
  ToldStep out;
  const Telling telling(her, journey, step);
  out.name = step_word(journey, step.step);
  out.said.text = telling.text();
  if (with_reasons) out.said.because = telling.because();
  out.reason = telling.reason();
  for (const InstId asked : step.asked) out.is_personal = out.is_personal || her.privacy().reads(asked);
  out.way = std::move(step);
  return out;
}

}  // namespace sop
