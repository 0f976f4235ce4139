// How fresh the inputs of a run are (semantics E9).
#pragma once

#include <string>
#include <vector>

#include "runtime/run/run.h"

namespace sop {

// Of the event streams that were given, the one whose latest visible event is oldest.
struct Watermark {
  std::string input;  // empty: no stream was given
  Micros at = no_instant;
};

// The latest visible event of each input; `no_instant` where there is none, or where it is no stream of the outside.
std::vector<Micros> latest_events(const Program& program, const Dataset& dataset, Micros as_of);
Watermark lowest_of(const Program& program, const std::vector<Micros>& latest);

Watermark watermark_of(const Program& program, const Dataset& dataset, Micros as_of);

// Older than the project's `max_staleness` allows: contacts are held until the inputs are fresh.
bool is_stale(const Program& program, const Watermark& watermark, Micros as_of, const ZoneRules& zone);

}  // namespace sop
