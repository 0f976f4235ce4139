// A run's journeys, instant by instant (semantics D4, D7): every customer goes through her own instants in time order,
// all customers that have one left go together, so that conditions are evaluated for many at once. The work follows
// what is due: who has nothing due and no event takes no part.
#pragma once

#include <memory>

#include "runtime/journeys/act.h"
#include "runtime/run/late.h"

namespace sop {

// Is the program more than facts and rules whose actions nothing holds back?
bool needs_timeline(const Program& program);

class Timeline {
 public:
  Timeline(const Program& program, Dataset& dataset, TagBook& tags, EdgeBook& edges, const LateEvents& late,
           const RunOptions& options, const RunContext& context, RunResult& result);
  ~Timeline();

  // Rules that depend on what journeys and rules do are decided here, in their instants' order.
  bool decides(std::uint32_t rule) const;
  // A rule that is decided elsewhere, and sets a tag that is set here too.
  bool shares_tags(std::uint32_t rule) const;
  // Actions that rules ask for at their triggers' instants.
  void take(std::vector<Request> requests);
  // Everything before the run's own instant; then at it, with the actions of rules on state.
  void run();
  void finish(std::vector<Request> more);
  JourneyMemory memory() const;
  // Outcomes that this run held, for the next one to tell late ones by; none where nothing asks for outcomes.
  std::optional<SeenEvents> seen_results() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sop
