#include "runtime/journeys/moved_work.h"

#include <algorithm>

#include "compiler/ir/left_words.h"
#include "runtime/contacts/hours.h"
#include "runtime/journeys/behind_deed.h"
#include "runtime/journeys/kept.h"
#include "runtime/journeys/open_tasks.h"
#include "runtime/run/contacts.h"
#include "runtime/run/effects.h"
#include "runtime/run/firing_number.h"
#include "runtime/run/message.h"
#include "stdlib/time/duration.h"

namespace sop {
namespace {

// Whoever left longer ago than that before the last run had her work moved then.
constexpr Micros told_late = 31 * micros_per_day;

// Does the role's chain name her herself?
bool is_last_word(const World& world, InstId role, const std::string& staff) {
  if (!role.exists()) return false;
  const Inst& inst = world.program.at(role);
  if (inst.kind == InstKind::constant) return world.program.constants[static_cast<std::size_t>(inst.a)].text == staff;
  return std::ranges::any_of(world.program.args_of(role), [&](InstId arg) { return is_last_word(world, arg, staff); });
}

// Work, or a notice that is due only when she has gone.
bool is_left_behind(const World& world, const Deed& deed, Micros left) {
  return is_work(world.program, deed) || (deed.verb == "notify" && !deed.staff.empty() && left <= deed.at);
}

bool is_moved(const World& world, const Deed& deed) {
  const std::string id = moved_id(deed.effect_id);
  return std::ranges::any_of(world.deeds_of[deed.customer],
                             [&](std::uint32_t other) { return world.deeds[other].effect_id == id; });
}

class Moving {
 public:
  Moving(World& world, std::uint32_t deed, Micros at) : world_(world), old_(world.deeds[deed]), at_(at) {}

  bool run() {
    const auto behind = action_behind(world_.program, old_);
    if (!behind || !behind->action->staff.exists() || is_moved(world_, old_)) return false;
    source_ = behind->source;
    index_ = behind->index;
    variant_ = behind->variant;
    action_ = behind->action;
    Frame frame = frame_now();
    std::vector<InstId> roots;
    for (const Guard& guard : world_.program.guards) roots.push_back(guard.blocked);
    const std::size_t values_begin = roots.size();
    for (const InstId value : action_values(world_.program, *action_)) roots.push_back(value);
    roots.push_back(action_->staff);
    Evaluation found = world_.evaluate(roots, frame);
    if (!found.values.back().is_known(0)) return false;
    std::string staff(world_.dataset.pool->text(found.values.back().codes[0]));
    if (world_.balances) staff = least_loaded(world_, action_->staff, frame, old_.effect_id, std::move(staff));
    if (staff == old_.staff) return false;
    if (const auto refused = blocked(world_.program, *action_, found.values, 0)) {
      world_.result.decisions.push_back(
          {old_.customer, old_.source, old_.step, at_, refused->outcome, refused->reason});
      return false;
    }
    const std::vector<ColumnData> values(found.values.begin() + static_cast<std::ptrdiff_t>(values_begin),
                                         found.values.end() - 1);
    return write(std::move(staff), values);
  }

 private:
  // The event a rule fired on, known again by the effect's identity.
  void find_event(Frame& frame) const {
    if (source_ >= world_.program.rules.size()) return;
    const Rule& rule = world_.program.rules[source_];
    const FiringNumbers numbers(world_.program, world_.dataset);
    for (const Trigger& trigger : rule.triggers) {
      if (!trigger.stream.exists()) continue;
      const TableData& events = world_.dataset.inputs[trigger.stream.index()];
      if (old_.customer + std::size_t{1} >= events.begin.size()) continue;
      for (std::uint32_t row = events.begin[old_.customer]; row < events.begin[old_.customer + 1]; ++row) {
        Frame one = frame;
        one.stream = trigger.stream;
        one.event = {row};
        one.as_of = {events.time_us[row]};
        if (!is_made_from(effect_id(
                {rule.name, world_.customer_id(old_.customer), "", numbers.of(rule, one, 0), old_.step, "1"})))
          continue;
        frame.stream = trigger.stream;
        frame.event = {row};
        return;
      }
    }
  }

