#include "runtime/contacts/worst_case.h"

#include <catch2/catch.hpp>

#include "clock.h"

using namespace sop;
using namespace sop::contact_tests;

namespace {

constexpr Duration per_day{1, DurationUnit::days}, per_week{7, DurationUnit::days};

PaceStep contact(std::int32_t next) { return {.what = PaceKind::contact, .next = next}; }
PaceStep pause(Duration length, std::int32_t next) { return {.what = PaceKind::pause, .next = next, .length = length}; }
PaceStep clock(int at_hour, std::int32_t next) {
  return {.what = PaceKind::clock, .next = next, .at_us = at_hour * hour};
}
PaceStep on_day(std::int64_t day, int at_hour, std::int32_t next) {
  return {.what = PaceKind::day, .next = next, .at_us = at_hour * hour, .day = day};
}

WorstCase worst(const std::vector<PaceStep>& steps, Duration window) {
  return worst_case({.steps = steps}, window, [](const PaceStep&) { return true; });
}
std::int64_t most(const std::vector<PaceStep>& steps, Duration window) { return worst(steps, window).most; }

}  // namespace

TEST_CASE("worst case: pauses keep contacts apart") {
  const std::vector<PaceStep> steps{contact(1), pause(days(3), 2), contact(3),        pause(days(3), 4),
                                    contact(5), pause(days(3), 6), contact(pace_ends)};
  CHECK(most(steps, per_day) == 1);
  CHECK(most(steps, per_week) == 3);  // days 0, 3 and 6
  const WorstCase week = worst(steps, per_week);
  CHECK(week.bound == Bound::reached);
  REQUIRE(week.calendar.size() == 3);
  CHECK(week.calendar[2].at / micros_per_day == 6);
  CHECK(most(steps, hours(72)) == 1);
  CHECK(most(steps, hours(73)) == 2);
}

TEST_CASE("worst case: an event may come at once, a timeout may not") {
  // send, wait for a reply up to 2 days { on reply { send } on timeout { send send } }
  const std::vector<PaceStep> steps{contact(1),
                                    {.what = PaceKind::event, .next = 3, .arms = {2}, .length = days(2)},
                                    contact(pace_ends),
                                    contact(4),
                                    contact(pace_ends)};
  CHECK(most(steps, per_day) == 2);  // the reply; or both of the timeout
  CHECK(most(steps, per_week) == 3);
}

TEST_CASE("worst case: hours and the time of day") {
  CHECK(most({contact(1), pause(hours(23), 2), contact(pace_ends)}, per_day) == 2);
  CHECK(most({contact(1), pause(hours(24), 2), contact(pace_ends)}, per_day) == 1);
  // From 10:00 fifteen hours lead to the next day.
  CHECK(most({clock(10, 1), contact(2), pause(hours(15), 3), contact(pace_ends)}, per_day) == 1);
  CHECK(most({clock(10, 1), contact(2), pause(hours(13), 3), contact(pace_ends)}, per_day) == 2);
  CHECK(most({contact(1), clock(10, 2), contact(3), clock(9, 4), contact(pace_ends)}, per_day) == 2);
  std::vector<PaceStep> at_fixed_times{contact(1), contact(pace_ends)};
  at_fixed_times[0].at_us = 15 * hour;
  at_fixed_times[1].at_us = 10 * hour;
  CHECK(most(at_fixed_times, per_day) == 1);
  CHECK(most(at_fixed_times, days(2)) == 2);
}

TEST_CASE("worst case: days after the day of entry") {
  const std::vector<PaceStep> plan{contact(1), on_day(1, 15, 2), contact(3),        on_day(1, 18, 4),
                                   contact(5), on_day(7, 9, 6),  contact(pace_ends)};
  CHECK(most(plan, per_day) == 2);   // both of day 1
  CHECK(most(plan, per_week) == 3);  // days 0 to 6, or 1 to 7
  CHECK(most(plan, days(8)) == 4);
}

TEST_CASE("worst case: rounds start apart, a longer body delays") {
  const std::vector<PaceStep> weekly{{.what = PaceKind::repeat, .length = days(3), .times = 4, .body = 1}, contact(0)};
  CHECK(most(weekly, per_day) == 1);
  CHECK(most(weekly, per_week) == 3);
  CHECK(most(weekly, days(100)) == 4);
  // A wait in the body may end at once: the next round does not begin sooner.
  const std::vector<PaceStep> with_wait{{.what = PaceKind::repeat, .length = days(3), .times = 9, .body = 1},
                                        contact(2),
                                        {.what = PaceKind::event, .next = 3, .arms = {3}, .length = days(1)},
                                        contact(0)};
  CHECK(most(with_wait, per_day) == 2);
  CHECK(most(with_wait, per_week) == 6);
  // Every eight hours from 10:00 on: some day has three.
  const std::vector<PaceStep> three{
      clock(10, 1), {.what = PaceKind::repeat, .length = hours(8), .times = 9, .body = 2}, contact(1)};
  CHECK(most(three, per_day) == 3);
}

TEST_CASE("worst case: hours of the contact") {
  Contacts contacts;
  contacts.channels = {{.name = "a", .valid = {{9 * hour, 21 * hour, {}}}}};
  std::vector<PaceStep> steps{contact(1), pause(hours(13), 2), contact(pace_ends)};
  for (PaceStep& step : steps) {
    step.kind = {0, ContactClass::marketing};
    if (step.what == PaceKind::contact) step.hours = hours_about(contacts, step.kind, "");
  }
  CHECK(most(steps, per_day) == 1);  // 09:00 and 22:00, which waits for the morning
  steps[1].length = hours(11);
  CHECK(most(steps, per_day) == 2);
}

