#include "runtime/cost/journey_pace.h"

#include <algorithm>
#include <set>

#include "compiler/ir/steps.h"
#include "runtime/contacts/cap_ledger.h"
#include "runtime/contacts/hours.h"
#include "runtime/cost/goal_first.h"
#include "stdlib/time/duration.h"

namespace sop {
namespace {

Duration length_of(const Program& program, InstId id) {
  if (!id.exists()) return {};
  return unpack_duration(program.constants[static_cast<std::size_t>(program.at(id).a)].whole);
}

bool is_longer(Duration a, Duration b) { return nominal_micros(a) > nominal_micros(b); }

bool any_cap_exits(const Program& program) {
  return std::ranges::any_of(program.contacts.caps, [](const Cap& cap) { return cap.on_full == OnFull::exit; });
}

// `stop journey`, `enter journey`: of a rule, or of any journey.
bool is_named_by(const Program& program, Verb verb, const std::string& journey) {
  const auto names = [&](const Action& one) { return one.verb == verb && one.object == journey; };
  return std::ranges::any_of(program.rules,
                             [&](const Rule& rule) { return std::ranges::any_of(rule.actions, names); }) ||
         std::ranges::any_of(program.journeys,
                             [&](const Journey& other) { return std::ranges::any_of(other.actions, names); });
}

// The time of day at which all of these start, or -1.
std::int64_t common_time(const std::vector<const Trigger*>& triggers) {
  std::int64_t at = -1;
  for (const Trigger* one : triggers) {
    if (one->stream.exists() || one->clock.kind == ClockKind::none) return -1;
    if (at >= 0 && at != one->clock.at_us) return -1;
    at = one->clock.at_us;
  }
  return at;
}

// Between two days of a calendar that recurs in one way; else any day may be one.
std::int32_t days_apart(const Program& program, const Clock& clock) {
  if (clock.own_date.exists()) return 365;
  const std::vector<Recurrence>& rules = program.calendars[clock.calendar.index()].rules;
  if (rules.size() != 1) return 1;
  switch (rules.front().kind) {
    case RecurrenceKind::every_year:
    case RecurrenceKind::every_year_of_hers: return 365;
    case RecurrenceKind::lunar: return 353;  // the shortest lunar year
    case RecurrenceKind::every_month: return 28;
    case RecurrenceKind::on_date: return 365 * 100;  // once
  }
  return 1;
}

bool has_only_clocks(const std::vector<const Trigger*>& triggers) {
  return !triggers.empty() && std::ranges::all_of(triggers, [](const Trigger* one) {
    return !one->stream.exists() && one->clock.kind != ClockKind::none;
  });
}

// How many days lie between two starts of this clock, at least.
std::int64_t days_apart(const Program& program, const Trigger& trigger) {
  const Clock& clock = trigger.clock;
  switch (clock.kind) {
    case ClockKind::day: return std::max(clock.every, 1);
    case ClockKind::weekday: return 7;
    case ClockKind::month_day: return 28;
    case ClockKind::calendar: return days_apart(program, clock);
    case ClockKind::none: break;
  }
  return 1;
}

// Between the two of them that are closest, over the end of the week too.
std::int64_t apart_in_a_week(const std::set<std::int32_t>& weekdays) {
  std::int64_t apart = *weekdays.begin() + 7 - *weekdays.rbegin();
  for (auto day = weekdays.begin(); std::next(day) != weekdays.end(); ++day)
    apart = std::min<std::int64_t>(apart, *std::next(day) - *day);
  return apart;
}

// How often clocks of a journey start one customer in a day and in a week; days of the week do not fall together.
std::vector<EntryLimit> limits_of(const Program& program, const std::vector<const Trigger*>& triggers) {
  if (triggers.size() == 1) return {{1, {days_apart(program, *triggers[0]), DurationUnit::days}}};
  std::vector<EntryLimit> out;
  for (const std::int64_t days : {1, 7}) {
    EntryLimit limit{0, {days, DurationUnit::days}};
    for (const Trigger* one : triggers) {
      const std::int64_t apart = days_apart(program, *one);
      limit.times += (days + apart - 1) / apart;
    }
    out.push_back(limit);
  }
  std::set<std::int32_t> weekdays;
  for (const Trigger* one : triggers)
    if (one->clock.kind == ClockKind::weekday) weekdays.insert(one->clock.number);
  if (weekdays.size() == triggers.size()) out[0] = {1, {apart_in_a_week(weekdays), DurationUnit::days}};
  return out;
}

class Pacing {
 public:
  Pacing(const Program& program, const Journey& journey) : program_(program), journey_(journey) {}

  NamedPace run() {
    out_.pace.steps.resize(journey_.steps.size());
    out_.names.resize(journey_.steps.size());
    for (std::size_t i = 0; i < journey_.steps.size(); ++i) step(i);
    entries();
    return std::move(out_);
  }

