#include "runtime/journeys/enter.h"

#include <algorithm>
#include <set>
#include <span>
#include <string_view>
#include <tuple>

#include "runtime/contacts/counted_window.h"
#include "runtime/journeys/kept.h"
#include "runtime/journeys/walk.h"
#include "runtime/run/clock_days.h"
#include "runtime/run/effects.h"
#include "runtime/run/moments.h"
#include "runtime/run/paused.h"
#include "stdlib/time/duration.h"

namespace sop {
namespace {

const KnownJourney* known_before(const World& world, const Journey& journey) {
  const RunMemory* before = world.options.before;
  if (before == nullptr || !before->exists) return nullptr;
  const auto found = before->journeys.known.find(journey.name);
  return found == before->journeys.known.end() ? nullptr : &found->second;
}

// Instants after this one are decided now (semantics D2).
Micros decided_until(const World& world, const Journey& journey) {
  if (known_before(world, journey) != nullptr) return world.options.before->as_of;
  return world.options.with_state && !journey.backfill ? world.options.as_of : INT64_MIN;
}

// Told again while the run goes on; in the first run that knows it, asked at its end only.
bool is_dynamic(const World& world, const Journey& journey, const JourneyEntry& entry) {
  if (!entry.becoming.exists() || !world.readers.histories[entry.becoming.index()]) return false;
  return !world.options.with_state || known_before(world, journey) != nullptr;
}

class Calls {
 public:
  explicit Calls(World& world) : world_(world) {}

  std::vector<EntryCall> run() {
    for (std::uint32_t j = 0; j < world_.program.journeys.size(); ++j) {
      const Journey& journey = world_.program.journeys[j];
      for (std::size_t e = 0; e < journey.entries.size(); ++e) {
        const JourneyEntry& entry = journey.entries[e];
        if (entry.by_rule) continue;
        if (entry.becoming.exists())
          is_dynamic(world_, journey, entry) ? void() : becoming(j, e);
        else
          triggered(j, e);
      }
    }
    std::ranges::stable_sort(out_, {}, [](const EntryCall& call) { return std::tuple(call.customer, call.at); });
    return std::move(out_);
  }

  // Of one customer, at one instant only.
  std::vector<EntryCall> at(std::uint32_t customer, Micros at) {
    for (std::uint32_t j = 0; j < world_.program.journeys.size(); ++j)
      for (std::size_t e = 0; e < world_.program.journeys[j].entries.size(); ++e)
        if (is_dynamic(world_, world_.program.journeys[j], world_.program.journeys[j].entries[e]))
          becoming_of(j, e, customer, at);
    return std::move(out_);
  }

 private:
  void triggered(std::uint32_t j, std::size_t e) {
    const Journey& journey = world_.program.journeys[j];
    const Trigger& trigger = journey.entries[e].trigger;
    if (trigger.stream.exists() && world_.readers.streams[trigger.stream.index()]) return;  // events.h
    Frame frame = trigger_frame(world_.program, world_.dataset, trigger, decided_until(world_, journey), world_.options,
                                world_.context, world_.result);
    if (const KnownJourney* known = known_before(world_, journey); known != nullptr && trigger.stream.exists())
      add_late(world_.dataset, world_.late, trigger.stream, journey.backfill ? INT64_MIN : known->since, frame);
    const bool at_once = !reads_deeds(world_, trigger.where) && !reads_deeds(world_, journey.entries[e].condition);
    std::vector<bool> admitted(frame.rows(), true);
    if (at_once && frame.rows() > 0) ask(trigger.where, journey.entries[e].condition, frame, admitted);
    for (std::uint32_t row = 0; row < frame.rows(); ++row) {
      if (!admitted[row]) continue;
      EntryCall& call = out_.emplace_back();
      call.journey = j;
      call.customer = frame.customer[row];
      call.at = frame.as_of_at(row);
      call.entry = e;
      call.is_asked = at_once;
      call.has_event = frame.stream.exists();
      if (call.has_event) call.event = frame.event[row];
    }
  }

  void ask(InstId where, InstId condition, const Frame& all, std::vector<bool>& admitted) {
    std::vector<InstId> roots;
    for (const InstId root : {where, condition})
      if (root.exists()) roots.push_back(root);
    if (roots.empty()) return;
    Frame frame = all;
    const Evaluation found = world_.evaluate(roots, frame);
    for (std::size_t row = 0; row < all.rows(); ++row)
      for (const ColumnData& column : found.values) admitted[row] = admitted[row] && bit_at(column.bits, row);
  }

