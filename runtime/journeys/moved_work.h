// When a member of staff leaves, her open tasks, and messages she was to send, go to whom the role names then
// (semantics D11). They are known to be left behind when the relay says `staff_left`, or from the day or instant on at
// which the staff table says she has left; not a message that a relay has taken and not told of. What is moved is a new
// action with an identity of its own, made from that of the old one, so that nothing is moved twice.
#pragma once

#include "runtime/journeys/world.h"

namespace sop {

// Are there tasks for people of a table that says when they left?
bool may_leave_work(const Program& program);

// When the people of the staff tables left, by id; only those who have left by the run's instant. Empty where nothing
// can move.
std::map<std::string, Micros> leavings(const World& world);

// Somebody left so shortly ago that open tasks of anybody may have to move.
bool may_move(const World& world);

// If she who has the task leaves, it is left behind at that instant: told like any outcome. Of a deed of this run with
// the instant at which it was handed out.
void expect_leaving(World& world, std::uint32_t deed, Micros handed_out);
void expect_leavings_of_earlier_deeds(World& world);

// What was left behind at the instant goes to somebody else; anything?
bool move_work(World& world, std::uint32_t customer, Micros at);

// The identity of what takes the place of an effect.
std::string moved_id(const std::string& effect_id);

}  // namespace sop