  bool is_made_from(std::string id) const {
    constexpr int most_moves = 16;
    for (int i = 0; i < most_moves; ++i, id = moved_id(id))
      if (id == old_.effect_id) return true;
    return false;
  }

  // With what her way through the journey keeps, or the event of the rule.
  Frame frame_now() const {
    const Instance* who = nullptr;
    for (const std::uint32_t index : world_.of_customer[old_.customer]) {
      const Instance& one = world_.instances[index];
      if (world_.journey_of(one).name == old_.source && one.entered_at <= old_.at) who = &one;
    }
    if (who != nullptr && source_ >= world_.program.rules.size())
      return world_.frame_at(std::span(&who, 1), std::span(&at_, 1));
    Frame frame;
    frame.batch_as_of = world_.options.as_of;
    frame.customer = {old_.customer};
    frame.as_of = {at_};
    find_event(frame);
    return frame;
  }

  bool write(std::string staff, const std::vector<ColumnData>& values) {
    const ZoneRules& zone = world_.context.zone;
    Micros due = std::max(at_, old_.at);
    if (is_contact(*action_)) {
      const std::string name = action_->verb == Verb::send ? action_->object : std::string();
      const ContactHours hours =
          hours_about(world_.program.contacts, contact_kind(world_.program.contacts, action_->channel, name), name);
      due = next_open(hours, due, zone.instant_of(zone.local_date(due) + 8, 0), zone).value_or(due);
    }
    // What was said to be too late some time after it was due is too late for whoever takes it over, too.
    const bool is_said = action_->expires.exists() || action_->expires_today;
    const Micros expires = is_said ? old_.expires_at : expiry_when_due(world_.program, *action_, due, zone);
    if (expires <= due) {
      world_.result.decisions.push_back(
          {old_.customer, old_.source, old_.step, at_, "expired", "no open hour before it expires"});
      return false;
    }
    ActionRow row{.customer = old_.customer, .rule = source_, .action = index_};
    row.variant = variant_;
    row.effect_id = moved_id(old_.effect_id);
    row.due_at = due;
    row.expires_at = expires;
    row.has_staff = true;
    row.staff = world_.dataset.pool->intern(staff);
    if (!values.empty()) {
      row.params = static_cast<std::uint32_t>(world_.result.params.size());
      world_.result.params.push_back({values});
    }
    Deed deed = old_;
    deed.at = due;
    deed.expires_at = expires;
    deed.staff = std::move(staff);
    deed.effect_id = row.effect_id;
    deed.outcome = "pending";
    deed.closed_at = INT64_MIN;
    world_.done.insert({old_.customer, at_});
    take_back();
    world_.add_deed(std::move(deed));
    expect_leaving(world_, static_cast<std::uint32_t>(world_.deeds.size() - 1), at_);
    world_.result.actions.push_back(std::move(row));
    return true;
  }

  // Nobody was told of it yet: what must be carried out is the new action alone (semantics E10).
  void take_back() {
    if (std::erase_if(world_.result.actions, [&](const ActionRow& row) { return row.effect_id == old_.effect_id; }) > 0)
      world_.result.decisions.push_back({old_.customer, old_.source, old_.step, at_, "staff_left", old_.staff});
  }

