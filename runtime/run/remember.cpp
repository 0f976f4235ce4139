#include "runtime/run/remember.h"

#include "runtime/run/effects.h"

namespace sop {
namespace {

const Constant& constant_of(const Program& program, InstId id) {
  return program.constants[static_cast<std::size_t>(program.at(id).a)];
}

// Rises at once; falls one level, the next no sooner than `span` later; at once while released. Missing is below all.
void fall(const RememberRules& rules, HeldState& state, const Moment& now, const ZoneRules& zone) {
  if (!state.known || now.value >= state.value) {
    if (!state.known || now.value > state.value) state.mark = no_instant;
    state.value = now.value;
  } else if (now.release) {
    state.value = now.value;
    state.mark = now.at;
  } else if (state.mark == no_instant || now.at >= moved(state.mark, rules.span, zone)) {
    --state.value;
    state.mark = now.at;
  }
}

void until(HeldState& state, const Moment& now) {
  const bool holds = now.value == 1;
  if (state.value == 1) {
    if (!now.release) return;
    state.value = 0;
    state.blocked = holds;
    return;
  }
  state.value = 0;
  if (!holds) state.blocked = false;
  if (holds && !now.release && !state.blocked) state.value = 1;
}

void ttl(const RememberRules& rules, HeldState& state, const Moment& now, const ZoneRules& zone) {
  if (now.value == 1) state.mark = now.at;
  state.value = state.mark != no_instant && now.at < moved(state.mark, rules.span, zone) ? 1 : 0;
}

// `blocked` is: not armed.
void crossing(const RememberRules& rules, HeldState& state, const Moment& now) {
  state.value = 0;
  if (!now.scored) return;
  if (now.score < rules.rearm) state.blocked = false;
  if (now.score < rules.threshold || state.blocked) return;
  state.value = 1;
  state.blocked = true;
}

}  // namespace

RememberRules remember_rules(const Program& program, const History& history) {
  RememberRules rules;
  rules.kind = history.kind;
  rules.boolean = history.type.is(TypeKind::boolean);
  if (history.span.exists()) rules.span = constant_of(program, history.span).whole;
  if (history.threshold.exists()) rules.threshold = constant_of(program, history.threshold).real;
  if (history.rearm.exists()) rules.rearm = constant_of(program, history.rearm).real;
  return rules;
}

HeldState remember(const RememberRules& rules, HeldState before, const Moment& now, const ZoneRules& zone) {
  HeldState state = before;
  switch (rules.kind) {
    case MemoryKind::plain: state.value = now.value; break;
    case MemoryKind::fall: fall(rules, state, now, zone); break;
    case MemoryKind::until: until(state, now); break;
    case MemoryKind::once: state.value = state.value == 1 || now.value == 1 ? 1 : 0; break;
    case MemoryKind::ttl: ttl(rules, state, now, zone); break;
    case MemoryKind::crossing: crossing(rules, state, now); break;
  }
  state.known = true;
  const std::int32_t nothing = rules.boolean ? 0 : no_value;
  const std::int32_t was = before.known ? before.value : nothing;
  if (state.value != was || before.since == no_instant) state.since = now.at;
  return state;
}

}  // namespace sop
