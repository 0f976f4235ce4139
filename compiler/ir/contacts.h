// What a program says about reaching people (language.md 2.5): channels, templates, and what its policies limit.
// Lengths, hours and shares are plain values, so that runtime/contacts can judge by them alone; only a cap's `where`
// and a channel's role are instructions. `suppress`, `forbid` and `only if` are Guards (program.h).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/ir/ids.h"
#include "compiler/source/span.h"
#include "stdlib/time/duration.h"

namespace sop {

// Local hours of a day: from <= t < to. Where `to_us` is not above `from_us` they cross midnight.
struct DayHours {
  std::int64_t from_us = 0, to_us = 0;  // since local midnight, at most 24 hours
  Span span;
};

// A contact that is no template's (an invitation, a declared action) counts as marketing.
enum class ContactClass : std::uint8_t { any, marketing, service };

// Which contacts a clause is about.
struct ContactFilter {
  std::string channel;  // empty: every one, and contacts without a channel
  ContactClass of_class = ContactClass::any;
};

enum class ChannelKind : std::uint8_t { direct, staff_task, broadcast };
enum class OnUnknown : std::uint8_t { park, retry };

// Whose contacts one quota counts together. A broadcast channel's are posts: contacts of one object at one instant.
enum class QuotaPer : std::uint8_t { channel, customer, staff };

struct Quota {
  std::int64_t count = 0;
  Duration window;
  QuotaPer per = QuotaPer::channel;
  Span span;
};

struct Channel {
  std::string name;
  std::string label;
  ChannelKind kind = ChannelKind::direct;
  InstId staff;  // `by role`: who works it, an id in the frame; or none
  std::vector<Quota> quotas;
  std::vector<DayHours> valid;  // open in one of these; none: always
  std::int64_t rate = 0;        // how many the relay may deliver per `rate_window`; 0: as many as it can
  Duration rate_window;
  OnUnknown on_unknown = OnUnknown::park;
  Span span;
};

struct Template {
  std::string name;
  std::string label;
  std::string channel;  // or empty
  ContactClass of_class = ContactClass::marketing;
  bool for_staff = false;
  std::vector<DayHours> valid;  // open in one of these; none: always
  Span span;
};

// What becomes of a contact that finds a cap full.
enum class OnFull : std::uint8_t { skip, exit, defer };

// `cap 3 send per 7 days on sms class marketing where chatty on_cap defer up to 2 days`. Days and longer are calendar
// days, today included; hours and shorter are elapsed (semantics D9).
struct Cap {
  std::string policy;
  std::int64_t count = 0;
  Duration window;
  ContactFilter filter;
  InstId where;  // condition in the frame: for whom it holds; none: for everybody
  OnFull on_full = OnFull::skip;
  Duration defer;  // on_full defer: up to and including due + defer
  Span span;
};

struct QuietHours {
  std::string policy;
  DayHours hours;
  ContactFilter filter;
  bool skip = false;       // dropped instead of held until the opening
  bool has_limit = false;  // `defer up to d`: dropped when the opening is later than due + limit
  Duration limit;
  Span span;
};

// A share of something whole, exact: 5% is 500,000.
constexpr std::int64_t whole_share = 10'000'000;

struct Holdout {
  std::string policy;
  std::int64_t share = 0;  // of whole_share
  Span span;
};

struct Contacts {
  std::vector<Channel> channels;
  std::vector<Template> templates;
  std::vector<Cap> caps;
  std::vector<QuietHours> quiet;
  std::vector<Holdout> holdouts;
  std::vector<std::string> priority;  // journeys and rules, the first goes first; one list for all policies

  const Channel* channel(std::string_view name) const {
    for (const Channel& one : channels)
      if (one.name == name) return &one;
    return nullptr;
  }
  const Template* sent(std::string_view name) const {
    for (const Template& one : templates)
      if (one.name == name) return &one;
    return nullptr;
  }
};

}  // namespace sop