 private:
  void step(std::size_t index) {
    const JourneyStep& from = journey_.steps[index];
    PaceStep to{.next = from.next, .at_us = from.at_us};
    for (const StepArm& arm : from.arms)
      if (from.kind != JourneyStepKind::wait_for || !ends_before(program_, journey_, arm).exists())
        to.arms.push_back(arm.next);
    const auto length = [&](InstId id) { return length_of(program_, id); };
    switch (from.kind) {
      case JourneyStepKind::act: return act(index, journey_.actions[static_cast<std::size_t>(from.action)]);
      case JourneyStepKind::wait_span:
        to.what = PaceKind::pause;
        to.length = length(from.length);
        break;
      case JourneyStepKind::wait_time: to.what = PaceKind::clock; break;
      case JourneyStepKind::wait_until: until(from, to); break;
      case JourneyStepKind::wait_for:
        to.what = PaceKind::event;
        to.length = length(from.up_to);
        to.grace = length(from.grace);
        break;
      case JourneyStepKind::choose:
      case JourneyStepKind::split: to.what = PaceKind::choice; break;
      case JourneyStepKind::repeat:
        to.what = PaceKind::repeat;
        to.all_times = !from.condition.exists();
        to.length = length(from.length);
        to.times = from.times;
        to.body = from.body;
        break;
      case JourneyStepKind::leave:
        to.next = pace_ends;
        out_.pace.may_end_early = true;
        break;
    }
    out_.pace.steps[index] = std::move(to);
  }

  // A date without a time is its midnight; an instant has its own time.
  void until(const JourneyStep& from, PaceStep& to) {
    to.what = PaceKind::date;
    if (program_.at(from.until).type.is(TypeKind::date)) to.at_us = std::max<std::int64_t>(from.at_us, 0);
    // A queued entry counts its days from a trigger long ago.
    const bool queued = journey_.while_live == WhileLive::queue && journey_.reenter != Reenter::never;
    if (const auto day = day_after_entry(from.until); day && !queued) {
      to.what = PaceKind::day;
      to.day = *day;
    }
    to.past_runs = from.past == Past::run;
    to.may_skip = from.past == Past::skip || from.missing == Past::skip;
    to.skip = from.skip;
    if (from.past == Past::leave || from.missing == Past::leave) out_.pace.may_end_early = true;
  }

  // `on day n`: the date of the instance's own instant and n days.
  std::optional<std::int64_t> day_after_entry(InstId id) const {
    const Inst& sum = program_.at(id);
    if (sum.kind != InstKind::call || sum.op != Op::add_date_duration) return std::nullopt;
    const auto args = program_.args_of(id);
    const Inst& date = program_.at(args[0]);
    const Inst& shift = program_.at(args[1]);
    if (date.kind != InstKind::call || date.op != Op::date_of_datetime) return std::nullopt;
    const Inst& entered = program_.at(program_.args_of(args[0])[0]);
    if (entered.kind != InstKind::kept || shift.kind != InstKind::constant) return std::nullopt;
    // Without values of its own it is the instant of the event; the journey's, not that of an arm.
    if (!program_.kept[static_cast<std::size_t>(entered.a)].values.empty()) return std::nullopt;
    if (std::ranges::find(journey_.kept, entered.a) == journey_.kept.end()) return std::nullopt;
    const Duration length = length_of(program_, args[1]);
    if (length.unit != DurationUnit::days || length.count < 0) return std::nullopt;
    return length.count;
  }

  // `send next of (a, b)` is one of them.
  void act(std::size_t index, const Action& action) {
    const std::int32_t next = journey_.steps[index].next;
    const std::string name = step_word(journey_, static_cast<std::int32_t>(index));
    PaceStep to{.next = next};
    if (action.next_of.empty()) {
      if (is_contact(action)) {
        to = pace_of_contact(program_, action, next);
        out_.names[index] = name;
      }
    } else {
      for (const Action& one : action.next_of) {
        to.arms.push_back(static_cast<std::int32_t>(out_.pace.steps.size()));
        out_.pace.steps.push_back(pace_of_contact(program_, one, next));
        out_.names.push_back(name);
      }
    }
    out_.pace.steps[index] = std::move(to);
  }

