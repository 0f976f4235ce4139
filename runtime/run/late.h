// Events that an earlier run of this store did not hold although their time had come (semantics D5). Up to the stream's
// `lateness` triggers, waits, goals and exits still see them, at their own time; facts always do.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "runtime/run/run.h"

namespace sop {

// What an event, or whatever else comes from outside, is known by in SeenEvents.
std::uint64_t seen_name(std::string_view text);

class LateEvents {
 public:
  LateEvents() = default;
  LateEvents(const Program& program, const Dataset& dataset, const RunOptions& options, const RunContext& context);

  // Rows of the stream, in order.
  const std::vector<std::uint32_t>& rows_of(InputId stream) const;
  // Rows that are new by their time and were decided before it was corrected: nothing starts a second time.
  const std::set<std::uint32_t>& decided_of(InputId stream) const;
  // What the next run must know of the events this one held.
  std::map<std::string, SeenEvents> seen() const { return seen_; }

 private:
  std::map<std::int32_t, std::vector<std::uint32_t>> rows_;
  std::map<std::int32_t, std::set<std::uint32_t>> decided_;
  std::map<std::string, SeenEvents> seen_;
};

// Whose these events of a stream are, of those that the data still holds.
std::map<std::uint64_t, std::uint32_t> owners_of_events(const Program& program, const Dataset& dataset,
                                                        const std::string& stream, const SeenEvents& events);

// Adds late events of a trigger to its frame, each in its place, and takes out what was decided before.
void add_late(const Dataset& dataset, const LateEvents& late, InputId stream, Micros after, Frame& frame);

}  // namespace sop