  // False to true in the history of the condition. What was true before the first instant is there already.
  void becoming(std::uint32_t j, std::size_t e) {
    for (std::uint32_t customer = 0; customer < world_.dataset.customers; ++customer)
      becoming_of(j, e, customer, INT64_MIN);
  }

  // `only`: nothing but this instant.
  void becoming_of(std::uint32_t j, std::size_t e, std::uint32_t customer, Micros only) {
    const Journey& journey = world_.program.journeys[j];
    const JourneyEntry& entry = journey.entries[e];
    const HistoryData& history = world_.dataset.histories[entry.becoming.index()];
    const KnownJourney* known = known_before(world_, journey);
    const RunMemory* before = world_.options.before;
    const Micros after = known != nullptr ? before->as_of : INT64_MIN;
    const bool redefined = known != nullptr && before->histories[entry.becoming.index()].known &&
                           before->histories[entry.becoming.index()].definition !=
                               world_.program.histories[entry.becoming.index()].definition;
    if (known == nullptr && world_.options.with_state && !journey.backfill) {
      // What became so before the first run that knows the journey is past (semantics D2): those it holds for now are
      // there.
      const std::uint32_t end = history.begin[customer + 1];
      if (entry.include_existing && end > history.begin[customer] && history.value[end - 1] == 1)
        add_becoming(j, e, customer, world_.options.as_of);
      return;
    }
    bool was = false;
    bool first = true;
    for (std::uint32_t i = history.begin[customer]; i < history.begin[customer + 1]; ++i) {
      const Micros at = history.at[i];
      const bool holds = history.value[i] == 1;
      const bool starts = first && known == nullptr;
      const bool asked = only == INT64_MIN || only == at;
      // Under the new meaning it held at the run before already.
      const bool edited = redefined && !first && at == after && entry.enter_redefined;
      first = false;
      const bool now = edited || (only == INT64_MIN ? at > after : world_.told_now(entry.becoming, customer, at));
      if (holds && !was && asked && now && may_enter(entry, journey, customer, at, starts, redefined))
        add_becoming(j, e, customer, edited || (starts && world_.options.with_state) ? world_.options.as_of : at);
      was = holds;
    }
  }

  // `starts`: the first instant of a history nobody knew.
  bool may_enter(const JourneyEntry& entry, const Journey& journey, std::uint32_t customer, Micros at, bool starts,
                 bool redefined) {
    if (redefined && at == world_.options.as_of && world_.program.histories[entry.becoming.index()].runs_only)
      return entry.enter_redefined;
    if (world_.options.with_state && known_before(world_, journey) == nullptr) return true;  // `backfill enter`
    if (!starts || entry.include_existing) return true;
    return !held_before(entry, customer, at);
  }

  // Without a state the start is before the first event: did it hold then?
  bool held_before(const JourneyEntry& entry, std::uint32_t customer, Micros at) {
    if (!world_.dataset.exists_since.empty() && world_.dataset.exists_since[customer] >= at) return false;
    Frame frame;
    frame.batch_as_of = world_.options.as_of;
    frame.customer = {customer};
    frame.as_of = {at - 1};
    const std::vector<InstId> roots{world_.program.histories[entry.becoming.index()].value};
    return bit_at(world_.evaluate(roots, frame).values[0].bits, 0);
  }

  void add_becoming(std::uint32_t j, std::size_t e, std::uint32_t customer, Micros at) {
    EntryCall& call = out_.emplace_back();
    call.journey = j;
    call.customer = customer;
    call.at = at;
    call.entry = e;
    call.is_asked = true;
  }

  World& world_;
  std::vector<EntryCall> out_;
};

// One who asks to enter, and what stands in the way so far.
struct Wish {
  const EntryCall* call = nullptr;
  Instance who;
  std::int64_t earlier = 0;  // times she was inside
  Instance* live = nullptr;
  bool queues = false;
  std::string outcome, why;  // refused
};

// Every step of one call's decision, for all calls of one journey and entry together.
class Entrance {
 public:
  explicit Entrance(World& world) : world_(world) {}

