// One step of a fact with memory: what was held, and what is true at the next instant, give what is held now. Pure;
// semantics C4 (crossings), C5 (tiers), C7 (`until`, `once`, `ttl`).
#pragma once

#include "compiler/ir/program.h"
#include "runtime/run/memory.h"
#include "stdlib/time/zone.h"

namespace sop {

// What is true at one instant.
struct Moment {
  Micros at = 0;
  std::int32_t value = no_value;  // the condition as 0 or 1, or the arms' level
  bool release = false;
  double score = 0;  // crossing
  bool scored = false;
};

struct RememberRules {
  MemoryKind kind = MemoryKind::plain;
  bool boolean = true;
  std::int64_t span = 0;  // packed duration
  double threshold = 0, rearm = 0;
};

RememberRules remember_rules(const Program& program, const History& history);

// The state after the moment. Of a crossing `value` is 1 exactly when it fires.
HeldState remember(const RememberRules& rules, HeldState before, const Moment& now, const ZoneRules& zone);

}  // namespace sop
