// What became of an action: what was done is on record, why it came later or not at all is judged anew by the pure
// functions of runtime/contacts, in the order of semantics D9 and D10. What other people used up of a quota is taken
// from what was done for them.
#include <algorithm>

#include "runtime/contacts/holdout.h"
#include "runtime/contacts/quota.h"
#include "runtime/explain/way.h"
#include "runtime/journeys/walk.h"
#include "runtime/run/contacts.h"
#include "runtime/run/effects.h"
#include "runtime/run/message.h"

namespace sop {
namespace {

constexpr std::size_t most_turns = 1'000;  // a contact judged again and again

class Fate {
 public:
  Fate(OneCustomer& her, const HerJourneys& record, const Instance& who)
      : her_(her),
        record_(record),
        who_(who),
        program_(her.program()),
        contacts_(program_.contacts),
        zone_(her.run().context.zone),
        journey_(program_.journeys[who.journey]),
        step_(journey_.steps[static_cast<std::size_t>(who.step)]),
        written_(journey_.actions[static_cast<std::size_t>(step_.action)]) {}

  ActionFate run() {
    find_deed();
    choose_variant(who_.at);
    return is_contact(*action_) ? contact() : plain();
  }

 private:
  Micros as_of() const { return her_.run().options.as_of; }

  WayStep step(WayEvent event, Micros at) const {
    WayStep out;
    out.event = event;
    out.step = who_.step;
    out.at = at;
    out.variant = variant_;
    return out;
  }

  WayStep held(Micros from, Micros until, Holding why, std::string reason) const {
    WayStep out = step(WayEvent::held, from);
    out.until = until;
    out.holding = why;
    out.reason = std::move(reason);
    return out;
  }

  void find_deed() {
    effect_ = effect_of(her_, who_);
    const auto found = std::ranges::find(record_.deeds, effect_, &Deed::effect_id);
    if (found != record_.deeds.end()) deed_ = &*found;
  }

  // ---- `send next of` ----------------------------------------------------------------------------------------------

  // The first she has not had from here and that her facts allow; none: `used_up`.
  void choose_variant(Micros now) {
    action_ = &written_;
    if (written_.next_of.empty()) return;
    const std::vector<Action>& all = written_.next_of;
    if (deed_ != nullptr) {
      const auto done = std::ranges::find(all, deed_->object, &Action::object);
      if (done != all.end()) return take_variant(done - all.begin());
    }
    std::vector<bool> had(all.size(), false);
    std::vector<std::size_t> last(all.size(), 0);
    std::size_t turns = 0;
    for (const Deed& deed : record_.deeds)
      for (std::size_t i = 0; i < all.size() && deed.at <= now; ++i)
        if (deed.source == journey_.name && deed.verb == "send" && deed.object == all[i].object) {
          had[i] = true;
          last[i] = ++turns;
          if (written_.restart && std::ranges::all_of(had, [](bool used) { return used; }))
            had.assign(all.size(), false);
        }
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < all.size(); ++i)
      if (!had[i]) order.push_back(i);
    const auto anew = static_cast<std::ptrdiff_t>(order.size());
    for (std::size_t i = 0; i < all.size() && written_.restart; ++i)
      if (had[i]) order.push_back(i);
    std::ranges::stable_sort(order.begin() + anew, order.end(), {}, [&](std::size_t i) { return last[i]; });
    for (const std::size_t i : order) {
      take_variant(static_cast<std::ptrdiff_t>(i));
      ask(now);
      if (!block_ || block_->outcome != "skipped") return;
    }
    variant_ = -1;
    action_ = &written_;
    used_up_ = true;
  }

  void take_variant(std::ptrdiff_t index) {
    variant_ = static_cast<std::int32_t>(index);
    action_ = &written_.next_of[static_cast<std::size_t>(index)];
  }

  // ---- What the judges need to know of her at an instant
  // -------------------------------------------------------------

  void ask(Micros now) {
    std::vector<InstId> roots;
    for (const Guard& guard : program_.guards) roots.push_back(guard.blocked);
    for (const Cap& cap : contacts_.caps)
      if (cap.where.exists()) roots.push_back(cap.where);
    const std::size_t values_begin = roots.size();
    for (const InstId value : action_values(program_, *action_)) roots.push_back(value);
    const std::size_t staff = roots.size();
    if (action_->staff.exists()) roots.push_back(action_->staff);
    frame_ = frame_of(program_, her_.run().dataset, who_, now, as_of());
    frame_.edges = her_.edges_for(roots);
    Evaluation found;
    if (!roots.empty()) found = her_.with().evaluate(program_, her_.run().dataset, frame_, roots, her_.run().context);
    block_ = blocked(program_, *action_, found.values, 0);
    std::size_t at = program_.guards.size();
    std::vector<bool> holds;
    for (const Cap& cap : contacts_.caps) holds.push_back(!cap.where.exists() || bit_at(found.values[at++].bits, 0));
    caps_.clear();
    for (const std::uint32_t cap : caps_about(contacts_, kind()))
      if (holds[cap]) caps_.push_back(cap);
    const std::vector<ColumnData> values(found.values.begin() + static_cast<std::ptrdiff_t>(values_begin),
                                         found.values.begin() + static_cast<std::ptrdiff_t>(staff));
    empty_slot_ = has_empty_slot(program_, *action_, values, 0);
    staff_.clear();
    if (action_->staff.exists() && found.values[staff].is_known(0))
      staff_ = her_.run().dataset.pool->text(found.values[staff].codes[0]);
  }