  std::vector<Instance*> run(std::vector<EntryCall>& calls) {
    ask(calls);
    keep_events(calls);
    std::vector<Wish> wishes;
    for (const EntryCall& call : calls)
      if (call.is_asked) wishes.push_back({.call = &call, .who = begun(call)});
    name_keys(wishes);
    for (std::size_t begin = 0; begin < wishes.size();) {
      const std::size_t end = first_again(wishes, begin);
      decide(std::span(wishes).subspan(begin, end - begin));
      begin = end;
    }
    return std::move(entered_);
  }

 private:
  const Journey& journey_of(const EntryCall& call) const { return world_.program.journeys[call.journey]; }
  const JourneyEntry& entry_of(const EntryCall& call) const { return journey_of(call).entries[call.entry]; }

  Frame frame_of(const std::vector<EntryCall*>& group) const {
    Frame frame;
    frame.batch_as_of = world_.options.as_of;
    const EntryCall& one = *group[0];
    if (one.has_event) frame.stream = entry_of(one).trigger.stream;
    for (const EntryCall* call : group) {
      frame.customer.push_back(call->customer);
      frame.as_of.push_back(call->at);
      if (one.has_event) frame.event.push_back(call->event);
    }
    return frame;
  }

  template <class Take>
  void for_groups(std::vector<EntryCall>& calls, Take take) const {
    std::map<std::pair<std::uint32_t, std::size_t>, std::vector<EntryCall*>> groups;
    for (EntryCall& call : calls)
      if (!call.is_ready) groups[{call.journey, call.entry}].push_back(&call);
    for (auto& [place, group] : groups) take(group);
  }

  void ask(std::vector<EntryCall>& calls) {
    for_groups(calls, [&](const std::vector<EntryCall*>& group) {
      std::vector<InstId> roots;
      std::vector<EntryCall*> open;
      for (EntryCall* call : group)
        if (!call->is_asked) open.push_back(call);
      if (open.empty()) return;
      const JourneyEntry& entry = entry_of(*open[0]);
      for (const InstId root : {entry.trigger.where, entry.condition})
        if (root.exists()) roots.push_back(root);
      Frame frame = frame_of(open);
      const Evaluation found = world_.evaluate(roots, frame);
      for (std::size_t row = 0; row < open.size(); ++row)
        open[row]->is_asked =
            std::ranges::all_of(found.values, [&](const ColumnData& column) { return bit_at(column.bits, row); });
    });
  }

  void keep_events(std::vector<EntryCall>& calls) {
    for_groups(calls, [&](const std::vector<EntryCall*>& group) {
      const Journey& journey = journey_of(*group[0]);
      auto kept = keep(world_.program, world_.dataset, frame_of(group), journey.kept, group[0]->entry,
                       world_.options.evaluate, world_.context);
      for (std::size_t row = 0; row < group.size(); ++row) {
        group[row]->kept = std::move(kept[row]);
        if (group[row]->entered_by.empty()) group[row]->entered_by = cause_of(entry_of(*group[row]));
      }
    });
  }

  std::string cause_of(const JourneyEntry& entry) const {
    if (entry.becoming.exists()) return "enter when";
    if (entry.trigger.stream.exists()) return "enter on " + world_.program.inputs[entry.trigger.stream.index()].name;
    return "enter by the clock";
  }

  Instance begun(const EntryCall& call) const {
    Instance who;
    who.journey = call.journey;
    who.customer = call.customer;
    who.entered_at = who.at = call.at;
    who.entered_by = call.entered_by;
    who.kept = call.kept;
    for (const std::int32_t index : journey_of(call).kept)  // queued: its instant is that of the trigger
      if (world_.program.kept[static_cast<std::size_t>(index)].values.empty() && !call.is_ready)
        who.kept[index] = {true, call.at, 0, {}};
    return who;
  }

  using ByJourney = std::map<std::uint32_t, std::vector<Wish*>>;

  Frame frame_of(const std::vector<Wish*>& group) const {
    std::vector<const Instance*> seen;
    for (const Wish* wish : group) seen.push_back(&wish->who);
    return world_.frame_of(seen);
  }

