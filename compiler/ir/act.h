// What rules and journeys share: triggers that start them and actions they take (language.md 2.5).
#pragma once

#include <string>
#include <vector>

#include "compiler/ir/ids.h"
#include "compiler/ir/type.h"
#include "compiler/source/span.h"

namespace sop {

struct Param {
  std::string name;
  InstId value;
  std::int64_t message = -1;  // a text with slots: index into Program::texts; `value` is the text as it was written
};

enum class Verb : std::uint8_t { send, tag, untag, task, notify, grant, invite, enter, stop, declared };

struct Action {
  Verb verb = Verb::send;
  std::string verb_word;  // `send`, or the declared action's name
  std::string object;     // template, tag, coupon, group, ...
  std::string group;      // tag, untag: the tag's group
  std::string channel;    // resolved channel, or empty
  InstId staff;           // the person who does it (task, notify), id; or none
  std::vector<Param> params;
  std::int64_t message = -1;  // index into Program::texts; the rendered text is the parameter `text`
  std::int64_t at_us = -1;    // `at <time of day>`
  InstId due;                 // `due d`: duration constant, or none
  InstId expires;             // `expires d`
  bool expires_today = false;
  std::vector<Action> next_of;  // `send next of (a, b, c)`: the sends it chooses from
  bool restart = false;         // ... `used_up restart`
  Span span;
};

enum class OnceKind : std::uint8_t { always, once, per_duration, per_column };

struct Once {
  OnceKind kind = OnceKind::always;
  InstId duration;  // per_duration: a constant duration
  InstId column;    // per_column: a column of the event
};

enum class ClockKind : std::uint8_t { none, day, weekday, month_day, calendar };

// `every monday at 10:00 until 2026-12-31`, `on 3 days before double_11 at 10:00`: an instant on some days.
struct Clock {
  ClockKind kind = ClockKind::none;
  std::int32_t every = 1;   // day: every n days, counted from 1970-01-01
  std::int32_t number = 0;  // weekday: 1 is Monday; month_day: 1 to 31
  CalendarId calendar;
  InstId own_date;                     // a calendar on a column: her date, in the frame; or none
  std::int32_t shift_days = 0;         // from the calendar's day; negative: before
  std::int64_t at_us = 0;              // time of day
  std::int32_t until_day = INT32_MAX;  // the last day, included
};

// What starts a rule: an event of a stream, or the clock.
struct Trigger {
  InputId stream;  // none: the clock
  InstId where;    // in the frame of the event; none: every event
  InstId key;      // `once per column` of a rule with triggers of several streams: the column in this one
  Clock clock;
};

}  // namespace sop
