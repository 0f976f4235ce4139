// The histories of a program, in dependency order: what each fact with memory was from instant to instant. They become
// part of the dataset - values by instant, and the streams of changes - so that everything after reads them as data.
// `edges`: what population functions are asked of.
#pragma once

#include <span>

#include "runtime/eval/edges.h"
#include "runtime/run/run.h"

namespace sop {

// Fills dataset.histories[h] and the stream of its changes, and the memory after this run.
void run_history(const Program& program, Dataset& dataset, std::uint32_t history, const RunOptions& options,
                 const RunContext& context, EdgeBook& edges, RunResult& result);

// Once more for these customers, ascending, after something they read was done in this run.
void retell_history(const Program& program, Dataset& dataset, std::uint32_t history,
                    std::span<const std::uint32_t> customers, const RunOptions& options, const RunContext& context,
                    EdgeBook& edges, RunResult& result);

}  // namespace sop
