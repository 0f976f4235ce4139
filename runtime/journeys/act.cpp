#include "runtime/journeys/act.h"

#include <algorithm>
#include <map>
#include <set>

#include "runtime/contacts/cap_ledger.h"
#include "runtime/contacts/contenders.h"
#include "runtime/contacts/holdout.h"
#include "runtime/journeys/contact_log.h"
#include "runtime/journeys/kept.h"
#include "runtime/journeys/moved_work.h"
#include "runtime/journeys/open_tasks.h"
#include "runtime/journeys/other_accounts.h"
#include "runtime/journeys/ours.h"
#include "runtime/journeys/walk.h"
#include "runtime/run/contacts.h"
#include "runtime/run/effects.h"
#include "runtime/run/firing_number.h"
#include "runtime/run/message.h"
#include "runtime/run/paused.h"

namespace sop {
namespace {

// One action that wants to be done, with what was found out for it.
struct Attempt {
  Instance* who = nullptr;           // of a journey, or
  const Request* request = nullptr;  // of a rule that fires now, or
  HeldContact* held = nullptr;       // of one that fired before
  std::uint32_t source = 0;          // rules, then journeys
  std::uint32_t index = 0;           // of the action there
  std::int32_t variant = -1;         // of `send next of`
  const Action* action = nullptr;
  std::uint32_t customer = 0;
  Micros now = 0;  // its own clock
  Micros due = 0;  // first due
  Micros last = 0;
  Micros expires_at = no_instant;
  bool explicit_expiry = false;
  std::optional<Refusal> block;
  bool empty_slot = false;
  std::vector<std::uint32_t> caps;  // that hold for her
  std::uint32_t params = UINT32_MAX, values = 0;
  std::string params_text;  // JSON: found out by an earlier run
  std::string staff;
};

class Act {
 public:
  Act(World& world, DoneNow& done)
      : world_(world), contacts_(world.program.contacts), zone_(world.context.zone), now_(done) {}

  Acting run(Acting acting) {
    add_instances(acting.instances);
    add_requests(acting.requests);
    add_held(acting.held);
    std::ranges::stable_sort(attempts_, [&](const Attempt& a, const Attempt& b) { return comes_first(a, b); });
    Acting rest;
    std::set<std::uint32_t> going_on;  // customers
    for (Attempt& one : attempts_) {
      if (going_on.contains(one.customer)) {
        if (one.request != nullptr) rest.requests.push_back(one.request);
        if (one.held != nullptr) rest.held.push_back(std::move(*one.held));
        continue;
      }
      const std::size_t calls = world_.calls.size();
      judge(one);
      const bool goes_on = one.who != nullptr && one.who->standing == Standing::ready && one.who->at <= one.now;
      if (goes_on || world_.calls.size() > calls) going_on.insert(one.customer);
    }
    return rest;
  }

 private:
  const std::string& name_of(std::uint32_t source) const {
    const std::size_t rules = world_.program.rules.size();
    return source < rules ? world_.program.rules[source].name : world_.program.journeys[source - rules].name;
  }

  std::size_t priority_of(std::uint32_t source) const { return priority_rank(contacts_, name_of(source)); }

  bool comes_first(const Attempt& a, const Attempt& b) const {
    const auto rank = [&](const Attempt& one) {
      return std::tuple(one.now, priority_of(one.source), one.due, std::string_view(name_of(one.source)), one.customer,
                        began(one), told_apart(one));
    };
    return rank(a) < rank(b);
  }

  // Of several ways of one customer through one journey, or firings of one rule, the one that began first goes first.
  static Micros began(const Attempt& one) {
    if (one.who != nullptr) return one.who->entered_at;
    return one.held != nullptr ? one.held->fired_at : one.request->at;
  }

  static std::string_view told_apart(const Attempt& one) {
    if (one.who != nullptr) return one.who->key;
    return one.held != nullptr ? one.held->number : one.request->number;
  }

