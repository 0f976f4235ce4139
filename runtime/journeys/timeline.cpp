#include "runtime/journeys/timeline.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "runtime/journeys/enter.h"
#include "runtime/journeys/events.h"
#include "runtime/journeys/goals.h"
#include "runtime/journeys/moved_work.h"
#include "runtime/journeys/open_tasks.h"
#include "runtime/journeys/other_accounts.h"
#include "runtime/journeys/ours.h"
#include "runtime/journeys/results.h"
#include "runtime/journeys/source.h"
#include "runtime/journeys/summons.h"
#include "runtime/journeys/walk.h"
#include "runtime/run/decide.h"
#include "runtime/run/effects.h"
#include "runtime/run/histories.h"
#include "stdlib/time/civil.h"

namespace sop {
namespace {

template <class Item>
void sort_by_instant(std::vector<Item>& items) {
  std::ranges::stable_sort(items, {}, [](const Item& item) { return std::tuple(item.customer, item.at); });
}

// Items of a sorted list, taken customer by customer in time order.
template <class Item>
class Agenda {
 public:
  void fill(std::vector<Item> items, std::size_t customers) {
    items_ = std::move(items);
    sort_by_instant(items_);
    next_.assign(customers + 1, 0);
    end_.assign(customers + 1, 0);
    for (std::size_t i = 0; i < items_.size(); ++i) {
      const std::uint32_t c = items_[i].customer;
      if (end_[c] == 0) next_[c] = i;
      end_[c] = i + 1;
    }
  }
  Micros next(std::uint32_t customer) const {
    return next_[customer] < end_[customer] ? items_[next_[customer]].at : INT64_MAX;
  }
  template <class Take>
  void take(std::uint32_t customer, Micros at, Take take) {
    while (next_[customer] < end_[customer] && items_[next_[customer]].at == at) take(items_[next_[customer]++]);
  }

 private:
  std::vector<Item> items_;
  std::vector<std::size_t> next_, end_;
};

// Does an entry or a rule listen to what we do?
bool listens(const Program& program) {
  const auto recorded = [&](const Trigger& trigger) {
    return trigger.stream.exists() && program.inputs[trigger.stream.index()].recorded;
  };
  return std::ranges::any_of(program.rules,
                             [&](const Rule& rule) { return std::ranges::any_of(rule.triggers, recorded); }) ||
         std::ranges::any_of(program.journeys, [&](const Journey& journey) {
           return std::ranges::any_of(journey.entries,
                                      [&](const JourneyEntry& entry) { return recorded(entry.trigger); });
         });
}

bool shares_quotas(const Contacts& contacts) {
  return std::ranges::any_of(contacts.channels, [](const Channel& channel) {
    return std::ranges::any_of(channel.quotas, [](const Quota& quota) { return quota.per != QuotaPer::customer; });
  });
}

bool holds_contacts(const Contacts& contacts) {
  const bool quota =
      std::ranges::any_of(contacts.channels, [](const Channel& c) { return !c.quotas.empty() || !c.valid.empty(); });
  const bool hours = std::ranges::any_of(contacts.templates, [](const Template& t) { return !t.valid.empty(); });
  return quota || hours || !contacts.caps.empty() || !contacts.quiet.empty() || !contacts.holdouts.empty();
}

}  // namespace

bool needs_timeline(const Program& program) {
  if (!program.journeys.empty() || holds_contacts(program.contacts) || program.project.max_staleness >= 0) return true;
  if (std::ranges::any_of(program.inputs, [](const Input& input) { return is_ours(input); })) return true;
  if (std::ranges::any_of(decision_order(program), in_a_circle)) return true;
  if (balances_work(program) || may_leave_work(program)) return true;
  return std::ranges::any_of(program.rules, [](const Rule& rule) {
    return std::ranges::any_of(rule.actions, [](const Action& action) {
      return action.verb == Verb::enter || action.verb == Verb::stop || !action.next_of.empty() ||
             waits_for_its_hour(action);
    });
  });
}

class Timeline::Impl {
 public:
  Impl(const Program& program, Dataset& dataset, TagBook& tags, EdgeBook& edges, const LateEvents& late,
       const RunOptions& options, const RunContext& context, RunResult& result)
      : world_{program, dataset, options, context, tags, edges, late, result} {
    world_.of_customer.resize(dataset.customers);
    world_.deeds_of.resize(dataset.customers);
    world_.tags_of.resize(dataset.customers);
    for (const Journey& journey : program.journeys) world_.flips.push_back(journey_flips(program, journey));
    world_.balances = balances_work(program);
    world_.leaving = leavings(world_);
    one_clock_ = shares_quotas(program.contacts) || world_.balances;
    world_.readers = deed_readers(program);
    last_.assign(dataset.customers, INT64_MIN);
    world_.other_accounts = other_accounts(program, dataset);
    if (options.before != nullptr && options.before->exists) take_memory(options.before->journeys);
    read_results(world_);
    listens_ = listens(program);
    tell_deeds(world_);
  }

