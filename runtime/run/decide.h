// Rules with triggers: each is decided at the instants of its events or of the clock, in time order. Rules that see
// each other's tags are decided together, instant by instant of each customer; all others in one sweep. `edges`: what
// population functions are asked of.
#pragma once

#include <span>

#include "runtime/eval/edges.h"
#include "runtime/run/late.h"
#include "runtime/run/run.h"
#include "runtime/run/tag_book.h"

namespace sop {

// `rules` that depend on each other (or one alone); `stepwise`: some of them reads what some of them writes.
void decide(const Program& program, Dataset& dataset, std::span<const std::uint32_t> rules, bool stepwise,
            TagBook& tags, const RunOptions& options, const RunContext& context, EdgeBook& edges,
            const LateEvents& late, RunResult& result);

// The instants of one trigger that this run has to decide.
Frame undecided(const Program& program, const Dataset& dataset, std::uint32_t rule, const Trigger& trigger,
                const RunOptions& options, const RunContext& context, const LateEvents& late, RunResult& result);

// A rule at instants of its triggers, each customer's own.
struct AskedRule {
  const Trigger* trigger = nullptr;
  Frame frame;
};
void decide_now(const Program& program, Dataset& dataset, std::uint32_t rule, std::vector<AskedRule> asked,
                TagBook& tags, const RunOptions& options, const RunContext& context, EdgeBook& edges,
                const LateEvents& late, RunResult& result);

}  // namespace sop