  // ---- What each needs to know, asked for all who stand at one step together --------------------------------------

  void add_instances(const std::vector<Instance*>& all) {
    std::map<std::pair<std::uint32_t, std::int32_t>, std::vector<Instance*>> at_step;
    for (Instance* who : all) at_step[{who->journey, who->step}].push_back(who);
    for (const auto& [place, group] : at_step) add_group(group);
  }

  void add_group(const std::vector<Instance*>& group) {
    const Journey& journey = world_.journey_of(*group[0]);
    const auto index = static_cast<std::uint32_t>(journey.steps[static_cast<std::size_t>(group[0]->step)].action);
    const Action& action = journey.actions[index];
    const std::vector<const Instance*> seen(group.begin(), group.end());
    const std::size_t begin = attempts_.size();
    for (Instance* who : group) {
      Attempt& one = attempts_.emplace_back();
      one.who = who;
      one.source = static_cast<std::uint32_t>(world_.program.rules.size()) + who->journey;
      one.index = index;
      one.action = &action;
      one.customer = who->customer;
      one.now = who->at;
    }
    if (action.next_of.empty()) {
      ask(action, world_.frame_of(seen), begin, nullptr);
    } else {
      for (std::size_t i = begin; i < attempts_.size(); ++i) choose_next(attempts_[i]);
    }
    for (std::size_t i = begin; i < attempts_.size(); ++i) {
      Attempt& one = attempts_[i];
      set_times(one, one.who->due == INT64_MIN ? one.now : one.who->due, one.who->due == INT64_MIN);
      one.who->due = one.due;
    }
  }

  // The first of the list that she has not had from here, and that her facts allow.
  void choose_next(Attempt& one) {
    const Action& all = *one.action;
    const std::string& source = name_of(one.source);
    std::vector<bool> had(all.next_of.size(), false);
    std::vector<std::size_t> last(all.next_of.size(), 0);  // the turn at which she had it last
    std::size_t turns = 0;
    for (const std::uint32_t index : world_.deeds_of[one.customer]) {
      const Deed& deed = world_.deeds[index];
      for (std::size_t i = 0; i < all.next_of.size(); ++i)
        if (deed.source == source && deed.verb == "send" && deed.object == all.next_of[i].object && deed.at <= one.now)
          had[i] = true, last[i] = ++turns;
      if (all.restart && std::ranges::all_of(had, [](bool used) { return used; })) had.assign(had.size(), false);
    }
    // Those she has not had, in their order; then, to begin anew, the one she had longest ago.
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < had.size(); ++i)
      if (!had[i]) order.push_back(i);
    const auto anew = static_cast<std::ptrdiff_t>(order.size());
    for (std::size_t i = 0; i < had.size() && all.restart; ++i)
      if (had[i]) order.push_back(i);
    std::ranges::stable_sort(order.begin() + anew, order.end(), {}, [&](std::size_t i) { return last[i]; });
    for (const std::size_t i : order) {
      one.variant = static_cast<std::int32_t>(i);
      one.action = &all.next_of[i];
      one.block.reset();
      Frame frame = frame_of(one);
      ask(*one.action, std::move(frame), static_cast<std::size_t>(&one - attempts_.data()), &one);
      if (!one.block || one.block->outcome != "skipped") return;
    }
    one.variant = -1;
    one.action = &all;
    one.block = Refusal{"skipped", "used_up"};
  }

  Frame frame_of(const Attempt& one) const {
    const Instance* who = one.who;
    if (who != nullptr) return world_.frame_of(std::span(&who, 1));
    Frame frame;
    frame.batch_as_of = world_.options.as_of;
    frame.customer = {one.customer};
    frame.as_of = {one.now};
    if (one.request != nullptr && one.request->stream.exists()) {
      frame.stream = one.request->stream;
      frame.event = {one.request->event};
    }
    return frame;
  }

