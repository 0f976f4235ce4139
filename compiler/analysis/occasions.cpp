#include "compiler/analysis/occasions.h"

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <utility>

#include "compiler/analysis/effort.h"

namespace sop {
namespace {

constexpr std::int64_t days_before = 40;  // a journey may have been entered before
constexpr std::size_t most_calendars = 20;
constexpr int thursday = 4;  // 1970-01-01, from which `every n days` counts

using CalendarOf = std::pair<CalendarId, InstId>;

// Day 0: which day of the month, or which day of a calendar; and its weekday.
struct Anchor {
  int month_day = 0;
  std::optional<CalendarOf> calendar;
  int weekday = thursday;
};

class Occasions {
 public:
  Occasions(const std::vector<Sender>& senders, std::int64_t days) : senders_(senders), days_(days) {}

  std::vector<Occasion> run() {
    by_clocks();
    by_one_cause();
    return std::move(out_);
  }

 private:
  void by_clocks() {
    std::set<int> month_days;
    std::set<CalendarOf> calendars;
    bool weekly = false;
    for (const Sender& sender : senders_)
      if (std::ranges::any_of(sender.starts, [](const SenderStart& one) { return one.kind == StartKind::clock; }))
        by_clock_.push_back(&sender);
    for (const Sender& sender : senders_)
      for (const SenderStart& start : sender.starts) {
        if (start.kind != StartKind::clock) continue;
        weekly = weekly || start.clock.kind == ClockKind::weekday || start.clock.every > 1;
        if (start.clock.kind == ClockKind::month_day) month_days.insert(start.clock.number);
        if (start.clock.kind == ClockKind::calendar && calendars.size() < most_calendars)
          calendars.insert({start.clock.calendar, start.clock.own_date});
      }
    add({});
    const auto each_weekday = [&](Anchor anchor) {
      for (int day = 1; day <= (weekly ? 7 : 1); ++day) {
        anchor.weekday = day;
        add(anchor);
      }
    };
    for (const int day : month_days) each_weekday({day, {}, thursday});
    for (const CalendarOf& calendar : calendars) each_weekday({0, calendar, thursday});
  }

  void add(const Anchor& anchor) {
    Occasion out;
    out.special = anchor.month_day > 0 || anchor.calendar;
    if (!out.special) out.weekday = anchor.weekday;
    if (!anchor.calendar) out.on_weekday = anchor.weekday, out.month_day = anchor.month_day;
    collect(out, by_clock_, [&](const SenderStart& start) { return days_of(start, anchor); });
  }

  // The days on which it starts, in the stretch that is looked at.
  std::vector<std::int64_t> days_of(const SenderStart& start, const Anchor& anchor) const {
    const std::int64_t last = days_ + 7;
    std::vector<std::int64_t> out;
    if (start.kind != StartKind::clock) return out;
    const Clock& clock = start.clock;
    const auto each = [&](std::int64_t first, std::int64_t step) {
      first -= (first + days_before) / step * step;
      for (std::int64_t day = first; day <= last; day += step)
        if (day >= -days_before) out.push_back(day);
    };
    switch (clock.kind) {
      case ClockKind::none: break;
      case ClockKind::day:
        if (clock.every % 7 != 0 || anchor.weekday == thursday) each(0, std::max(clock.every, 1));
        break;
      case ClockKind::weekday: each((clock.number - anchor.weekday + 7) % 7, 7); break;
      case ClockKind::month_day:
        if (anchor.month_day > 0) each(clock.number - anchor.month_day, 31);
        break;
      case ClockKind::calendar:
        if (anchor.calendar == CalendarOf{clock.calendar, clock.own_date}) out.push_back(clock.shift_days);
        break;
    }
    return out;
  }

  void by_one_cause() {
    std::map<InputId, std::vector<const Sender*>> streams;
    std::map<InstId, std::vector<const Sender*>> conditions;
    const auto note = [](std::vector<const Sender*>& of, const Sender& sender) {
      if (of.empty() || of.back() != &sender) of.push_back(&sender);
    };
    for (const Sender& sender : senders_)
      for (const SenderStart& start : sender.starts) {
        if (start.kind == StartKind::event) note(streams[start.stream], sender);
        if (start.kind == StartKind::becoming) note(conditions[start.condition], sender);
      }
    for (const auto& [stream, senders] : streams) {
      Occasion out;
      out.kind = StartKind::event;
      out.stream = stream;
      collect(out, senders, [&](const SenderStart& start) { return on_day_0(start.stream == stream); });
    }
    for (const auto& [condition, senders] : conditions) {
      Occasion out;
      out.kind = StartKind::becoming;
      collect(out, senders, [&](const SenderStart& start) { return on_day_0(start.condition == condition); });
    }
  }

  static std::vector<std::int64_t> on_day_0(bool starts) {
    return starts ? std::vector<std::int64_t>{0} : std::vector<std::int64_t>{};
  }

  void collect(Occasion& out, const std::vector<const Sender*>& senders,
               const std::function<std::vector<std::int64_t>(const SenderStart&)>& days) {
    for (const Sender* sender : senders) {
      SenderThen here{sender, {}};
      for (const SenderStart& start : sender->starts) {
        const bool special = start.clock.kind == ClockKind::month_day || start.clock.kind == ClockKind::calendar;
        for (const std::int64_t day : days(start))
          for (const SendPlan& plan : start.plans)
            here.begun.push_back({day * micros_per_day, &plan, day * micros_per_day + start.at, special});
      }
      if (here.begun.empty()) continue;
      if (out.senders.size() >= effort::senders || starts_ + here.begun.size() > effort::starts) {
        out.all = false;
        break;
      }
      starts_ += here.begun.size();
      std::ranges::stable_sort(here.begun, {}, &Begun::at);
      out.senders.push_back(std::move(here));
    }
    if (out.senders.size() > 1) out_.push_back(std::move(out));
  }

  const std::vector<Sender>& senders_;
  const std::int64_t days_;
  std::vector<const Sender*> by_clock_;
  std::size_t starts_ = 0;
  std::vector<Occasion> out_;
};

}  // namespace

std::vector<Occasion> occasions_of(const std::vector<Sender>& senders, std::int64_t days) {
  return Occasions(senders, days).run();
}

}  // namespace sop
