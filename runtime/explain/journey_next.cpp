// What comes next for a customer who is inside, and when: the steps behind the place where she waits, up to the next
// place where something is decided; and what would end it before.
#include "compiler/diagnostics/width.h"
#include "runtime/explain/deed_words.h"
#include "runtime/explain/journey_answer.h"

namespace sop {
namespace {

constexpr std::size_t most_ahead = 8;
constexpr int deepest = 2;  // branches within branches

class Ahead {
 public:
  Ahead(OneCustomer& her, const Instance& who, const Way& way)
      : her_(her), who_(who), way_(way), journey_(her.program().journeys[who.journey]) {}

  std::vector<ExplainedStep> run() {
    if (way_.is_over || way_.steps.empty() || who_.step < 0) return {};
    const JourneyStep& step = journey_.steps[static_cast<std::size_t>(who_.step)];
    const std::string wake = her_.instant(who_.wake);
    switch (step.kind) {
      case JourneyStepKind::wait_for:
        for (const StepArm& arm : step.arms)
          out_.push_back({her_.say(Say::next_on, arm_phrase(her_, arm)), chain(arm.next)});
        out_.push_back({her_.say(Say::next_timeout, wake, her_.instant(who_.deadline)), chain(step.next)});
        break;
      case JourneyStepKind::wait_span:
      case JourneyStepKind::wait_time:
      case JourneyStepKind::wait_until: out_.push_back({her_.say(Say::next_at, wake), chain(step.next)}); break;
      case JourneyStepKind::repeat:
        out_.push_back({her_.say(Say::next_at, wake), {{her_.say(Say::next_repeats, step.times), chain(step.body)}}});
        break;
      case JourneyStepKind::act: {
        const Action& action = journey_.actions[static_cast<std::size_t>(step.action)];
        out_.push_back(
            {her_.say(Say::next_at, wake), {{her_.say(Say::next_judged, deed_phrase(action, her_.language())), {}}}});
        break;
      }
      case JourneyStepKind::choose:
      case JourneyStepKind::split:
      case JourneyStepKind::leave: break;
    }
    add_ends();
    return std::move(out_);
  }

 private:
  std::string duration(InstId id) const {
    const Program& program = her_.program();
    return ValueWords{program, her_.run().context.zone, her_.language()}.duration(
        program.constants[static_cast<std::size_t>(program.at(id).a)].whole);
  }

  // From a step on, until something is decided that nobody knows yet.
  std::vector<ExplainedStep> chain(std::int32_t next) {
    std::vector<ExplainedStep> out;
    while (out.size() < most_ahead) {
      if (next == no_step) {
        out.push_back({her_.say(Say::next_ends), {}});
        return out;
      }
      const JourneyStep& step = journey_.steps[static_cast<std::size_t>(next)];
      if (step.kind != JourneyStepKind::act) {
        out.push_back({decided(step), {}});
        if (step.kind == JourneyStepKind::choose) out.back().because = branches(step);
        return out;
      }
      out.push_back({deed_phrase(journey_.actions[static_cast<std::size_t>(step.action)], her_.language()), {}});
      next = step.next;
    }
    return out;
  }

  // Where each branch leads.
  std::vector<ExplainedStep> branches(const JourneyStep& step) {
    std::vector<ExplainedStep> out;
    if (depth_ == deepest) return out;
    ++depth_;
    std::vector<InstId> roots;
    for (const StepArm& arm : step.arms) roots.push_back(arm.condition);
    const Micros now = her_.run().options.as_of;
    const Snapshot at = her_.at_frame(frame_of(her_.program(), her_.run().dataset, who_, now, now), roots);
    Explainer explainer = her_.explainer(at);
    for (const StepArm& arm : step.arms)
      out.push_back({her_.say(Say::next_if, explainer.name(arm.condition)), chain(arm.next)});
    out.push_back({her_.say(Say::next_else), chain(step.next)});
    --depth_;
    return out;
  }

  std::string decided(const JourneyStep& step) {
    switch (step.kind) {
      case JourneyStepKind::wait_span: return her_.say(Say::next_waits, duration(step.length));
      case JourneyStepKind::wait_time: return her_.say(Say::next_waits_time, clock(step.at_us));
      case JourneyStepKind::wait_until: {
        const Snapshot at = her_.at_frame(
            frame_of(her_.program(), her_.run().dataset, who_, her_.run().options.as_of, her_.run().options.as_of),
            {step.until});
        return her_.say(Say::next_waits_time, her_.explainer(at).name(step.until));
      }
      case JourneyStepKind::wait_for: {
        std::string what;
        for (const StepArm& arm : step.arms) {
          const std::string name = arm_phrase(her_, arm);
          what = what.empty() ? name : her_.say(Say::one_or_other, what, name);
        }
        return her_.say(Say::next_waits_for, what, duration(step.up_to));
      }
      case JourneyStepKind::choose: return her_.say(Say::next_branches);
      case JourneyStepKind::split: return her_.say(Say::next_splits, Explainer::quoted(visible(step.salt)));
      case JourneyStepKind::repeat: return her_.say(Say::next_repeats, step.times);
      case JourneyStepKind::leave: return her_.say(Say::next_ends);
      case JourneyStepKind::act: break;
    }
    return {};
  }

  static std::string clock(std::int64_t at_us) {
    const std::int64_t minutes = at_us / (60 * micros_per_second);
    return fmt::format("{:02}:{:02}", minutes / 60, minutes % 60);
  }

  void add_ends() {
    std::string all;
    const auto add = [&](const std::string& one) { all = all.empty() ? one : her_.say(Say::one_or_other, all, one); };
    std::vector<InstId> roots = journey_.exits;
    for (const JourneyGoal& goal : journey_.goals)
      if (!goal.name.empty()) add(her_.say(Say::goal_named, Explainer::quoted(visible(goal.name))));
    if (!roots.empty()) {
      const Micros now = her_.run().options.as_of;
      const Snapshot at = her_.at_frame(frame_of(her_.program(), her_.run().dataset, who_, now, now), roots);
      Explainer explainer = her_.explainer(at);
      for (const InstId exit : roots) add(her_.say(Say::holds, explainer.name(exit)));
    }
    if (!all.empty()) out_.push_back({her_.say(Say::until_then, all), {}});
  }

  OneCustomer& her_;
  const Instance& who_;
  const Way& way_;
  const Journey& journey_;
  int depth_ = 0;
  std::vector<ExplainedStep> out_;
};

}  // namespace

std::vector<ExplainedStep> next_steps(OneCustomer& her, const Instance& who, const Way& way) {
  return Ahead(her, who, way).run();
}

}  // namespace sop
