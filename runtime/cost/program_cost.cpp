#include "runtime/cost/program_cost.h"

#include <algorithm>
#include <map>

#include "stdlib/time/civil.h"

namespace sop {
namespace {

using Most = std::optional<std::int64_t>;
constexpr std::int64_t very_many = 1'000'000'000;

Most sum(Most a, Most b) {
  if (!a || !b) return std::nullopt;
  return std::min(*a + *b, very_many);
}
bool is_less(Most a, Most b) { return a && (!b || *a < *b); }
Most smaller(Most a, Most b) { return is_less(b, a) ? b : a; }

// A kind of contact as caps tell them apart: by channel and class.
struct ByKind {
  ContactKind kind;
  Most most = 0;
};

// A cap in a window of `days` local days, the shortest day counted as the longest: 25 hours.
std::int64_t at_most(const Cap& cap, std::int64_t days) {
  const std::int64_t span = cap.window.unit == DurationUnit::micros ? days * micros_per_day + micros_per_hour : days;
  const std::int64_t length = cap.window.unit == DurationUnit::months ? 28 * cap.window.count : cap.window.count;
  const std::int64_t windows = (span + std::max<std::int64_t>(length, 1) - 1) / std::max<std::int64_t>(length, 1);
  return cap.count > very_many / windows ? very_many : cap.count * windows;
}

class Costing {
 public:
  Costing(const Program& program, std::int64_t days) : program_(program), days_(days) {}

  MostContacts of(const std::vector<NamedPace>& paces) {
    MostContacts out;
    for (const NamedPace& named : paces) {
      const WorstCase worst = asked(named.pace, [](const PaceStep&) { return true; });
      out.most = sum(out.most, worst.bound == Bound::unbounded ? Most{} : Most{worst.most});
      out.reached = out.reached && worst.bound == Bound::reached && paces.size() == 1;
      if (paces.size() == 1 && worst.bound == Bound::reached)
        for (const PacedContact& one : worst.calendar)
          out.calendar.push_back(
              {one.at / micros_per_day, one.at % micros_per_day, named.names[static_cast<std::size_t>(one.step)]});
      count_kinds(named.pace);
    }
    return out;
  }

  // Of all sources asked before.
  MostContacts together(const std::vector<const MostContacts*>& sources) const {
    MostContacts out;
    for (const MostContacts* one : sources) out.most = sum(out.most, one->most);
    const Most without_caps = out.most;
    std::vector<ByKind> kinds = kinds_;
    for (ByKind& one : kinds)
      for (const Cap* cap : caps_for_all())
        if (is_about(program_.contacts, cap->filter, one.kind)) one.most = smaller(one.most, at_most(*cap, days_));
    out.most = smaller(out.most, total(kinds, nullptr));
    for (const Cap* cap : caps_for_all()) out.most = smaller(out.most, total(kinds, cap));
    out.reached = sources.size() == 1 && out.most == without_caps && sources[0]->reached;
    if (out.reached) out.calendar = sources[0]->calendar;
    return out;
  }

 private:
  WorstCase asked(const Pace& pace, const std::function<bool(const PaceStep&)>& counted) const {
    return worst_case(pace, {days_, DurationUnit::days}, counted);
  }

  void count_kinds(const Pace& pace) {
    std::vector<ContactKind> here;
    for (const PaceStep& step : pace.steps)
      if (step.what == PaceKind::contact && std::ranges::find(here, step.kind) == here.end()) here.push_back(step.kind);
    for (const ContactKind& kind : here) {
      const WorstCase worst = asked(pace, [&](const PaceStep& step) { return step.kind == kind; });
      auto known = std::ranges::find(kinds_, kind, &ByKind::kind);
      if (known == kinds_.end()) known = kinds_.insert(kinds_.end(), {kind, 0});
      known->most = sum(known->most, worst.bound == Bound::unbounded ? Most{} : Most{worst.most});
    }
  }

  // A cap with a `where` leaves somebody out.
  std::vector<const Cap*> caps_for_all() const {
    std::vector<const Cap*> out;
    for (const Cap& cap : program_.contacts.caps)
      if (!cap.where.exists()) out.push_back(&cap);
    return out;
  }

  // All kinds, those of the cap no more than it lets through.
  Most total(const std::vector<ByKind>& kinds, const Cap* cap) const {
    Most inside = 0, outside = 0;
    for (const ByKind& one : kinds) {
      Most& part = cap != nullptr && is_about(program_.contacts, cap->filter, one.kind) ? inside : outside;
      part = sum(part, one.most);
    }
    return sum(outside, cap == nullptr ? inside : smaller(inside, at_most(*cap, days_)));
  }

  const Program& program_;
  std::int64_t days_;
  std::vector<ByKind> kinds_;
};

}  // namespace

ProgramCost cost_of(const Program& program) {
  ProgramCost out;
  Costing day(program, 1), week(program, 7);
  const auto add = [&](const std::string& name, bool is_journey, const std::vector<NamedPace>& paces) {
    SourceCost made{name, is_journey, day.of(paces), week.of(paces)};
    if (made.in_a_week.most != Most{0}) out.sources.push_back(std::move(made));
  };
  for (const Journey& journey : program.journeys) add(journey.name, true, {pace_of(program, journey)});
  for (const Rule& rule : program.rules) add(rule.name, false, paces_of(program, rule));
  std::vector<const MostContacts*> days, weeks;
  for (const SourceCost& one : out.sources) {
    days.push_back(&one.in_a_day);
    weeks.push_back(&one.in_a_week);
  }
  out.in_a_day = day.together(days);
  out.in_a_week = week.together(weeks);
  return out;
}

}  // namespace sop
