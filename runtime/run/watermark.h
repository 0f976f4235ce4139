// How fresh the inputs of a run are (semantics E9).
#pragma once

#include <string>

#include "runtime/run/run.h"

namespace sop {

// Of the event streams that were given, the one whose latest visible event is oldest.
struct Watermark {
  std::string input;  // empty: no stream was given
  Micros at = no_instant;
};

Watermark watermark_of(const Program& program, const Dataset& dataset, Micros as_of);

// Older than the project's `max_staleness` allows: contacts are held until the inputs are fresh.
bool is_stale(const Program& program, const Watermark& watermark, Micros as_of, const ZoneRules& zone);

}  // namespace sop
