// Facts with memory: what the run remembers of them, and what their conditions are now.
#include <algorithm>

#include "runtime/explain/explainer.h"
#include "runtime/run/effects.h"

namespace sop {

// At an instant before the run's end: what it was from when on.
Reason Explainer::of_history_then(const HistoryData& data) const {
  const std::uint32_t customer = at_.customer();
  if (data.begin.size() <= customer + 1) return {say(Say::remembered), {}};
  const auto first = data.at.begin() + data.begin[customer], last = data.at.begin() + data.begin[customer + 1];
  const auto after = std::upper_bound(first, last, at_.as_of());
  if (after == first) return {say(Say::remembered), {}};
  return {say(Say::held_since, words_.instant(*(after - 1))), {}};
}

// Was it ever 1, as far as this run and the memory it stood on know?
bool Explainer::held_before(std::size_t history) const {
  if (history >= run_.dataset.histories.size()) return false;
  const HistoryData& data = run_.dataset.histories[history];
  const std::uint32_t customer = at_.customer();
  if (data.begin.size() <= customer + 1) return false;
  return std::any_of(data.value.begin() + data.begin[customer], data.value.begin() + data.begin[customer + 1],
                     [](std::int32_t value) { return value == 1; });
}

Reason Explainer::of_history(InstId id) {
  const auto index = static_cast<std::size_t>(program_.at(id).a);
  const History& history = program_.histories[index];
  const bool now = at_.as_of() == run_.options.as_of;
  if (!now && index < run_.dataset.histories.size()) return of_history_then(run_.dataset.histories[index]);
  const HeldState& state = run_.result.memory.histories[index].of[at_.customer()];
  const auto instant = [&](Micros at) { return words_.instant(at); };
  const auto span = [&] { return constant_of(history.span).whole; };
  const std::string condition = history.value.exists() ? name(history.value) : "";
  Reason reason;
  std::vector<ExplainedStep> because;
  switch (history.kind) {
    case MemoryKind::plain:
      reason.clause = state.since == no_instant ? "" : say(Say::held_since, instant(state.since));
      reason.because = behind({history.value});
      return reason;
    case MemoryKind::until:
      if (state.value == 1) {
        reason.clause = say(Say::until_kept, instant(state.since), name(history.release));
        reason.because.push_back(this->condition(history.release));
        return reason;
      }
      if (at_.holds(history.value) && at_.holds(history.release)) {
        reason.clause = say(Say::until_released, name(history.release));
        reason.because.push_back(this->condition(history.release));
      } else if (at_.holds(history.value) && state.blocked) {
        reason.clause = say(Say::until_blocked, instant(state.since), condition);
        reason.because = parts(history.value);
      } else {
        const bool ended = held_before(index);
        reason.clause = ended ? say(Say::until_ended, instant(state.since), name(history.release))
                              : say(Say::until_waits, condition);
        reason.because = parts(history.value);
      }
      return reason;
    case MemoryKind::once:
      if (state.value == 1) return {say(Say::once_kept, instant(state.since)), parts(history.value)};
      return {say(Say::once_waits, condition), parts(history.value)};
    case MemoryKind::ttl: {
      if (state.mark == no_instant) return {say(Say::ttl_never), parts(history.value)};
      const Micros ends = moved(state.mark, span(), run_.context.zone);
      return {say(state.value == 1 ? Say::ttl_kept : Say::ttl_ended, instant(state.mark), instant(ends)),
              parts(history.value)};
    }
    case MemoryKind::fall: {
      Reason arms = this->reason(history.value);
      const bool lower = is_known(history.value) ? at_.value(history.value)->whole < state.value : state.value >= 0;
      const std::string given = is_known(history.value) ? quoted(text(history.value)) : name(history.value);
      if (!lower)
        arms.clause = say(Say::fall_as_arms, given);
      else if (state.mark == no_instant)
        arms.clause = say(Say::fall_first, given, words_.duration(span()));
      else
        arms.clause = say(Say::fall_slowly, given, words_.duration(span()), instant(state.mark),
                          instant(moved(state.mark, span(), run_.context.zone)));
      if (state.since != no_instant)
        arms.clause = say(Say::listed, say(Say::held_since, instant(state.since)), arms.clause);
      return arms;
    }
    case MemoryKind::crossing: return {say(Say::remembered), {}};
  }
  return reason;
}

}  // namespace sop
