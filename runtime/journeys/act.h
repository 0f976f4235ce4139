// Actions of journeys and rules at one instant (semantics D9 to D11, E2): in what order they contend, whether hours,
// guards, holdouts and caps let them through, and what is written of each.
#pragma once

#include <set>
#include <utility>

#include "runtime/journeys/world.h"
#include "runtime/run/request.h"

namespace sop {

struct Acting {
  std::vector<Instance*> instances;  // each at an action
  std::vector<const Request*> requests;
  std::vector<HeldContact> held;  // due to be judged again
};

// What was done at an instant so far: customers and sources.
struct DoneNow {
  std::set<std::pair<std::uint32_t, std::uint32_t>> granted, any;
};

// Judges them in their order; instances go on from their step or wait at it. Held contacts that must wait again are
// kept in the world. Where somebody goes on to what may contend at this instant, too, what comes later of hers is
// returned: it is judged when that has been found out. Instances stay at their step until then.
Acting act(World& world, Acting acting, DoneNow& done);

}  // namespace sop