  void name_keys(std::vector<Wish>& wishes) {
    ByJourney groups;
    for (Wish& wish : wishes)
      if (journey_of(*wish.call).key.exists()) groups[wish.call->journey].push_back(&wish);
    for (const auto& [journey, group] : groups) {
      Frame frame = frame_of(group);
      const std::vector<InstId> roots{world_.program.journeys[journey].key};
      const Evaluation found = world_.evaluate(roots, frame);
      for (std::size_t row = 0; row < group.size(); ++row) {
        const Cell cell = cell_at(found.values[0], row, *world_.dataset.pool);
        group[row]->who.key = cell.text.empty() && cell.known ? std::to_string(cell.whole) : cell.text;
      }
    }
  }

  // What one decides changes what the next may do only where both are of one customer, journey and key.
  std::size_t first_again(const std::vector<Wish>& wishes, std::size_t begin) const {
    std::set<std::tuple<std::uint32_t, std::string_view, std::string_view>> seen;
    for (std::size_t i = begin; i < wishes.size(); ++i)
      if (!seen.insert({wishes[i].who.customer, journey_of(*wishes[i].call).name, wishes[i].who.key}).second) return i;
    return wishes.size();
  }

  void decide(std::span<Wish> wishes) {
    ByJourney open;
    for (Wish& wish : wishes) {
      look_back(wish);
      if (wish.why.empty()) open[wish.call->journey].push_back(&wish);
    }
    for (const auto& [journey, group] : open) refuse_settled(world_.program.journeys[journey], group);
    for (Wish& wish : wishes) take(wish);
  }

  // What her earlier ways through the journey say.
  void look_back(Wish& wish) {
    const EntryCall& call = *wish.call;
    const Journey& journey = journey_of(call);
    std::vector<const Instance*> earlier;
    for (const std::uint32_t index : world_.of_customer[call.customer]) {
      Instance& one = world_.instances[index];
      if (world_.journey_of(one).name != journey.name || one.key != wish.who.key) continue;  // of every version
      earlier.push_back(&one);
      if (one.standing != Standing::over) wish.live = &one;
    }
    wish.earlier = static_cast<std::int64_t>(earlier.size());
    wish.outcome = "not_entered";
    wish.why = pause_of(world_.options, true, journey.name);
    if (!wish.why.empty()) return;
    if (wish.live == nullptr) {
      wish.why = not_again(journey, earlier, call.at);
      return;
    }
    // What comes late undoes no entry that was decided since (semantics D5).
    const bool is_late = call.at < wish.live->entered_at && journey.while_live == WhileLive::restart;
    wish.queues = !is_late && journey.while_live == WhileLive::queue;
    if (!wish.queues && !is_late && journey.while_live != WhileLive::ignore) return;  // she begins anew
    wish.outcome = "ignored";
    wish.why = wish.queues ? "queued" : "she is inside";
  }

  // A goal or an exit that holds already (semantics D1).
  void refuse_settled(const Journey& journey, const std::vector<Wish*>& group) {
    const std::vector<InstId> roots = goals_and_exits(journey);
    if (roots.empty()) return;
    Frame frame = frame_of(group);
    const Evaluation found = world_.evaluate(roots, frame);
    for (std::size_t row = 0; row < group.size(); ++row)
      for (std::size_t i = 0; i < roots.size() && group[row]->why.empty(); ++i) {
        if (!bit_at(found.values[i].bits, row)) continue;
        const bool goal = i < journey.goals.size();
        group[row]->why =
            goal ? "goal " + journey.goals[i].name : "exit " + journey.exit_reasons[i - journey.goals.size()];
      }
  }

  void take(Wish& wish) {
    const EntryCall& call = *wish.call;
    if (wish.queues) return queue(call, wish.who);
    if (!wish.why.empty()) return refused(wish.who, wish.outcome, wish.why);
    if (wish.live != nullptr) end(world_, *wish.live, call.at, "exited", "restarted");
    wish.who.entry = wish.earlier + 1;
    world_.done.insert({call.customer, call.at});
    world_.of_customer[call.customer].push_back(static_cast<std::uint32_t>(world_.instances.size()));
    world_.instances.push_back(std::move(wish.who));
    entered_.push_back(&world_.instances.back());
  }

  void refused(const Instance& who, std::string outcome, std::string reason) {
    world_.result.decisions.push_back(
        {who.customer, world_.journey_of(who).name, "enter", who.at, std::move(outcome), std::move(reason)});
  }