TEST_CASE("worst case: entries that follow each other") {
  Pace pace{.steps = {contact(1), pause(days(2), 2), contact(pace_ends)}};
  const auto all = [](const PaceStep&) { return true; };
  CHECK(worst_case(pace, per_week, all).most == 2);
  pace.entry = PaceEntry::after_exit;
  pace.cooldown = days(1);
  CHECK(worst_case(pace, per_week, all).most == 5);  // days 0 2, 3 5, 6
  CHECK(worst_case(pace, per_week, all).bound == Bound::reached);
  pace.may_end_early = true;
  CHECK(worst_case(pace, per_week, all).most == 7);
  pace.cooldown = {};
  CHECK(worst_case(pace, per_week, all).bound == Bound::unbounded);
  pace.entry = PaceEntry::max_times;
  pace.times = 3;
  pace.period = days(30);
  CHECK(worst_case(pace, per_week, all).most == 6);
  pace.may_end_early = false;
  CHECK(worst_case(pace, per_day, all).most == 2);  // the second one of an entry, and the first one of the next
  pace.times = 1;
  pace.period = days(7);
  CHECK(worst_case(pace, per_week, all).most == 2);  // never two entries within a week, whichever week it is
  CHECK(worst_case(pace, {14, DurationUnit::days}, all).most == 4);
  pace.period = days(2);
  CHECK(worst_case(pace, per_week, all).most == 8);  // what began before ends on 0, then 0 2, 2 4, 4 6, 6
  pace.period = hours(36);
  CHECK(worst_case(pace, per_week, all).bound == Bound::reached);
  pace.entry = PaceEntry::any_time;
  CHECK(worst_case(pace, per_day, all).bound == Bound::unbounded);
}

TEST_CASE("worst case: rounds of one entry and the next, each as far apart as its own") {
  Pace pace{
      .steps = {{.what = PaceKind::repeat, .length = days(2), .times = 3, .all_times = true, .body = 1}, contact(0)}};
  const auto all = [](const PaceStep&) { return true; };
  pace.entry = PaceEntry::max_times;
  pace.times = 2;
  pace.period = days(10);
  CHECK(worst_case(pace, per_day, all).most == 2);
  CHECK(worst_case(pace, per_week, all).most == 5);  // one of an entry before, 0 2 4, and 6, ten days after it
  CHECK(worst_case(pace, days(10), all).most == 6);
  CHECK(worst_case(pace, days(11), all).most == 8);
  CHECK(worst_case(pace, per_week, all).bound == Bound::reached);
  // The same by a clock, and written out with pauses.
  pace.entry_us = 10 * hour;
  CHECK(worst_case(pace, per_week, all).most == 5);
  pace.steps = {contact(1), pause(days(2), 2), contact(3), pause(days(2), 4), contact(pace_ends)};
  CHECK(worst_case(pace, per_week, all).most == 5);
  CHECK(worst_case(pace, days(11), all).most == 8);
}

TEST_CASE("worst case: clocks bound the entries") {
  Pace pace{.steps = {contact(1), pause(days(2), 2), contact(pace_ends)}, .entry_us = 10 * hour};
  const auto all = [](const PaceStep&) { return true; };
  pace.entry = PaceEntry::after_exit;
  pace.cooldown = {};
  pace.clocks = {{1, days(1)}};
  CHECK(worst_case(pace, per_week, all).most == 8);  // the same: the next may begin where one ends
  CHECK(worst_case(pace, per_week, all).bound == Bound::reached);
  pace.clocks = {{1, days(7)}};
  CHECK(worst_case(pace, per_week, all).most == 2);
  pace.clocks = {{1, days(1)}};
  pace.may_end_early = true;                         // as one that starts anew
  CHECK(worst_case(pace, per_week, all).most == 8);  // the second one of an entry before, and every day's first one
  CHECK(worst_case(pace, per_week, all).bound == Bound::reached);
}

TEST_CASE("worst case: what cannot be tried out is the longest way") {
  std::vector<PaceStep> steps;
  for (std::int32_t i = 0; i < 30'000; ++i) steps.push_back(contact(i + 1));
  steps.back().next = pace_ends;
  const WorstCase found = worst(steps, per_day);
  CHECK(found.most == 30'000);
  CHECK(found.bound == Bound::at_most);
  CHECK(most({}, per_day) == 0);
  // Rounds of a second each: as many as a day holds, and one before and after.
  const std::vector<PaceStep> seconds{
      {.what = PaceKind::repeat, .length = {1'000'000, DurationUnit::micros}, .times = 1'000'000'000, .body = 1},
      contact(0)};
  CHECK(most(seconds, per_day) == 86'402);
}

TEST_CASE("who can be in which journeys together") {
  const std::vector<std::int64_t> members{3, 2, 2, 1};
  using Pairs = std::vector<std::pair<std::size_t, std::size_t>>;
  CHECK(most_together(members, Pairs{}) == 8);
  CHECK(most_together(members, Pairs{{0, 1}, {0, 2}}) == 5);
  CHECK(most_together(members, Pairs{{0, 1}, {1, 2}}) == 6);
  CHECK(most_together(std::vector<std::int64_t>{}, Pairs{}) == 0);
}
