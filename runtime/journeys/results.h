// What became of what we did (semantics D11): outcomes that the relay wrote down or the inputs `send_results` and
// `task_results` tell, each at its own instant. `sends.outcome` and `tasks.outcome` are what was known before the
// instant that asks; whoever waits for an outcome is woken when it comes.
#pragma once

#include "runtime/journeys/world.h"

namespace sop {

// A row of `send_results` or `task_results`.
struct ToldOutcome {
  std::string_view effect;  // its id, in the dataset's pool
  std::string outcome;
  Micros at = 0;
};

// All of them that an instant knows, in the order of the inputs and their rows.
std::vector<ToldOutcome> told_outcomes(const Program& program, const Dataset& dataset, Micros as_of);

// Reads all there are; what earlier runs knew is in the deeds at once. What they did not know although its instant had
// come is late (semantics D5): it comes at its own instant.
void read_results(World& world);

// What the next run must know of the outcomes this one held, by the name they have among what was seen.
inline constexpr const char* outcomes_seen = "sends and tasks";
SeenEvents seen_results(const World& world);

// The next instant after `after` at which an outcome of hers comes.
Micros next_result(const World& world, std::uint32_t customer, Micros after);

// Outcomes that come at the instant are written into her deeds, each once; any?
bool take_results(World& world, std::uint32_t customer, Micros at);

// Does a condition on events of the stream ask for what became of them?
bool reads_outcome(const Program& program, InputId stream, InstId condition);

// An outcome came before the row's own instant: whoever asks for outcomes has heard of it then.
bool was_closed_before(const World& world, InputId stream, std::uint32_t row);

// Rows of the stream whose outcome came at the instant.
std::vector<std::uint32_t> rows_with_results(const World& world, InputId stream, std::uint32_t customer, Micros at);

}  // namespace sop
