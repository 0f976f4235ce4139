// Journeys and rules of a program as the worst case sees them (semantics D12): steps to paces, triggers to how often
// one customer may enter. What the paces point to belongs to the program.
#pragma once

#include "compiler/ir/program.h"
#include "runtime/contacts/pace.h"

namespace sop {

// A pace, and what its contacts are called: by step, empty for what is none.
struct NamedPace {
  Pace pace;
  std::vector<std::string> names;
};

NamedPace pace_of(const Program& program, const Journey& journey);

// A contact by itself: its kind, its hours, and how long it waits in any case.
PaceStep pace_of_contact(const Program& program, const Action& action, std::int32_t next = pace_ends);

// A rule takes its actions at once, side by side: one pace for each contact of it, or one for all where nothing (hours,
// `at`, `due`) can take them apart.
std::vector<NamedPace> paces_of(const Program& program, const Rule& rule);

}  // namespace sop
