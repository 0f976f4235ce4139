// Under an identity a step may have been done for a customer while she was known by the id of another account: its
// effect id is hers all the same, and it is not done again (semantics E8).
#pragma once

#include <initializer_list>
#include <map>
#include <string>
#include <vector>

#include "runtime/journeys/world.h"

namespace sop {

// The ids a customer has besides the one she is known by; empty where the program has no identity.
std::map<std::uint32_t, std::vector<std::string>> other_accounts(const Program& program, const Dataset& dataset);

// Was this step of this round done, or an equal one under another id of hers?
bool was_done_for_another_account(const World& world, const Instance& who, const std::string& step);

}  // namespace sop