  ContactKind kind() const {
    return contact_kind(contacts_, action_->channel, action_->verb == Verb::send ? action_->object : std::string());
  }

  // The contacts she had up to an instant, this one left out.
  ContactLog log(Micros until) const {
    ContactLog out;
    for (const Deed& deed : record_.deeds) {
      const bool send = deed.verb == "send";
      const bool contact = send || deed.verb == "invite" || (!deed.channel.empty() && deed.verb != "task");
      if (contact && deed.at <= until && deed.effect_id != effect_)
        add_contact(out, {deed.at, contact_kind(contacts_, deed.channel, send ? deed.object : std::string())});
    }
    return out;
  }

  bool is_over_quota(Micros at) const {
    const Channel* channel = contacts_.channel(action_->channel);
    if (channel == nullptr || channel->quotas.empty()) return false;
    QuotaBook book;
    for (const Deed& deed : her_.run().result.memory.journeys.deeds)
      if (deed.at <= at && deed.effect_id != effect_)
        book.take(contacts_, {channel_index(contacts_, deed.channel), deed.staff, deed.object, deed.at});
    const QuotaAsk ask{channel_index(contacts_, action_->channel), staff_, action_->object, at};
    return book.full(contacts_, ask, log(at), zone_) >= 0;
  }

  // ---- Judging -----------------------------------------------------------------------------------------------------

  ActionFate done(Micros at, Micros goes_on) {
    fate_.last = step(WayEvent::done, at);
    if (deed_ != nullptr) fate_.last.deed = *deed_;
    fate_.goes_on = goes_on;
    return std::move(fate_);
  }

  ActionFate dropped(Micros at, std::string outcome, std::string reason) {
    fate_.last = step(WayEvent::not_done, at);
    fate_.last.outcome = std::move(outcome);
    fate_.last.reason = std::move(reason);
    fate_.goes_on = at;
    return std::move(fate_);
  }

  // Handed out at its own time of day; `due` only says until when the work is to be done.
  ActionFate plain() {
    Action without_due = *action_;
    without_due.due = {};
    const Micros now = std::max(who_.at, effect_times(program_, without_due, who_.at, zone_).due_at);
    if (now > who_.at) {
      WayStep wait = held(who_.at, now, Holding::own_time, "");
      if (now > as_of()) return fate_.last = std::move(wait), std::move(fate_);
      fate_.held.push_back(std::move(wait));
    }
    return done(deed_ != nullptr ? deed_->at : effect_times(program_, *action_, who_.at, zone_).due_at, now);
  }

  ActionFate contact() {
    const EffectTimes first = effect_times(program_, *action_, who_.at, zone_);
    const Micros due = first.due_at;
    Micros now = who_.at;
    for (std::size_t turn = 0; turn < most_turns; ++turn) {
      choose_variant(now);
      ask(now);
      const bool explicit_expiry = action_->expires.exists() || action_->expires_today;
      const Micros last =
          explicit_expiry ? expiry(due, first, turn == 0) - 1 : zone_.instant_of(zone_.local_date(due) + 8, 0);
      const ContactHours hours =
          hours_about(contacts_, kind(), action_->verb == Verb::send ? action_->object : std::string());
      const HoursVerdict open = judge_hours(hours, due, last, zone_);
      const Micros decided = std::max(now, due);
      if (open.outcome == HoursOutcome::skipped) return dropped(decided, "skipped", "quiet hours");
      if (open.outcome == HoursOutcome::expired) return dropped(decided, "expired", "no open hour before it expires");
      const Micros opens = open.outcome == HoursOutcome::waits ? open.at : due;
      if (opens > now) {
        if (!wait(now, opens, opens > due ? Holding::hours : Holding::own_time, "")) return std::move(fate_);
        now = opens;
        continue;
      }
      const Micros at = std::max(opens, now);
      if (deed_ != nullptr && deed_->at <= at) return done(deed_->at, deed_->at);
      if (const auto refused = refusal(at); refused && deed_ == nullptr) {
        ActionFate out = dropped(decided, refused->outcome, refused->reason);
        out.last.asked = guards_of(*refused);
        out.last.frame = frame_;
        return out;
      }
      CapVerdict room = judge_caps(contacts_, caps_, hours, log(at), due, at, last, zone_);
      // What a rule had decided for a later instant may have taken the room, too.
      if (room.outcome == CapOutcome::room && deed_ == nullptr)
        room = judge_caps(contacts_, caps_, hours, log(INT64_MAX), due, at, last, zone_);
      const std::string reason = cap_text(room.cap);
      if (room.outcome == CapOutcome::defer || deed_ != nullptr) {
        const Micros until = deed_ != nullptr ? deed_->at : room.at;
        if (!wait(now, until, Holding::cap, reason)) return std::move(fate_);
        now = until;
        continue;
      }
      if (room.outcome == CapOutcome::room) return unrecorded(now, due, at);
      ActionFate out = dropped(decided, "capped", reason);
      out.leaves = room.outcome == CapOutcome::exit;
      if (out.leaves) out.goes_on = at;
      return out;
    }
    return dropped(now, "skipped", "");
  }