  // Guards, caps' conditions, parameters and who does it, for the contenders from `begin` on; or for one of them.
  void ask(const Action& action, Frame frame, std::size_t begin, const Attempt* only) {
    std::vector<InstId> roots = guards_and_caps();
    const std::size_t values_begin = roots.size();
    for (const InstId value : action_values(world_.program, action)) roots.push_back(value);
    const std::size_t staff = roots.size();
    if (action.staff.exists()) roots.push_back(action.staff);
    Evaluation found = world_.evaluate(roots, frame);
    const std::size_t rows = only == nullptr ? attempts_.size() - begin : 1;
    std::vector<ColumnData> values;
    for (std::size_t i = values_begin; i < staff; ++i) values.push_back(std::move(found.values[i]));
    auto params = UINT32_MAX;
    if (!values.empty()) {
      params = static_cast<std::uint32_t>(world_.result.params.size());
      world_.result.params.push_back({values});
    }
    for (std::size_t row = 0; row < rows; ++row) {
      Attempt& one = attempts_[begin + row];
      take_guards(one, action, found.values, row);
      one.params = params;
      one.values = static_cast<std::uint32_t>(row);
      one.empty_slot = has_empty_slot(world_.program, action, values, row);
      if (action.staff.exists() && found.values[staff].is_known(row))
        one.staff = world_.dataset.pool->text(found.values[staff].codes[row]);
    }
  }

  std::vector<InstId> guards_and_caps() const {
    std::vector<InstId> roots;
    for (const Guard& guard : world_.program.guards) roots.push_back(guard.blocked);
    for (const Cap& cap : contacts_.caps)
      if (cap.where.exists()) roots.push_back(cap.where);
    return roots;
  }

  void take_guards(Attempt& one, const Action& action, const std::vector<ColumnData>& values, std::size_t row) {
    one.block = blocked(world_.program, action, values, row);
    one.caps.clear();
    std::size_t at = world_.program.guards.size();
    std::vector<bool> holds;
    for (const Cap& cap : contacts_.caps) holds.push_back(!cap.where.exists() || bit_at(values[at++].bits, row));
    if (!is_contact(action)) return;
    for (const std::uint32_t cap : caps_about(contacts_, kind_of(action)))
      if (holds[cap]) one.caps.push_back(cap);
  }

  ContactKind kind_of(const Action& action) const {
    return contact_kind(contacts_, action.channel, action.verb == Verb::send ? action.object : std::string());
  }

  // Rules' conditions on contacts are asked of the customer at the instant, without the event.
  void ask_alone(Attempt& one) {
    Frame frame = frame_of(one);
    const std::vector<InstId> roots = guards_and_caps();
    const Evaluation found = roots.empty() ? Evaluation() : world_.evaluate(roots, frame);
    take_guards(one, *one.action, found.values, 0);
  }

  // What has waited goes to whom the role names when it goes out: who was named at first may have left.
  std::optional<std::string> who_serves(const Attempt& one) {
    if (!one.action->staff.exists()) return std::nullopt;
    const std::vector<InstId> roots{one.action->staff};
    Frame frame = frame_of(one);
    const Evaluation found = world_.evaluate(roots, frame);
    if (!found.values[0].is_known(0)) return std::nullopt;
    return std::string(world_.dataset.pool->text(found.values[0].codes[0]));
  }

  void add_requests(const std::vector<const Request*>& requests) {
    for (const Request* request : requests) {
      Attempt& one = attempts_.emplace_back();
      one.request = request;
      one.source = request->rule;
      one.index = request->action;
      one.action = &world_.program.rules[request->rule].actions[request->action];
      one.customer = request->customer;
      one.now = request->at;
      if (one.action->next_of.empty()) {
        if (is_contact(*one.action)) ask_alone(one);
        one.params = request->params;
        one.values = request->values;
        one.empty_slot = request->has_empty_slot;
      } else {
        choose_next(one);
      }
      if (request->has_staff) one.staff = world_.dataset.pool->text(request->staff);
      set_times(one, one.now, true);
    }
  }

