// What a rule or a step of a journey does at the instant it is started, as the streams `sends`, `tasks` and `entries`
// tell it at the same instant. Does what asks for a row of
// that stream take it?
#pragma once

#include <map>
#include <optional>
#include <string>

#include "compiler/ir/program.h"

namespace sop {

struct Told {
  std::string stream;                          // empty: nothing is told
  std::map<std::string, std::string> columns;  // those that are known, by name
  std::int64_t at_us = -1;                     // the time of day that it waits for
};

// Of one action of this rule or journey; nothing that is done later, or that quotas or caps bound.
Told told_of(const Program& program, const Action& action, const std::string& source, const std::string& step);

enum class DeedTaken : std::uint8_t {
  never,
  until,   // it asks what changes as this goes on, so that it may stop by itself
  always,  // of customers for whom the rest of it holds, every time
};

// `condition`: of an event of that stream, or of the customer; none: it takes everything.
DeedTaken takes(const Program& program, InstId condition, const Told& told);

}  // namespace sop
