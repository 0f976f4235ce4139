// When a fact with memory is looked at: at every event of its streams, at every local midnight, and at the run
// (semantics C5), after what the memory knows already.
#pragma once

#include <span>
#include <vector>

#include "compiler/ir/program.h"
#include "runtime/table/dataset.h"
#include "stdlib/time/duration.h"
#include "stdlib/time/zone.h"

namespace sop {

struct Instant {
  Micros at = 0;
  std::int32_t cause = 0;  // the InputId of the stream, or one of those below
  Micros asked = 0;        // when expressions are asked: what a rule tags is seen from the next instant on
};
constexpr std::int32_t cause_midnight = -1;
constexpr std::int32_t cause_run = -2;
constexpr std::int32_t cause_tag = -3;
constexpr std::int32_t cause_late = -5;   // an event that an earlier run did not hold: what it reads itself
constexpr std::int32_t cause_start = -4;  // before her first event: what the first change changes from

struct InstantRange {
  Micros after = INT64_MIN;  // excluded; INT64_MIN: from her first event on
  Micros to = 0;             // the run, included
};

// In time order, each instant once; an event goes before a midnight, a midnight before the run.
// `tagged`: when her stored tags change, where the history reads such.
std::vector<Instant> instants_of(const Program& program, const Dataset& dataset, const History& history,
                                 std::uint32_t customer, const InstantRange& range, std::span<const Instant> tagged,
                                 std::span<const Duration> spans, const ZoneRules& zone);

}  // namespace sop