  void add_held(std::vector<HeldContact>& held) {
    for (HeldContact& again : held) {
      Attempt& one = attempts_.emplace_back();
      one.held = &again;
      one.source = again.rule;
      one.index = again.action;
      one.action = &world_.program.rules[again.rule].actions[again.action];
      one.customer = again.customer;
      one.now = again.wake;
      if (!one.action->next_of.empty())
        choose_next(one);
      else if (const auto frame = frame_of_held(one))
        ask(*one.action, *frame, static_cast<std::size_t>(&one - attempts_.data()), &one);
      else
        ask_alone(one);
      if (one.params == UINT32_MAX) {  // nothing to say, or what it was said of is gone: as it was found when it fired
        one.params = again.values.first;
        one.values = again.values.second;
        one.params_text = again.params;
      }
      one.staff = who_serves(one).value_or(again.staff);
      set_times(one, again.due, false);
    }
  }

  // What a rule's contact says is said as of the opening; the event it fired on is known again by the firing's number.
  std::optional<Frame> frame_of_held(const Attempt& one) const {
    const Rule& rule = world_.program.rules[one.source];
    Frame frame = frame_of(one);
    bool on_events = false;
    for (const Trigger& trigger : rule.triggers) {
      if (!trigger.stream.exists()) continue;
      on_events = true;
      const TableData& events = world_.dataset.inputs[trigger.stream.index()];
      if (one.customer + std::size_t{1} >= events.begin.size()) continue;
      for (std::uint32_t row = events.begin[one.customer]; row < events.begin[one.customer + 1]; ++row) {
        if (events.time_us[row] != one.held->fired_at) continue;
        Frame fired = frame;
        fired.stream = trigger.stream;
        fired.event = {row};
        fired.as_of = {one.held->fired_at};
        if (FiringNumbers(world_.program, world_.dataset).of(rule, fired, 0) != one.held->number) continue;
        frame.stream = fired.stream;
        frame.event = fired.event;
        return frame;
      }
    }
    return on_events ? std::nullopt : std::optional(frame);
  }

  void set_times(Attempt& one, Micros from, bool first) const {
    const Action& action = *one.action;
    if (first) {
      const EffectTimes times = effect_times(world_.program, action, from, zone_);
      one.due = times.due_at;
      one.expires_at = times.expires_at;
    } else {
      one.due = from;
      one.expires_at = expiry_when_due(world_.program, action, from, zone_);
    }
    one.explicit_expiry = action.expires.exists() || action.expires_today;
    one.last = one.explicit_expiry ? one.expires_at - 1 : zone_.instant_of(zone_.local_date(one.due) + 8, 0);
  }

  // ---- Judging ----------------------------------------------------------------------------------------------------

  const Action& written(const Attempt& one) const {
    const std::size_t rules = world_.program.rules.size();
    return one.source < rules ? world_.program.rules[one.source].actions[one.index]
                              : world_.program.journeys[one.source - rules].actions[one.index];
  }

  // `send next of`: what contended at this instant and was done before it was the turn of another.
  void choose_again(Attempt& one) {
    if (written(one).next_of.empty() || !now_.any.contains({one.customer, one.source})) return;
    one.action = &written(one);
    choose_next(one);
  }