  // Nothing was done although nothing stands against it: inputs were too old, or what decided it is not known any more.
  // A decision may be on record.
  ActionFate unrecorded(Micros now, Micros due, Micros at) {
    for (const DecisionRow& row : record_.decisions) {
      if (row.source != journey_.name || row.step != step_.identity || row.at < now || row.at > std::max(due, at))
        continue;
      if (row.outcome == "goal" || row.outcome == "exited") continue;
      if (row.outcome == "held") {
        fate_.last = held(now, as_of() + micros_per_second, Holding::hours, row.reason);
        return std::move(fate_);
      }
      ActionFate out = dropped(row.at, row.outcome, row.reason);
      out.last.by_record = true;
      return out;
    }
    return dropped(std::max(now, due), "", "");
  }

  // False: it still waits when this run ends.
  bool wait(Micros from, Micros until, Holding why, std::string reason) {
    WayStep waits = held(from, until, why, std::move(reason));
    if (until > as_of()) return fate_.last = std::move(waits), false;
    fate_.held.push_back(std::move(waits));
    return true;
  }

  Micros expiry(Micros due, const EffectTimes& first, bool is_first) const {
    if (is_first) return first.expires_at;
    Action again = *action_;
    again.at_us = -1;
    again.due = {};
    return effect_times(program_, again, due, zone_).expires_at;
  }

  std::optional<Refusal> refusal(Micros at) const {
    if (used_up_) return Refusal{"skipped", "used_up"};
    if (block_) return block_;
    if (empty_slot_) return Refusal{"skipped", "empty slot"};
    const Dataset& dataset = her_.run().dataset;
    const auto policy = held_out(contacts_, dataset.pool->text(dataset.customer_ids[who_.customer]), kind().of_class);
    if (policy >= 0) return Refusal{"held_out", contacts_.holdouts[static_cast<std::size_t>(policy)].policy};
    if (is_over_quota(at)) return Refusal{"over_quota", action_->channel};
    return std::nullopt;
  }

  // The condition of the program that keeps it from being done.
  std::vector<InstId> guards_of(const Refusal& refusal) const {
    for (const Guard& guard : program_.guards) {
      const char* outcome = guard.kind == GuardKind::suppress ? "suppressed"
                            : guard.kind == GuardKind::forbid ? "forbidden"
                                                              : "skipped";
      if (guard.reason == refusal.reason && refusal.outcome == outcome &&
          (guard.object.empty() || guard.object == action_->object))
        return {guard.blocked};
    }
    return {};
  }

  std::string cap_text(std::int32_t cap) const {
    return cap < 0 ? "" : cap_reason(contacts_.caps[static_cast<std::size_t>(cap)]);
  }

  OneCustomer& her_;
  const HerJourneys& record_;
  const Instance& who_;
  const Program& program_;
  const Contacts& contacts_;
  const ZoneRules& zone_;
  const Journey& journey_;
  const JourneyStep& step_;
  const Action& written_;
  const Action* action_ = nullptr;
  std::int32_t variant_ = -1;
  bool used_up_ = false;
  std::string effect_, staff_;
  const Deed* deed_ = nullptr;
  Frame frame_;
  std::optional<Refusal> block_;
  std::vector<std::uint32_t> caps_;
  bool empty_slot_ = false;
  ActionFate fate_;
};

}  // namespace

std::string cap_reason(const Cap& cap) {
  const auto words = [](std::int64_t count, const char* one, const char* many) {
    return std::to_string(count) + " " + (count == 1 ? one : many);
  };
  const Duration window = cap.window;
  std::string length = window.count % micros_per_hour == 0
                           ? words(window.count / micros_per_hour, "hour", "hours")
                           : words(window.count / micros_per_second, "second", "seconds");
  if (window.unit == DurationUnit::months) length = words(window.count, "month", "months");
  if (window.unit == DurationUnit::days) length = words(window.count, "day", "days");
  return cap.policy + ": " + std::to_string(cap.count) + " per " + length;
}

std::string effect_of(const OneCustomer& her, const Instance& who) {
  const Journey& journey = her.program().journeys[who.journey];
  const Dataset& dataset = her.run().dataset;
  return effect_id({journey.name, dataset.pool->text(dataset.customer_ids[who.customer]), who.key,
                    std::to_string(who.entry), journey.steps[static_cast<std::size_t>(who.step)].identity,
                    iteration(who)});
}

ActionFate fate_of(OneCustomer& her, const HerJourneys& record, const Instance& who) {
  return Fate(her, record, who).run();
}

}  // namespace sop
