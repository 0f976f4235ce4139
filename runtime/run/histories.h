// The histories of a program, in dependency order: what each fact with memory was from instant to instant. They become
// part of the dataset - values by instant, and the streams of changes - so that everything after reads them as data.
// `edges`: what population functions are asked of.
#pragma once

#include <map>
#include <set>
#include <span>

#include "runtime/eval/edges.h"
#include "runtime/run/late.h"
#include "runtime/run/run.h"

namespace sop {

// Fills dataset.histories[h] and the stream of its changes, and the memory after this run.
void run_history(const Program& program, Dataset& dataset, std::uint32_t history, const RunOptions& options,
                 const RunContext& context, EdgeBook& edges, const LateEvents& late, RunResult& result);

// Of what nobody reads the changes of, those are kept that something late may still be of before.
void forget_changes(const Program& program, Micros as_of, std::vector<ChangeRow>& changes);

// Once more for these customers, ascending, after something they read was done in this run. What was done at an instant
// before the run's first one, by a verdict or an event that came late, is told of that instant: by customer.
using PastInstants = std::map<std::uint32_t, std::set<Micros>>;
struct Retold {
  std::uint32_t customer = 0;
  std::vector<Micros> heard;  // instants of which listeners have heard what was told: it stands
};
void retell_history(const Program& program, Dataset& dataset, std::uint32_t history, std::span<const Retold> customers,
                    const PastInstants& past, const RunOptions& options, const RunContext& context, EdgeBook& edges,
                    const LateEvents& late, RunResult& result);

}  // namespace sop