  void judge(Attempt& one) {
    choose_again(one);
    if (one.who != nullptr)
      if (std::string why = pause_of(world_.options, true, name_of(one.source)); !why.empty())
        return drop(one, "skipped", why);
    if (world_.balances && one.action->staff.exists())
      one.staff = least_loaded(world_, one.action->staff, frame_of(one), asker_of(one), std::move(one.staff));
    if (!is_contact(*one.action)) {
      const bool waits = one.who != nullptr || waits_for_its_hour(*one.action);
      if (const Micros start = start_of(one); waits && start > one.now) return hold(one, start);
      if (one.request != nullptr) read_grant(one);
      return write(one, one.due);
    }
    if (one.request != nullptr) read_grant(one);
    const bool may_come_later = one.request != nullptr;  // a rule's action may be written before it is due
    const ContactHours hours = hours_about(contacts_, kind_of(*one.action),
                                           one.action->verb == Verb::send ? one.action->object : std::string());
    const HoursVerdict open = judge_hours(hours, one.due, one.last, zone_);
    if (open.outcome == HoursOutcome::skipped) return drop(one, "skipped", "quiet hours");
    if (open.outcome == HoursOutcome::expired) return drop(one, "expired", "no open hour before it expires");
    Micros at = open.outcome == HoursOutcome::waits ? open.at : one.due;
    const bool later_than_due = at > one.due;
    if (at > one.now && (later_than_due || !may_come_later)) return hold(one, at);
    at = std::max(at, one.now);
    if (at > one.last) return drop(one, "expired", "held until it was too late");
    if (was_held_as_stale(one)) return judge_now(one);
    if (!world_.result.stale_input.empty()) return hold_stale(one);
    if (one.block) return drop(one, one.block->outcome, one.block->reason);
    if (one.empty_slot) return drop(one, "skipped", "empty slot");
    if (const auto policy = held_out(contacts_, world_.customer_id(one.customer), kind_of(*one.action).of_class);
        policy >= 0)
      return drop(one, "held_out", contacts_.holdouts[static_cast<std::size_t>(policy)].policy);
    const QuotaAsk ask{channel_index(contacts_, one.action->channel), one.staff, one.action->object, at};
    if (const auto full = world_.quotas.full(contacts_, ask, contact_log(world_, one.customer), zone_); full >= 0)
      return drop(one, "over_quota", one.action->channel);
    ContactLog& log = contact_log(world_, one.customer);
    const CapVerdict room = judge_caps(contacts_, one.caps, hours, log, one.due, at, one.last, zone_);
    switch (room.outcome) {
      case CapOutcome::room: break;
      case CapOutcome::defer: return hold(one, room.at);
      case CapOutcome::skip: return drop(one, "capped", cap_text(room.cap));
      case CapOutcome::exit:
        drop(one, "capped", cap_text(room.cap));
        if (one.who != nullptr) end(world_, *one.who, at, "exited", "capped");
        return;
    }
    add_contact(log, {at, kind_of(*one.action)});
    world_.quotas.take(contacts_, ask);
    write(one, at);
  }

  // What a run holds as stale waits for this instant, at which nothing else ends: the run after it looks at it at its
  // own.
  static Micros after_stale_run(Micros as_of) { return as_of + micros_per_second - 1; }

  bool was_held_as_stale(const Attempt& one) const {
    const RunMemory* before = world_.options.before;
    return world_.program.project.max_staleness >= 0 && before != nullptr && before->exists &&
           one.now == after_stale_run(before->as_of);
  }

  // Whether the inputs are fresh is known of the instant of this run alone. What would be stale itself by then is not
  // let out in one burst with all the rest (semantics E5).
  void judge_now(Attempt& one) {
    one.now = world_.options.as_of;
    if (one.now >= one.expires_at) return drop(one, "expired", "held until it was too late");
    hold(one, one.now);
  }

  // Judged again by the first run after this one whose inputs are fresh (semantics E9).
  void hold_stale(Attempt& one) {
    if (world_.options.as_of >= one.expires_at) return drop(one, "expired", "stale: " + world_.result.stale_input);
    world_.result.decisions.push_back({one.customer, name_of(one.source), step_word_of(one), std::max(one.now, one.due),
                                       "held", "stale: " + world_.result.stale_input});
    hold(one, after_stale_run(world_.options.as_of));
  }