  bool decides(std::uint32_t rule) const { return world_.readers.rules[rule]; }
  bool shares_tags(std::uint32_t rule) const {
    return std::ranges::any_of(world_.program.rules[rule].actions, [&](const Action& action) {
      return (action.verb == Verb::tag || action.verb == Verb::untag) && world_.readers.tags.contains(action.object);
    });
  }
  void take(std::vector<Request> requests) { requests_ = std::move(requests); }

  void run() {
    calls_.fill(entry_calls(world_), world_.dataset.customers);
    std::vector<Request> early, now;
    for (Request& request : requests_) (request.at < world_.options.as_of ? early : now).push_back(std::move(request));
    requests_ = std::move(now);
    asked_.fill(std::move(early), world_.dataset.customers);
    late_.fill(late_instants(), world_.dataset.customers);
    rules_.fill(rule_calls(), world_.dataset.customers);
    load_due();
    go(world_.options.as_of - 1);
  }

  void finish(std::vector<Request> more) {
    requests_.insert(requests_.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
    if (source_ != nullptr) {
      for (const Request& request : requests_) wanted_[request.customer] = true;
      load_wanted();
    }
    asked_.fill(std::move(requests_), world_.dataset.customers);
    go(world_.options.as_of);
  }

  JourneyMemory memory() const {
    JourneyMemory out;
    const RunMemory* before = world_.options.before;
    for (const Journey& journey : world_.program.journeys) {
      if (journey.retired) continue;
      KnownJourney known{journey.definition, world_.options.with_state ? world_.options.as_of : INT64_MIN};
      if (before != nullptr && before->exists)
        if (const auto found = before->journeys.known.find(journey.name); found != before->journeys.known.end())
          known.since = found->second.since;
      out.known[journey.name] = known;
    }
    out.source = source_;
    for (std::size_t i = 0; i < world_.instances.size(); ++i) {
      Instance kept = world_.instances[i];
      kept.asked = kept.heard = INT64_MIN;
      std::erase_if(kept.closed, [&](const ClosedWait& wait) { return is_settled(kept, wait); });
      if (const auto old = as_loaded_.find(i); old != as_loaded_.end() && old->second == kept) continue;
      out.instances.push_back(std::move(kept));
    }
    for (const QueuedEntry& queued : world_.queued)
      if (queued.customer != UINT32_MAX) out.queued.push_back(queued);
    for (const auto& [customer, held] : world_.held) out.held.insert(out.held.end(), held.begin(), held.end());
    if (source_ == nullptr) out.deeds = world_.deeds;
    return out;
  }

  std::optional<SeenEvents> seen_results() const {
    const bool asked = std::ranges::any_of(world_.program.inputs, [](const Input& input) { return is_ours(input); });
    if (!asked || (!world_.options.with_state && world_.options.before == nullptr)) return std::nullopt;
    return sop::seen_results(world_);
  }

 private:
  // No event that is late from now on can be of this wait and still count.
  bool is_settled(const Instance& who, const ClosedWait& wait) const {
    Micros settled = wait.until;
    for (const StepArm& arm : world_.journey_of(who).steps[static_cast<std::size_t>(wait.step)].arms)
      if (arm.stream.exists())
        settled = std::max(settled,
                           moved(wait.until, world_.program.inputs[arm.stream.index()].lateness, world_.context.zone));
    return settled < world_.options.as_of;
  }

  struct Due {
    std::uint32_t customer;
    Micros at;
  };
  using HeardInstants = std::unordered_map<std::uint32_t, std::set<Micros>>;  // by customer

  void take_memory(const JourneyMemory& memory) {
    if (memory.source != nullptr) source_ = memory.source;
    wanted_.assign(world_.dataset.customers, !may_stay(world_));
    loaded_.assign(world_.dataset.customers, false);
    for (const Instance& one : memory.instances) take_instance(one);
    last_.assign(world_.dataset.customers, world_.options.before->as_of);
    world_.queued = memory.queued;
    for (const HeldContact& held : memory.held) world_.held[held.customer].push_back(held);
    for (const Deed& deed : memory.deeds) take_deed(deed);
    if (source_ != nullptr && !may_stay(world_)) load_wanted();
    world_.old_deeds = world_.deeds.size();
    world_.old_instances = world_.instances.size();
  }

  void take_instance(const Instance& one) {
    world_.of_customer[one.customer].push_back(static_cast<std::uint32_t>(world_.instances.size()));
    world_.instances.push_back(one);
    world_.instances.back().asked = world_.instances.back().heard = world_.options.before->as_of;
  }

  void take_deed(const Deed& deed) {
    world_.add_deed(deed);
    world_.quotas.take(world_.program.contacts,
                       {channel_index(world_.program.contacts, deed.channel), deed.staff, deed.object, deed.at});
  }

  // Nothing happens to whoever is not loaded before this run's end.
  void load_due() {
    if (source_ == nullptr) return;
    summon(world_, wanted_);
    for (std::uint32_t customer = 0; customer < wanted_.size(); ++customer)
      if (std::min({calls_.next(customer), asked_.next(customer), late_.next(customer), rules_.next(customer)}) <=
          world_.options.as_of)
        wanted_[customer] = true;
    load_wanted();
  }

  void load_wanted() {
    std::vector<std::uint32_t> customers;
    for (std::uint32_t customer = 0; customer < wanted_.size(); ++customer)
      if (wanted_[customer] && !loaded_[customer]) customers.push_back(customer);
    std::vector<Instance> instances;
    std::vector<Deed> deeds;
    source_->load(customers, instances, deeds);
    for (const std::uint32_t customer : customers) loaded_[customer] = true;
    for (const Instance& one : instances) {
      as_loaded_.emplace(world_.instances.size(), one);
      take_instance(one);
    }
    for (const Deed& deed : deeds) take_deed(deed);
  }

  std::vector<RuleCall> rule_calls() {
    std::vector<RuleCall> out;
    for (std::uint32_t r = 0; r < world_.program.rules.size(); ++r) {
      if (!world_.readers.rules[r]) continue;
      for (std::uint32_t t = 0; t < world_.program.rules[r].triggers.size(); ++t) {
        const Trigger& trigger = world_.program.rules[r].triggers[t];
        if (trigger.stream.exists() && world_.readers.streams[trigger.stream.index()]) continue;
        const Frame frame = undecided(world_.program, world_.dataset, r, trigger, world_.options, world_.context,
                                      world_.late, world_.result);
        for (std::uint32_t row = 0; row < frame.rows(); ++row)
          out.push_back({frame.customer[row], frame.as_of_at(row), r, t, trigger.stream.exists() ? frame.event[row] : 0,
                         trigger.stream.exists()});
      }
    }
    return out;
  }

  std::vector<LateInstant> late_instants() const {
    std::vector<LateInstant> out;
    for (std::size_t i = 0; i < world_.program.inputs.size(); ++i) {
      const TableData& events = world_.dataset.inputs[i];
      for (const std::uint32_t row : world_.late.rows_of(InputId(i)))
        out.push_back({events.customer[row], events.time_us[row]});
    }
    out.insert(out.end(), world_.late_results.begin(), world_.late_results.end());
    return out;
  }

  // Rounds: each customer's next instant, up to `limit`.
  void go(Micros limit) {
    std::vector<std::uint32_t> active(world_.dataset.customers);
    for (std::uint32_t c = 0; c < active.size(); ++c) active[c] = c;
    tell_tags();
    if (one_clock_) return go_together(active, limit);
    for (;;) {
      std::vector<Due> due;
      for (const std::uint32_t customer : active)
        if (const Micros at = next_instant(customer); at <= limit) due.push_back({customer, at});
      if (due.empty() || world_.result.endless) return;
      one_instant(due);
      tell_tags();
      active.clear();
      for (const Due& one : due) active.push_back(one.customer);
    }
  }

  // The earliest instant of all customers, again and again.
  void go_together(const std::vector<std::uint32_t>& active, Micros limit) {
    std::set<std::pair<Micros, std::uint32_t>> waiting;
    for (const std::uint32_t customer : active)
      if (const Micros at = next_instant(customer); at <= limit) waiting.insert({at, customer});
    while (!waiting.empty() && !world_.result.endless) {
      std::vector<Due> due;
      const Micros now = waiting.begin()->first;
      for (; !waiting.empty() && waiting.begin()->first == now; waiting.erase(waiting.begin()))
        due.push_back({waiting.begin()->second, now});
      one_instant(due);
      tell_tags();
      for (const Due& one : due)
        if (const Micros at = next_instant(one.customer); at <= limit) waiting.insert({at, one.customer});
    }
  }

  Micros next_instant(std::uint32_t customer) const {
    Micros next = std::min({calls_.next(customer), asked_.next(customer), late_.next(customer), rules_.next(customer)});
    next = std::min(next, next_result(world_, customer, last_[customer]));
    if (listens_) next = std::min(next, next_recorded(world_, customer, last_[customer]));
    if (world_.readers.any_history) next = std::min(next, next_becoming(world_, customer, last_[customer]));
    for (const std::uint32_t index : world_.of_customer[customer]) {
      const Instance& one = world_.instances[index];
      if (one.standing == Standing::over && !may_still_count(world_, one)) continue;
      if (one.standing == Standing::ready) next = std::min(next, one.at);
      if (one.standing == Standing::waiting) next = std::min(next, one.wake);
      next = std::min(next, next_flip(world_, one));
    }
    if (const auto held = world_.held.find(customer); held != world_.held.end())
      for (const HeldContact& one : held->second) next = std::min(next, one.wake);
    return next;
  }

  // Semantics D7: all events are visible; goal, exit, event arms, timeouts, entries, then actions, until nothing is
  // due.
  void one_instant(const std::vector<Due>& due) {
    std::vector<Instance*> inside, late_for;
    std::vector<Micros> at, late_at;
    for (const Due& one : due)
      for (const std::uint32_t index : world_.of_customer[one.customer]) {
        inside.push_back(&world_.instances[index]);
        at.push_back(one.at);
        if (late_.next(one.customer) != one.at || inside.back()->closed.empty()) continue;
        late_for.push_back(inside.back());
        late_at.push_back(one.at);
      }
    record_late(world_, late_for, late_at);
    tell_tags();
    reach_goals(world_, inside, at);
    end_waits(world_, inside, at, false);
    for (std::size_t i = 0; i < inside.size(); ++i)
      if (inside[i]->standing == Standing::waiting && inside[i]->wake == at[i]) wake(world_, *inside[i], at[i]);
    std::vector<EntryCall> calls;
    std::vector<RuleCall> rules;
    Acting acting;
    for (const Due& one : due) {
      calls_.take(one.customer, one.at, [&](const EntryCall& call) { calls.push_back(call); });
      asked_.take(one.customer, one.at, [&](const Request& request) { acting.requests.push_back(&request); });
      late_.take(one.customer, one.at, [](const LateInstant&) {});
      rules_.take(one.customer, one.at, [&](const RuleCall& call) { rules.push_back(call); });
      last_[one.customer] = std::max(last_[one.customer], one.at);
      take_held(one, acting);
    }
    settle(due, std::move(calls), std::move(rules), std::move(acting));
  }

  void decide_rules(std::vector<RuleCall> calls, Acting& acting) {
    std::map<std::uint32_t, std::map<std::uint32_t, std::vector<RuleCall>>> by_rule;
    for (const RuleCall& call : calls) by_rule[call.rule][call.trigger].push_back(call);
    for (auto& [rule, triggers] : by_rule) {
      std::vector<AskedRule> asked;
      for (auto& [trigger, group] : triggers) {
        AskedRule& one = asked.emplace_back(&world_.program.rules[rule].triggers[trigger], Frame{});
        one.frame.stream = one.trigger->stream;
        one.frame.batch_as_of = world_.options.as_of;
        for (const RuleCall& call : group) {
          one.frame.customer.push_back(call.customer);
          one.frame.as_of.push_back(call.at);
          if (call.has_event) one.frame.event.push_back(call.event);
        }
      }
      decide_now(world_.program, world_.dataset, rule, std::move(asked), world_.tags, world_.options, world_.context,
                 world_.edges, world_.late, world_.result);
    }
    for (Request& request : std::exchange(world_.result.requests, {}))
      acting.requests.push_back(&made_.emplace_back(std::move(request)));
  }

  void take_held(const Due& due, Acting& acting) {
    const auto found = world_.held.find(due.customer);
    if (found == world_.held.end()) return;
    std::vector<HeldContact>& held = found->second;
    const auto now = std::ranges::stable_partition(held, [&](const HeldContact& one) { return one.wake != due.at; });
    acting.held.insert(acting.held.end(), now.begin(), now.end());
    held.erase(now.begin(), held.end());
    if (held.empty()) world_.held.erase(found);
  }

  // Entries and actions until nothing is due any more.
  void settle(const std::vector<Due>& due, std::vector<EntryCall> calls, std::vector<RuleCall> rules, Acting acting) {
    std::set<std::string> going_round;
    HeardInstants heard;
    DoneNow done;
    for (int round = 0;; ++round) {
      if (round > most_rounds) return give_up(due, going_round);
      if (round > most_rounds / 2) note_sources(rules, calls, acting, going_round);
      const bool tags_may_change = !rules.empty();
      if (!rules.empty()) decide_rules(std::exchange(rules, {}), acting);
      calls.insert(calls.end(), world_.calls.begin(), world_.calls.end());
      world_.calls.clear();
      if (!calls.empty()) enter(world_, std::exchange(calls, {}));
      acting.instances = walk(world_, ready(due));
      std::erase_if(acting.instances, [&](const Instance* who) { return who->at > at_of(due, who->customer); });
      const bool nothing = acting.instances.empty() && acting.requests.empty() && acting.held.empty();
      did_ = did_ || !nothing || tags_may_change;
      if (!nothing) {
        acting = act(world_, std::exchange(acting, {}), done);
        tell_deeds(world_);
        continue;
      }
      if (!world_.calls.empty()) continue;
      tell_deeds(world_);
      for (const Due& one : due)
        if (take_results(world_, one.customer, one.at)) {
          did_ = true;
          move_work(world_, one.customer, one.at);
        }
      tell_deeds(world_);
      const std::vector<Due> moments = with_done(due);
      if (std::exchange(did_, false)) retell(moments, heard);
      rules = rules_woken(moments);
      if (!woken_by_deeds(moments) && rules.empty()) return;
      for (const Due& one : moments) heard[one.customer].insert(one.at);
    }
  }

  void note_sources(const std::vector<RuleCall>& rules, const std::vector<EntryCall>& calls, const Acting& acting,
                    std::set<std::string>& out) const {
    const Program& program = world_.program;
    for (const RuleCall& call : rules) out.insert(program.rules[call.rule].name);
    for (const Request* request : acting.requests) out.insert(program.rules[request->rule].name);
    for (const EntryCall& call : calls) out.insert(program.journeys[call.journey].name);
    for (const EntryCall& call : world_.calls) out.insert(program.journeys[call.journey].name);
    for (const Instance* who : acting.instances) out.insert(program.journeys[who->journey].name);
  }

  void give_up(const std::vector<Due>& due, const std::set<std::string>& sources) {
    Endless& out = world_.result.endless.emplace();
    Due last = due.front();
    for (const Due& one : due)
      if (!world_.deeds.empty() && one.customer == world_.deeds.back().customer) last = one;
    out.customer = std::string(world_.customer_id(last.customer));
    const ZoneRules& zone = world_.context.zone;
    const Days day = zone.local_date(last.at);
    const CivilDate date = civil_of(day);
    const Micros minutes = (last.at - zone.instant_of(day, 0)) / (60 * micros_per_second);
    out.at = fmt::format("{:04}-{:02}-{:02} {:02}:{:02}", date.year, date.month, date.day, minutes / 60, minutes % 60);
    for (const std::string& name : sources) out.sources += (out.sources.empty() ? "`" : ", `") + name + "`";
  }

  // Which holdings are whose.
  void tell_tags() {
    const std::vector<TagHolding>& tags = world_.dataset.tags;
    for (; world_.tags_told < tags.size(); ++world_.tags_told)
      if (tags[world_.tags_told].customer < world_.tags_of.size())
        world_.tags_of[tags[world_.tags_told].customer].push_back(world_.tags_told);
  }

  static Micros at_of(const std::vector<Due>& due, std::uint32_t customer) {
    const auto found = std::ranges::lower_bound(due, customer, {}, &Due::customer);
    return found->at;
  }

  // Steps of a verdict that came late happen before the instant: what they did is heard then.
  std::vector<Due> with_done(const std::vector<Due>& due) {
    std::vector<Due> out = due;
    for (const auto& [customer, at] : std::exchange(world_.done, {}))
      if (at < at_of(due, customer)) out.push_back({customer, at});
    return out;
  }

  // Histories that read what was done, once more for those it was done for.
  void retell(const std::vector<Due>& due, const HeardInstants& heard) {
    if (!world_.readers.any_history) return;
    std::vector<Retold> customers;
    const RunMemory* before = world_.options.before;
    for (const Due& one : due) {
      if (customers.empty() || customers.back().customer < one.customer) {
        customers.push_back({one.customer, {}});
        if (const auto found = heard.find(one.customer); found != heard.end())
          customers.back().heard.assign(found->second.begin(), found->second.end());
      }
      if (before != nullptr && before->exists && one.at <= before->as_of) world_.past[one.customer].insert(one.at);
    }
    for (std::uint32_t h = 0; h < world_.program.histories.size(); ++h)
      if (world_.readers.histories[h])
        retell_history(world_.program, world_.dataset, h, customers, world_.past, world_.options, world_.context,
                       world_.edges, world_.late, world_.result);
  }

  std::vector<RuleCall> rules_woken(const std::vector<Due>& due) {
    std::vector<RuleCall> out;
    for (const Due& one : due) {
      const std::vector<RuleCall> more = deed_rule_calls(world_, one.customer, one.at);
      out.insert(out.end(), more.begin(), more.end());
    }
    return out;
  }

  // A wait or an entry on what we did is woken by the row itself, after the actions of that instant.
  bool woken_by_deeds(const std::vector<Due>& due) {
    std::vector<Instance*> inside;
    std::vector<Micros> at;
    for (const Due& one : due)
      for (const std::uint32_t index : world_.of_customer[one.customer]) {
        inside.push_back(&world_.instances[index]);
        at.push_back(one.at);
      }
    const bool woken = end_waits(world_, inside, at, true);
    for (const Due& one : due) {
      add_deed_calls(world_, one.customer, one.at);
      if (world_.readers.any_history) add_becoming_calls(world_, one.customer, one.at);
    }
    return woken || !world_.calls.empty();
  }

  std::vector<Instance*> ready(const std::vector<Due>& due) {
    std::vector<Instance*> out;
    for (const Due& one : due)
      for (const std::uint32_t index : world_.of_customer[one.customer]) {
        Instance& who = world_.instances[index];
        if (who.standing == Standing::ready && who.at <= one.at) out.push_back(&who);
      }
    return out;
  }

  World world_;
  std::shared_ptr<const JourneySource> source_;          // none: all people are here
  std::vector<bool> wanted_, loaded_;                    // customers
  std::unordered_map<std::size_t, Instance> as_loaded_;  // by index into World::instances
  std::vector<Request> requests_;
  Agenda<EntryCall> calls_;
  Agenda<Request> asked_;
  Agenda<LateInstant> late_;
  Agenda<RuleCall> rules_;
  std::deque<Request> made_;  // of rules decided here; addresses stay
  std::vector<Micros> last_;  // by customer: the latest instant that was gone through
  bool listens_ = false;
  bool did_ = false;        // something at this instant that histories may read
  bool one_clock_ = false;  // what one customer gets is another's loss: all go through time together
};

Timeline::Timeline(const Program& program, Dataset& dataset, TagBook& tags, EdgeBook& edges, const LateEvents& late,
                   const RunOptions& options, const RunContext& context, RunResult& result)
    : impl_(std::make_unique<Impl>(program, dataset, tags, edges, late, options, context, result)) {}
Timeline::~Timeline() = default;
bool Timeline::decides(std::uint32_t rule) const { return impl_->decides(rule); }
bool Timeline::shares_tags(std::uint32_t rule) const { return impl_->shares_tags(rule); }
void Timeline::take(std::vector<Request> requests) { impl_->take(std::move(requests)); }
void Timeline::run() { impl_->run(); }
void Timeline::finish(std::vector<Request> more) { impl_->finish(std::move(more)); }
JourneyMemory Timeline::memory() const { return impl_->memory(); }
std::optional<SeenEvents> Timeline::seen_results() const { return impl_->seen_results(); }

}  // namespace sop
