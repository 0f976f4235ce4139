// What became of what we did (semantics D11): outcomes that the relay wrote down or the inputs `send_results` and
// `task_results` tell, each at its own instant. `sends.outcome` and `tasks.outcome` are what was known before the
// instant that asks; whoever waits for an outcome is woken when it comes.
#pragma once

#include "runtime/journeys/world.h"

namespace sop {

// Reads all there are; those of earlier runs are in the deeds at once.
void read_results(World& world);

// The next instant after `after` at which an outcome of hers comes.
Micros next_result(const World& world, std::uint32_t customer, Micros after);

// Outcomes that come at the instant are written into her deeds, each once; any?
bool take_results(World& world, std::uint32_t customer, Micros at);

// Does a condition on events of the stream ask for what became of them?
bool reads_outcome(const Program& program, InputId stream, InstId condition);

// Rows of the stream whose outcome came at the instant.
std::vector<std::uint32_t> rows_with_results(const World& world, InputId stream, std::uint32_t customer, Micros at);

}  // namespace sop