  void queue(const EntryCall& call, const Instance& who) {
    std::erase_if(world_.queued, [&](const QueuedEntry& other) {
      return other.journey == call.journey && other.customer == call.customer && other.key == who.key;
    });
    world_.queued.push_back({call.journey, call.customer, who.key, call.at, call.entered_by, call.kept});
    refused(who, "ignored", "queued");
  }

  std::string not_again(const Journey& journey, const std::vector<const Instance*>& earlier, Micros at) const {
    if (earlier.empty()) return "";
    const ZoneRules& zone = world_.context.zone;
    switch (journey.reenter) {
      case Reenter::never: return "reenter never";
      case Reenter::after_exit: {
        if (!journey.period.exists()) return "";
        Micros last = INT64_MIN;
        for (const Instance* one : earlier) last = std::max(last, one->ended_at);
        return at < moved(last, world_.constant(journey.period), zone) ? "cooldown" : "";
      }
      case Reenter::max_times: {
        std::int64_t count = 0;
        const Duration window = unpack_duration(world_.constant(journey.period));
        const Micros begin = window_begin(window, at, zone);
        for (const Instance* one : earlier) count += one->entered_at >= begin ? 1 : 0;
        return count >= journey.times ? "reenter max" : "";
      }
    }
    return "";
  }

  World& world_;
  std::vector<Instance*> entered_;
};

}  // namespace

std::vector<EntryCall> entry_calls(World& world) { return Calls(world).run(); }

void add_becoming_calls(World& world, std::uint32_t customer, Micros at) {
  for (EntryCall& call : Calls(world).at(customer, at)) {
    const auto entry = static_cast<std::uint32_t>(call.entry);
    if (world.deed_calls.insert({call.journey, entry, customer, at, UINT32_MAX}).second)
      world.calls.push_back(std::move(call));
  }
}

Micros next_becoming(const World& world, std::uint32_t customer, Micros after) {
  Micros next = INT64_MAX;
  for (const Journey& journey : world.program.journeys)
    for (const JourneyEntry& entry : journey.entries) {
      if (!is_dynamic(world, journey, entry)) continue;
      const HistoryData& history = world.dataset.histories[entry.becoming.index()];
      for (std::uint32_t i = history.begin[customer]; i < history.begin[customer + 1]; ++i)
        if (history.value[i] == 1 && history.at[i] > after) next = std::min(next, history.at[i]);
    }
  return next;
}

Micros starts_after(const World& world, std::uint32_t rule) {
  if (world.program.rules[rule].backfill) return INT64_MIN;
  const RunMemory* before = world.options.before;
  if (before != nullptr && before->exists && before->rules[rule].known) return before->rules[rule].since;
  return world.options.with_state ? world.options.as_of : INT64_MIN;
}

Micros starts_after(const World& world, const Journey& journey) {
  if (journey.backfill) return INT64_MIN;
  if (const KnownJourney* known = known_before(world, journey)) return known->since;
  return world.options.with_state ? world.options.as_of : INT64_MIN;
}

std::vector<Instance*> enter(World& world, std::vector<EntryCall> calls) { return Entrance(world).run(calls); }

bool reads_deeds(const World& world, InstId root) {
  const Program& program = world.program;
  std::set<std::int32_t> seen;
  std::vector<InstId> todo{root};
  while (!todo.empty()) {
    const InstId id = todo.back();
    todo.pop_back();
    if (!id.exists() || !seen.insert(id.value).second) continue;
    const Inst& inst = program.at(id);
    for (const InstId arg : program.args_of(id)) todo.push_back(arg);
    if (inst.kind == InstKind::has_tag) return true;
    if (inst.kind == InstKind::history && world.readers.histories[static_cast<std::size_t>(inst.a)]) return true;
    if (inst.kind == InstKind::fact) todo.push_back(program.facts[static_cast<std::size_t>(inst.a)].root);
    if (inst.kind != InstKind::event_aggregate) continue;
    const Aggregate& form = program.aggregates[static_cast<std::size_t>(inst.a)];
    if (world.readers.streams[form.input.index()]) return true;
    for (const InstId part : parts_of(form)) todo.push_back(part);
  }
  return false;
}

}  // namespace sop
