// What starts a rule or a journey: something she did, a day of hers, the clock for everybody, or what we did ourselves.
#pragma once

#include <optional>
#include <set>
#include <string>

#include "compiler/analysis/subject.h"

namespace sop {

class Triggers {
 public:
  explicit Triggers(const Subject& subject);

  // An event of one of her streams, a score or a fact of hers that changes; not our own records.
  bool heard_from_her(Node trigger) const;
  // `on her_birthday at 10:00`: a calendar on a date of hers.
  bool on_a_day_of_hers(Node trigger) const;
  // The minute of the day at which the clock starts it.
  std::optional<int> minute(Node trigger) const;

 private:
  const ParsedProgram& parsed_;
  std::set<std::string> streams_, her_calendars_;
};

}  // namespace sop
