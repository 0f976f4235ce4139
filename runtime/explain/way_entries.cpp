// The instants at which a journey could have taken her in (semantics D1 to D3), and why it did not: a condition, a live
// instance, `reenter`, a goal or exit that held already. Who entered is on record; the rest is reckoned anew.
#include <algorithm>
#include <set>

#include "runtime/contacts/counted_window.h"
#include "runtime/explain/way.h"
#include "runtime/journeys/kept.h"
#include "runtime/run/effects.h"
#include "runtime/run/moments.h"
#include "stdlib/time/duration.h"

namespace sop {
namespace {

class Entrances {
 public:
  Entrances(OneCustomer& her, const HerJourneys& record, std::uint32_t journey, std::uint32_t customer)
      : her_(her), record_(record), index_(journey), journey_(her.program().journeys[journey]), customer_(customer) {}

  std::vector<EntryMoment> run() {
    for (std::size_t e = 0; e < journey_.entries.size(); ++e) {
      const JourneyEntry& entry = journey_.entries[e];
      if (entry.by_rule) continue;
      entry.becoming.exists() ? becoming(e) : triggered(e);
    }
    std::ranges::stable_sort(out_, {}, &EntryMoment::at);
    for (EntryMoment& moment : out_)
      if (moment.passes) judge(moment);
    if (journey_.while_live == WhileLive::queue) judge_queued();
    return std::move(out_);
  }

 private:
  const DecidedRun& decided() const { return her_.run(); }

  // Of every version.
  bool is_of_this(const Instance& one) const { return her_.program().journeys[one.journey].name == journey_.name; }

  // Instants up to this one feed facts only (semantics D2).
  Micros starts_after() const {
    const auto& known = decided().result.memory.journeys.known;
    const auto found = known.find(journey_.name);
    return journey_.backfill || found == known.end() ? INT64_MIN : found->second.since;
  }

  void triggered(std::size_t e) {
    const JourneyEntry& entry = journey_.entries[e];
    RunResult unused;
    const Frame all = trigger_frame(her_.program(), decided().dataset, entry.trigger, starts_after(), decided().options,
                                    decided().context, unused);
    for (std::size_t row = 0; row < all.rows(); ++row) {
      if (all.customer[row] != customer_) continue;
      EntryMoment& moment = out_.emplace_back();
      moment.at = all.as_of_at(row);
      moment.entry = e;
      moment.frame.customer = {customer_};
      moment.frame.as_of = {moment.at};
      moment.frame.batch_as_of = all.batch_as_of;
      moment.frame.stream = all.stream;
      if (all.stream.exists()) moment.frame.event = {all.event[row]};
      std::vector<InstId> roots;
      for (const InstId root : {entry.trigger.where, entry.condition})
        if (root.exists()) roots.push_back(root);
      moment.passes = true;
      if (roots.empty()) continue;
      const Snapshot at = her_.at_frame(moment.frame, roots);
      for (const InstId root : roots)
        if (!at.holds(root) && moment.passes) {  // what is asked later is not asked
          moment.passes = false;
          moment.asked = {root};
        }
      if (moment.passes) moment.asked = roots;
    }
  }

  // False to true in the history of the condition.
  void becoming(std::size_t e) {
    const JourneyEntry& entry = journey_.entries[e];
    const HistoryData& history = decided().dataset.histories[entry.becoming.index()];
    const InstId condition = her_.program().histories[entry.becoming.index()].value;
    bool was = false;
    for (std::uint32_t i = history.begin[customer_]; i < history.begin[customer_ + 1]; ++i) {
      const bool holds = history.value[i] == 1;
      if (holds && !was) {
        EntryMoment& moment = out_.emplace_back();
        moment.at = history.at[i];
        moment.entry = e;
        moment.frame.customer = {customer_};
        moment.frame.as_of = {moment.at};
        moment.frame.batch_as_of = decided().options.as_of;
        moment.asked = {condition};
        moment.passes = true;
      }
      was = holds;
    }
  }

  // ---- One that passes

  void judge(EntryMoment& moment) {
    Instance who = begun(moment);
    if (const Instance* here = entered_at(moment, who.key)) {
      claimed_.insert(here);
      moment.enters = true;
      return;
    }
    std::vector<const Instance*> earlier;
    const Instance* live = nullptr;
    for (const Instance& one : record_.instances) {
      if (!is_of_this(one) || one.key != who.key) continue;
      if (one.entered_at > moment.at) continue;
      earlier.push_back(&one);
      if (is_live(one, moment.at)) live = &one;
    }
    if (live != nullptr && journey_.while_live != WhileLive::restart)
      return refuse(moment, "ignored", journey_.while_live == WhileLive::queue ? "queued" : "she is inside");
    if (const std::string why = live != nullptr ? "" : not_again(earlier, moment.at); !why.empty())
      return refuse(moment, "not_entered", why);
    if (const std::string why = settled_already(moment, who); !why.empty()) return refuse(moment, "not_entered", why);
    refuse(moment, "", "");
  }

  // At one instant goals and exits come before entries, her own steps after them (semantics D7).
  bool is_live(const Instance& one, Micros at) {
    if (one.standing != Standing::over || one.ended_at != at)
      return one.standing != Standing::over || one.ended_at > at;
    return one.outcome != "goal" && (one.outcome == "ended" || end_of(her_, record_, one).asked.empty());
  }