  World& world_;
  const Deed old_;
  const Micros at_;
  std::uint32_t source_ = 0, index_ = 0;
  std::int32_t variant_ = -1;
  const Action* action_ = nullptr;
};

}  // namespace

std::string moved_id(const std::string& effect) { return effect_id({"moved", effect}); }

bool may_leave_work(const Program& program) {
  return has_work(program) && std::ranges::any_of(program.inputs, [](const Input& input) {
           return input.kind == InputKind::lookup && input.key >= 0 && left_column(input) >= 0;
         });
}

std::map<std::string, Micros> leavings(const World& world) {
  std::map<std::string, Micros> out;
  const Program& program = world.program;
  if (!has_work(program)) return out;
  for (std::size_t i = 0; i < program.inputs.size(); ++i) {
    const Input& input = program.inputs[i];
    const TableData& table = world.dataset.inputs[i];
    const int left = left_column(input);
    if (input.kind != InputKind::lookup || left < 0 || input.key < 0 || table.columns.empty()) continue;
    const ColumnData& when = table.columns[static_cast<std::size_t>(left)];
    const ColumnData& key = table.columns[static_cast<std::size_t>(input.key)];
    const bool is_date = when.type.is(TypeKind::date);
    if (key.codes.empty() || when.whole.empty() || (!is_date && !when.type.is(TypeKind::datetime))) continue;
    for (std::size_t row = 0; row < table.rows; ++row) {
      if (!when.is_known(row)) continue;
      const Micros at = is_date ? world.context.zone.instant_of(when.whole[row], 0) : when.whole[row];
      if (at <= world.options.as_of) out[std::string(world.dataset.pool->text(key.codes[row]))] = at;
    }
  }
  return out;
}

bool may_move(const World& world) {
  const RunMemory* before = world.options.before;
  return std::ranges::any_of(world.leaving, [&](const auto& left) {
    return before == nullptr || !before->exists || before->as_of - left.second <= told_late;
  });
}

void expect_leaving(World& world, std::uint32_t index, Micros handed_out) {
  const Deed& deed = world.deeds[index];
  const auto left = world.leaving.find(deed.staff);
  // Whoever has left and is named all the same is the last word of a chain. What a relay has in its hands may be on its
  // way to the customer.
  if (left == world.leaving.end() || left->second <= handed_out) return;
  if (!is_left_behind(world, deed, left->second) || deed.is_in_hands) return;
  const RunMemory* before = world.options.before;
  Micros at = left->second;
  if (before != nullptr && before->exists && at <= before->as_of) {
    if (before->as_of - at > told_late) return;
    if (!is_moved(world, deed)) at = before->as_of + 1;  // the table says so only now
  }
  if (!world.results.contains(deed.effect_id) && index >= world.old_deeds)
    world.awaited[deed.customer].push_back(index);
  std::vector<DeedResult>& results = world.results[deed.effect_id];
  results.push_back({at, "staff_left"});
  std::ranges::stable_sort(results, {}, &DeedResult::at);
}

void expect_leavings_of_earlier_deeds(World& world) {
  if (world.leaving.empty()) return;
  for (std::uint32_t index = 0; index < world.deeds.size(); ++index) {
    const Deed& deed = world.deeds[index];
    const auto left = world.leaving.find(deed.staff);
    if (left == world.leaving.end() || !is_left_behind(world, deed, left->second)) continue;
    const auto behind = action_behind(world.program, deed);
    if (!behind) continue;
    // A role names people in service only: unless she is its last word, she was named before she left.
    if (!is_last_word(world, behind->action->staff, deed.staff)) {
      expect_leaving(world, index, INT64_MIN);
      continue;
    }
    Micros handed_out = deed.at;
    if (behind->action->due.exists()) {
      Duration due = unpack_duration(world.constant(behind->action->due));
      due.count = -due.count;
      handed_out = moved(deed.at, pack(due), world.context.zone);
    }
    expect_leaving(world, index, handed_out);
  }
}

bool move_work(World& world, std::uint32_t customer, Micros at) {
  std::vector<std::uint32_t> left;
  for (const std::uint32_t index : world.deeds_of[customer])
    if (world.deeds[index].outcome == "staff_left" && world.deeds[index].closed_at == at &&
        at < world.deeds[index].expires_at)
      left.push_back(index);
  bool any = false;
  for (const std::uint32_t index : left) any = Moving(world, index, at).run() || any;
  return any;
}

}  // namespace sop