  // The firing, or the way through a journey, that asks for it.
  std::string asker_of(const Attempt& one) const {
    const std::string who = name_of(one.source) + "\x1f" + std::to_string(one.customer) + "\x1f";
    return one.who != nullptr ? who + one.who->key + "\x1f" + std::to_string(one.who->entry)
                              : who + (one.held != nullptr ? one.held->number : one.request->number);
  }

  // When it is handed out: `due` says until when the work is to be done, not when it begins.
  Micros start_of(const Attempt& one) const {
    Action plain = *one.action;
    plain.due = {};
    return effect_times(world_.program, plain, one.now, zone_).due_at;
  }

  // A rule granted her a coupon just now: what its further actions say of it is asked once more.
  void read_grant(Attempt& one) {
    if (!now_.granted.contains({one.customer, one.source}) || !one.action->next_of.empty()) return;
    tell_deeds(world_);
    const std::string staff = one.staff;
    ask(*one.action, frame_of(one), static_cast<std::size_t>(&one - attempts_.data()), &one);
    one.staff = staff;
  }

  std::string cap_text(std::int32_t cap) const {
    if (cap < 0) return "";
    const Cap& full = contacts_.caps[static_cast<std::size_t>(cap)];
    return full.policy + ": " + std::to_string(full.count) + " per " + text_of(full.window);
  }

  static std::string text_of(Duration window) {
    const auto words = [](std::int64_t count, const char* one, const char* many) {
      return std::to_string(count) + " " + (count == 1 ? one : many);
    };
    if (window.unit == DurationUnit::months) return words(window.count, "month", "months");
    if (window.unit == DurationUnit::days) return words(window.count, "day", "days");
    if (window.count % micros_per_hour == 0) return words(window.count / micros_per_hour, "hour", "hours");
    return words(window.count / micros_per_second, "second", "seconds");
  }

  void hold(Attempt& one, Micros until) {
    if (one.who != nullptr) {
      one.who->standing = Standing::waiting;
      one.who->wake = until;
      return;
    }
    HeldContact again;
    if (one.held != nullptr) {
      again = *one.held;
    } else {
      again = {.rule = one.source,
               .action = one.index,
               .customer = one.customer,
               .number = one.request->number,
               .fired_at = one.request->at,
               .due = one.due,
               .staff = one.staff,
               .params = ""};
      again.values = {one.params, one.values};
    }
    again.wake = until;
    world_.held[one.customer].push_back(std::move(again));
  }

  const JourneyStep& step_of(const Instance& who) const {
    return world_.journey_of(who).steps[static_cast<std::size_t>(who.step)];
  }

  std::string step_word_of(const Attempt& one) const {
    return one.who != nullptr ? step_of(*one.who).identity
                              : step_identity(world_.program.rules[one.source].actions[one.index]);
  }

  void drop(Attempt& one, const std::string& outcome, const std::string& reason) {
    world_.result.decisions.push_back(
        {one.customer, name_of(one.source), step_word_of(one), std::max(one.now, one.due), outcome, reason});
    if (one.who != nullptr) step_on(*one.who, step_of(*one.who).next, std::max(one.now, one.due));
  }

