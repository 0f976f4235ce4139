// Actions of journeys and rules at one instant (semantics D9 to D11, E2): in what order they contend, whether hours,
// guards, holdouts and caps let them through, and what is written of each.
#pragma once

#include "runtime/journeys/world.h"
#include "runtime/run/request.h"

namespace sop {

struct Acting {
  std::vector<Instance*> instances;  // each at an action
  std::vector<const Request*> requests;
  std::vector<HeldContact> held;  // due to be judged again
};

// Judges all of them; instances go on from their step or wait at it. Held contacts that must wait again are kept in
// the world.
void act(World& world, Acting acting);

}  // namespace sop
