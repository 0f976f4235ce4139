// How much work members of staff have open (semantics D11): of several whom a role names, the one with the fewest open
// tasks does it, then the first by id (language.md 2.2). Tasks, and sends over a channel that staff works, are open
// until an outcome comes or they expire; a task that has merely reached her is open still. Within one instant those
// judged before count, too; but what one firing, or one way through a journey, asks for at one instant stays with one
// person.
#pragma once

#include <string_view>

#include "runtime/journeys/world.h"

namespace sop {

// Is there work at all, and somebody to be chosen among several? Then all people go through time together.
bool balances_work(const Program& program);

// Can the program ask anybody of the staff for anything?
bool has_work(const Program& program);

bool is_work(const Program& program, const Deed& deed);

// Would somebody still have to do it?
bool is_open_with(const Deed& deed, std::string_view outcome);

// An outcome of a deed is about to change.
void count_outcome(World& world, std::uint32_t deed, const std::string& outcome);

// `named`: whom the role names without regard to what she has to do. `frame`: one row. `whose`: the firing
// or the way through a journey that asks.
std::string least_loaded(World& world, InstId role, Frame frame, const std::string& whose, std::string named);

}  // namespace sop