  // Done: a row to carry out, or a tag, or somebody enters or leaves a journey.
  void write(Attempt& one, Micros at) {
    const Action& action = *one.action;
    if (one.who != nullptr && was_done_for_another_account(world_, *one.who, step_word_of(one)))
      return drop(one, "skipped", "done for another account");
    const Micros moment = one.who != nullptr ? std::min(at, one.now) : at;
    world_.done.insert({one.customer, moment});
    // A verdict that came late did it then: whatever of hers looks at it looks again from there.
    for (const std::uint32_t index : world_.of_customer[one.customer]) {
      Micros& asked = world_.instances[index].asked;
      const Micros done = std::min(moment, one.now);  // a rule's action may be due later
      asked = asked == INT64_MIN ? done : std::min(asked, done);
    }
    const std::string source = name_of(one.source);
    switch (action.verb) {
      case Verb::tag: world_.tags.tag(one.customer, world_.tags.names_of(action, source), at); break;
      case Verb::untag: world_.tags.untag(one.customer, world_.tags.names_of(action, source), at); break;
      case Verb::enter: enter(one, at); break;
      case Verb::stop: stop_all(one, at); break;
      case Verb::send:
      case Verb::task:
      case Verb::notify:
      case Verb::grant:
      case Verb::invite:
      case Verb::declared: row(one, at); break;
    }
    if (one.who != nullptr && one.who->standing != Standing::over)
      step_on(*one.who, step_of(*one.who).next, is_contact(action) ? at : one.now);
  }

  void enter(const Attempt& one, Micros at) {
    for (std::uint32_t j = 0; j < world_.program.journeys.size(); ++j) {
      const Journey& journey = world_.program.journeys[j];
      if (journey.name != one.action->object || journey.retired) continue;
      EntryCall call{.journey = j, .customer = one.customer, .at = at};
      call.entered_by = "enter by " + name_of(one.source);
      call.is_asked = true;
      call.entry = static_cast<std::size_t>(std::ranges::find_if(journey.entries, &JourneyEntry::by_rule) -
                                            journey.entries.begin());
      world_.calls.push_back(std::move(call));
      return;
    }
    // An earlier version may name one that is gone.
    world_.result.decisions.push_back(
        {one.customer, one.action->object, "enter", at, "not_entered", "the journey is no more"});
  }

  void stop_all(const Attempt& one, Micros at) {
    for (const std::uint32_t index : world_.of_customer[one.customer]) {
      Instance& live = world_.instances[index];
      if (live.standing != Standing::over) end(world_, live, at, "exited", "stop: " + name_of(one.source));
    }
  }

  void row(Attempt& one, Micros at) {
    const Action& action = *one.action;
    ActionRow out{.customer = one.customer, .rule = one.source, .action = one.index};
    out.variant = one.variant;
    out.params = one.params;
    out.values = one.values;
    out.params_text = one.params_text;
    const std::string step = step_word_of(one);
    const std::string_view customer = world_.customer_id(one.customer);
    if (one.who != nullptr)
      out.effect_id = effect_id(
          {name_of(one.source), customer, one.who->key, std::to_string(one.who->entry), step, iteration(*one.who)});
    else
      out.effect_id = effect_id(
          {name_of(one.source), customer, "", one.held != nullptr ? one.held->number : one.request->number, step, "1"});
    out.due_at = at;
    out.expires_at = one.explicit_expiry ? one.expires_at : expiry_when_due(world_.program, action, at, zone_);
    out.has_staff = !one.staff.empty();
    if (out.has_staff) out.staff = world_.dataset.pool->intern(one.staff);
    if (action.verb == Verb::grant) now_.granted.insert({one.customer, one.source});
    now_.any.insert({one.customer, one.source});
    world_.add_deed({.customer = one.customer,
                     .at = at,
                     .expires_at = out.expires_at,
                     .verb = action.verb_word,
                     .object = action.object,
                     .source = name_of(one.source),
                     .step = step,
                     .channel = action.channel,
                     .staff = one.staff,
                     .effect_id = out.effect_id});
    if (!world_.leaving.empty()) expect_leaving(world_, static_cast<std::uint32_t>(world_.deeds.size() - 1), one.now);
    world_.result.actions.push_back(std::move(out));
  }

  World& world_;
  const Contacts& contacts_;
  const ZoneRules& zone_;
  std::vector<Attempt> attempts_;
  DoneNow& now_;
};

}  // namespace

Acting act(World& world, Acting acting, DoneNow& done) { return Act(world, done).run(std::move(acting)); }

}  // namespace sop