  // Of those that queued behind an instance the latest is judged when it ends.
  void judge_queued() {
    std::vector<EntryMoment> later;
    for (const Instance& live : record_.instances) {
      if (live.standing != Standing::over || !is_of_this(live)) continue;
      const EntryMoment* latest = nullptr;
      for (const EntryMoment& moment : out_)
        if (moment.reason == "queued" && moment.at >= live.entered_at && moment.at <= live.ended_at &&
            begun(moment).key == live.key)
          latest = &moment;
      const auto follows = [&](const Instance& next) {
        return is_of_this(next) && next.entered_at == live.ended_at && next.key == live.key &&
               next.entry == live.entry + 1;
      };
      if (latest == nullptr || std::ranges::any_of(record_.instances, follows)) continue;
      EntryMoment& again = later.emplace_back(*latest);
      again.at = live.ended_at;
      std::vector<const Instance*> earlier;
      for (const Instance& one : record_.instances)
        if (is_of_this(one) && one.key == live.key && one.entered_at <= live.ended_at) earlier.push_back(&one);
      Instance who = begun(*latest);
      who.entered_at = who.at = again.at;
      std::string why = not_again(earlier, again.at);
      if (why.empty()) why = settled_already(again, who);
      refuse(again, why.empty() ? "" : "not_entered", why);
    }
    out_.insert(out_.end(), later.begin(), later.end());
    std::ranges::stable_sort(out_, {}, &EntryMoment::at);
  }

  static void refuse(EntryMoment& moment, const char* outcome, std::string reason) {
    moment.outcome = outcome;
    moment.reason = std::move(reason);
  }

  // With a store, who is taken in because a condition holds already enters at the run's instant.
  const Instance* entered_at(const EntryMoment& moment, const std::string& key) const {
    const bool becoming = journey_.entries[moment.entry].becoming.exists();
    for (const Instance& one : record_.instances) {
      if (!is_of_this(one)) continue;
      if (one.key != key || claimed_.contains(&one)) continue;
      const bool later =
          becoming && one.entered_by == "enter when" && one.entered_at > moment.at &&
          std::ranges::none_of(out_, [&](const EntryMoment& other) { return other.at == one.entered_at; });
      if (one.entered_at == moment.at || later) return &one;
    }
    return nullptr;
  }

  Instance begun(const EntryMoment& moment) const {
    Instance who;
    who.journey = index_;
    who.customer = customer_;
    who.entered_at = who.at = moment.at;
    who.kept = std::move(keep(her_.program(), decided().dataset, moment.frame, journey_.kept, moment.entry,
                              her_.with().evaluate, decided().context)[0]);
    if (!journey_.key.exists()) return who;
    const std::vector<InstId> roots{journey_.key};
    const Frame frame = frame_of(her_.program(), decided().dataset, who, moment.at, decided().options.as_of);
    const Evaluation found = her_.with().evaluate(her_.program(), decided().dataset, frame, roots, decided().context);
    const Cell cell = cell_at(found.values[0], 0, *decided().dataset.pool);
    who.key = cell.text.empty() && cell.known ? std::to_string(cell.whole) : cell.text;
    return who;
  }

  std::string not_again(const std::vector<const Instance*>& earlier, Micros at) const {
    if (earlier.empty()) return "";
    const Program& program = her_.program();
    const auto constant = [&](InstId id) {
      return program.constants[static_cast<std::size_t>(program.at(id).a)].whole;
    };
    const ZoneRules& zone = decided().context.zone;
    switch (journey_.reenter) {
      case Reenter::never: return "reenter never";
      case Reenter::after_exit: {
        if (!journey_.period.exists()) return "";
        Micros last = INT64_MIN;
        for (const Instance* one : earlier) last = std::max(last, one->ended_at);
        return at < moved(last, constant(journey_.period), zone) ? "cooldown" : "";
      }
      case Reenter::max_times: {
        const Micros begin = window_begin(unpack_duration(constant(journey_.period)), at, zone);
        const auto counts = [&](const Instance* one) { return one->entered_at >= begin; };
        return std::ranges::count_if(earlier, counts) >= journey_.times ? "reenter max" : "";
      }
    }
    return "";
  }

  std::string settled_already(EntryMoment& moment, const Instance& who) {
    std::vector<InstId> roots;
    for (const JourneyGoal& goal : journey_.goals) roots.push_back(goal.condition);
    roots.insert(roots.end(), journey_.exits.begin(), journey_.exits.end());
    if (roots.empty()) return "";
    const Frame frame = frame_of(her_.program(), decided().dataset, who, moment.at, decided().options.as_of);
    const Snapshot at = her_.at_frame(frame, roots);
    for (std::size_t i = 0; i < roots.size(); ++i) {
      if (!at.holds(roots[i])) continue;
      moment.asked = {roots[i]};
      moment.frame = frame;
      return i < journey_.goals.size() ? "goal " + journey_.goals[i].name
                                       : "exit " + journey_.exit_reasons[i - journey_.goals.size()];
    }
    return "";
  }

  OneCustomer& her_;
  const HerJourneys& record_;
  const std::uint32_t index_;
  const Journey& journey_;
  const std::uint32_t customer_;
  std::vector<EntryMoment> out_;
  std::set<const Instance*> claimed_;
};

}  // namespace

std::vector<EntryMoment> entry_moments(OneCustomer& her, const HerJourneys& record, std::uint32_t journey,
                                       std::uint32_t customer) {
  return Entrances(her, record, journey, customer).run();
}

}  // namespace sop