  void entries() {
    Pace& pace = out_.pace;
    std::vector<const Trigger*> triggers;
    bool only_triggers = !is_named_by(program_, Verb::enter, journey_.name);
    for (const JourneyEntry& entry : journey_.entries) {
      only_triggers = only_triggers && !entry.by_rule && !entry.becoming.exists();
      triggers.push_back(&entry.trigger);
    }
    if (only_triggers && journey_.while_live != WhileLive::queue) pace.entry_us = common_time(triggers);
    if (!journey_.goals.empty() || !journey_.exits.empty() || any_cap_exits(program_) ||
        is_named_by(program_, Verb::stop, journey_.name))
      pace.may_end_early = true;
    pace.cooldown = {};
    switch (journey_.reenter) {
      case Reenter::never: pace.entry = PaceEntry::once; break;
      case Reenter::after_exit:
        pace.entry = PaceEntry::after_exit;
        pace.cooldown = length_of(program_, journey_.period);
        break;
      case Reenter::max_times:
        pace.entry = PaceEntry::max_times;
        pace.period = length_of(program_, journey_.period);
        pace.times = journey_.times;
        break;
    }
    const bool restarts = journey_.while_live == WhileLive::restart;
    if (journey_.key.exists() || restarts) pace.entry = PaceEntry::any_time;
    // A queued entry is made when the one before ends, whatever its clock said.
    if (journey_.key.exists() || !only_triggers || !has_only_clocks(triggers) ||
        journey_.while_live == WhileLive::queue || pace.entry == PaceEntry::once)
      return;
    pace.clocks = limits_of(program_, triggers);
    if (!restarts) return;
    pace.entry = PaceEntry::after_exit;
    pace.cooldown = {};
    pace.may_end_early = true;
  }

  const Program& program_;
  const Journey& journey_;
  NamedPace out_;
};

// How often these triggers of a rule start it for one customer.
void start(const Program& program, const Rule& rule, const std::vector<const Trigger*>& triggers, Pace& pace) {
  const bool only_clocks = has_only_clocks(triggers);
  pace.entry_us = common_time(triggers);
  pace.entry = PaceEntry::any_time;
  switch (rule.once.kind) {
    case OnceKind::once: pace.entry = PaceEntry::once; return;
    case OnceKind::per_duration:
      pace.entry = PaceEntry::max_times;
      pace.period = length_of(program, rule.once.duration);
      return;
    case OnceKind::always:
    case OnceKind::per_column: break;
  }
  if (!only_clocks) return;
  pace.entry = PaceEntry::max_times;
  pace.times = static_cast<std::int64_t>(triggers.size());
  pace.period = {1, DurationUnit::days};
  if (triggers.size() > 1) return;
  pace.period.count = days_apart(program, *triggers[0]);
}

std::vector<NamedPace> paces_of(const Program& program, const Rule& rule, const std::vector<const Trigger*>& triggers) {
  std::vector<PaceStep> contacts;
  std::vector<std::string> names;
  bool together = true;
  const auto add = [&](const Action& action) {
    contacts.push_back(pace_of_contact(program, action, pace_ends));
    names.push_back(step_identity(action));
    const PaceStep& made = contacts.back();
    together = together && made.at_us < 0 && made.length.count == 0 && made.longest_wait.count == 0 &&
               made.hours.open.empty() && made.hours.quiet.empty();
  };
  for (const Action& action : rule.actions) {
    if (!action.next_of.empty())
      add(action.next_of.front());  // whichever it is, it is one
    else if (is_contact(action))
      add(action);
  }
  std::vector<NamedPace> out;
  for (std::size_t i = 0; i < contacts.size(); ++i) {
    if (out.empty() || !together) start(program, rule, triggers, out.emplace_back().pace);
    NamedPace& into = out.back();
    if (!into.pace.steps.empty()) into.pace.steps.back().next = static_cast<std::int32_t>(into.pace.steps.size());
    into.pace.steps.push_back(contacts[i]);
    into.names.push_back(names[i]);
  }
  return out;
}

}  // namespace

PaceStep pace_of_contact(const Program& program, const Action& action, std::int32_t next) {
  const std::string sent = action.verb == Verb::send ? action.object : std::string();
  PaceStep out{.what = PaceKind::contact, .next = next, .length = length_of(program, action.due)};
  out.at_us = action.at_us;
  out.kind = contact_kind(program.contacts, action.channel, sent);
  out.hours = hours_about(program.contacts, out.kind, sent);
  for (const std::uint32_t index : caps_about(program.contacts, out.kind))
    if (const Cap& cap = program.contacts.caps[index];
        cap.on_full == OnFull::defer && is_longer(cap.defer, out.longest_wait))
      out.longest_wait = cap.defer;
  return out;
}

NamedPace pace_of(const Program& program, const Journey& journey) { return Pacing(program, journey).run(); }

// Clocks start a rule each by itself; `once` counts over all of its triggers.
std::vector<NamedPace> paces_of(const Program& program, const Rule& rule) {
  std::vector<const Trigger*> all;
  for (const Trigger& one : rule.triggers) all.push_back(&one);
  if (rule.once.kind != OnceKind::always || !has_only_clocks(all)) return paces_of(program, rule, all);
  std::vector<NamedPace> out;
  for (const Trigger* one : all) std::ranges::move(paces_of(program, rule, {one}), std::back_inserter(out));
  return out;
}

}  // namespace sop
