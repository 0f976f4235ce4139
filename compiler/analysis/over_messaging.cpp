#include "compiler/analysis/over_messaging.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/analysis/calendar_words.h"
#include "runtime/contacts/cap_ledger.h"
#include "runtime/contacts/pace_times.h"
#include "runtime/contacts/worst_case.h"
#include "runtime/cost/journey_pace.h"

namespace sop {
namespace {

constexpr std::size_t most_shown = 6;               // contacts of a calendar
constexpr std::int64_t most_worst_cases = 200'000;  // steps held against caps, by the entries in their windows

struct Sent {
  Micros at;
  std::string step;
};

struct Worst {
  std::int64_t most = 0;
  std::vector<Sent> calendar;
};

// How often she enters depends on what happens to her: one way through is the author's own doing. So are clocks, a
// rule's `once per d` and a journey's `max n per d`.
std::vector<NamedPace> one_entry(std::vector<NamedPace> paces) {
  for (NamedPace& named : paces) named.pace.entry = PaceEntry::once;
  return paces;
}

std::vector<NamedPace> written_by_the_author(std::vector<NamedPace> paces) {
  const auto bounded = [](const NamedPace& one) {
    return one.pace.entry == PaceEntry::max_times || !one.pace.clocks.empty();
  };
  return std::ranges::all_of(paces, bounded) ? paces : one_entry(std::move(paces));
}

// Of one rule or journey, counting what the cap counts.
Worst worst_of(const Program& program, const std::vector<NamedPace>& paces, const Cap& cap) {
  Worst out;
  for (const NamedPace& named : paces) {
    const WorstCase worst = worst_case(named.pace, cap.window, [&](const PaceStep& step) {
      return is_about(program.contacts, cap.filter, step.kind);
    });
    out.most += worst.most;
    for (const PacedContact& one : worst.calendar)
      out.calendar.push_back({one.at, named.names[static_cast<std::size_t>(one.step)]});
  }
  std::ranges::stable_sort(out.calendar, {}, &Sent::at);
  // An elapsed window begins with the first contact, whenever that is: it has no hours of the day.
  // Clocks of their own days have no calendar together.
  const bool apart = paces.size() > 1 && paces[0].pace.entry == PaceEntry::max_times;
  if (static_cast<std::int64_t>(out.calendar.size()) != out.most || cap.window.unit == DurationUnit::micros || apart)
    out.calendar.clear();
  return out;
}

std::string calendar_words(const Worst& worst, bool zh) {
  std::string out;
  for (std::size_t i = 0; i < worst.calendar.size() && i < most_shown; ++i) {
    const Sent& one = worst.calendar[i];
    out += out.empty() ? "" : zh ? "," : ", ";
    out += fmt::format("{} {} {}", day_words(one.at / micros_per_day + 1, zh), hour_words(one.at), one.step);
  }
  if (worst.calendar.size() > most_shown) out += zh ? " …" : ", …";
  return out;
}

class OverMessaging {
 public:
  explicit OverMessaging(Reasoning& reasoning)
      : reasoning_(reasoning), subject_(reasoning.subject()), program_(reasoning.program()) {}

  AloneOver run() {
    if (program_.contacts.caps.empty()) return {};
    for (const Journey& journey : program_.journeys)
      judge(journey.name, journey.span, written_by_the_author({pace_of(program_, journey)}));
    for (const Rule& rule : program_.rules)
      judge(rule.name, rule.span, written_by_the_author(paces_of(program_, rule)));
    return std::move(alone_);
  }

 private:
  // The cap that is exceeded most, of those for everybody; what is deferred goes out all the same.
  void judge(const std::string& name, Span span, const std::vector<NamedPace>& paces) {
    const Cap* tightest = nullptr;
    Worst worst;
    for (const Cap& cap : program_.contacts.caps) {
      if (!may_drop(cap) || !worth(paces, cap)) continue;
      Worst here = worst_of(program_, paces, cap);
      if (here.most > cap.count) alone_.emplace(span, cap.span);
      if (here.most <= cap.count || (tightest != nullptr && here.most - cap.count <= worst.most - tightest->count))
        continue;
      tightest = &cap;
      worst = std::move(here);
    }
    if (tightest == nullptr) return;
    Diagnostic& found =
        subject_.diagnostics.report(Code::S3026, header_at(subject_, span),
                                    {name, std::to_string(worst.most), window_words(tightest->window, false),
                                     window_words(tightest->window, true), std::to_string(tightest->count)});
    found.relate(tightest->span, Phrase::the_cap);
    if (!worst.calendar.empty())
      found.note(Phrase::soonest_calendar, {calendar_words(worst, false), calendar_words(worst, true)});
  }

  // Ways to be tried grow with the steps, from each contact, and with the entries that a window holds.
  bool worth(const std::vector<NamedPace>& paces, const Cap& cap) {
    constexpr Micros week = 7 * micros_per_day;
    for (const NamedPace& named : paces) {
      const auto steps = static_cast<std::int64_t>(named.pace.steps.size());
      const std::int64_t entries = named.pace.entry == PaceEntry::once ? 1 : 1 + longest(cap.window) / week;
      spent_ += steps * (1 + steps / 64) * std::min<std::int64_t>(entries, 1'000);
    }
    if (spent_ <= most_worst_cases) return true;
    if (left_open_.insert(cap.span).second) reasoning_.leave_open({cap.span, Phrase::asks_together, {}, {}});
    return false;
  }

  Reasoning& reasoning_;
  const Subject& subject_;
  const Program& program_;
  AloneOver alone_;
  std::int64_t spent_ = 0;
  std::set<Span> left_open_;
};

}  // namespace

bool may_drop(const Cap& cap) { return cap.on_full != OnFull::defer && !cap.where.exists(); }

AloneOver check_over_messaging(Reasoning& reasoning) { return OverMessaging(reasoning).run(); }

}  // namespace sop
