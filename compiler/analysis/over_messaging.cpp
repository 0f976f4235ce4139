#include "compiler/analysis/over_messaging.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "runtime/contacts/cap_ledger.h"
#include "runtime/contacts/worst_case.h"
#include "runtime/cost/journey_pace.h"

namespace sop {
namespace {

constexpr std::size_t most_shown = 6;  // contacts of a calendar

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

std::string window_words(Duration window, bool zh) {
  const auto words = [&](std::int64_t count, const char* unit, const char* unit_zh) {
    return zh ? fmt::format("{}{}", count, unit_zh) : fmt::format("{} {}{}", count, unit, count == 1 ? "" : "s");
  };
  if (window.unit == DurationUnit::months) return words(window.count, "month", "个月");
  if (window.unit == DurationUnit::days) return words(window.count, "day", "天");
  return words(std::max<std::int64_t>(window.count / micros_per_hour, 1), "hour", "小时");
}

std::string calendar_words(const Worst& worst, bool zh) {
  std::string out;
  for (std::size_t i = 0; i < worst.calendar.size() && i < most_shown; ++i) {
    const Sent& one = worst.calendar[i];
    const std::int64_t minutes = one.at % micros_per_day / micros_per_minute;
    out += fmt::format(fmt::runtime(zh ? "{}第{}天 {:02}:{:02} {}" : "{}day {} {:02}:{:02} {}"),
                       out.empty() ? ""
                       : zh        ? ","
                                   : ", ",
                       one.at / micros_per_day + 1, minutes / 60, minutes % 60, one.step);
  }
  if (worst.calendar.size() > most_shown) out += zh ? " …" : ", …";
  return out;
}

class OverMessaging {
 public:
  explicit OverMessaging(const Subject& subject) : subject_(subject), program_(subject.program) {}

  void run() {
    if (program_.contacts.caps.empty()) return;
    for (const Journey& journey : program_.journeys)
      judge(journey.name, journey.span, written_by_the_author({pace_of(program_, journey)}));
    for (const Rule& rule : program_.rules)
      judge(rule.name, rule.span, written_by_the_author(paces_of(program_, rule)));
  }

 private:
  // The cap that is exceeded most, of those for everybody; what is deferred goes out all the same.
  void judge(const std::string& name, Span span, const std::vector<NamedPace>& paces) {
    const Cap* tightest = nullptr;
    Worst worst;
    for (const Cap& cap : program_.contacts.caps) {
      if (cap.on_full == OnFull::defer || cap.where.exists()) continue;
      Worst here = worst_of(program_, paces, cap);
      if (here.most <= cap.count || (tightest != nullptr && here.most - cap.count <= worst.most - tightest->count))
        continue;
      tightest = &cap;
      worst = std::move(here);
    }
    if (tightest == nullptr) return;
    Diagnostic& found =
        subject_.diagnostics.report(Code::S3026, header(span).value_or(span),
                                    {name, std::to_string(worst.most), window_words(tightest->window, false),
                                     window_words(tightest->window, true), std::to_string(tightest->count)});
    found.relate(tightest->span, Phrase::the_cap);
    if (!worst.calendar.empty())
      found.note(Phrase::soonest_calendar, {calendar_words(worst, false), calendar_words(worst, true)});
  }

  std::optional<Span> header(Span of) const {
    for (Node node : subject_.parsed.declarations())
      if (node.first_token() == of) return header_of(node);
    return std::nullopt;
  }

  const Subject& subject_;
  const Program& program_;
};

}  // namespace

void check_over_messaging(const Subject& subject) { OverMessaging(subject).run(); }

}  // namespace sop
