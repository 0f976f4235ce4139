// The action of the program behind something that was done, and until when it is worth doing.
#pragma once

#include <optional>

#include "runtime/journeys/world.h"

namespace sop {

struct DeedAction {
  std::uint32_t source = 0, index = 0;  // as in ActionRow
  std::int32_t variant = -1;
  const Action* action = nullptr;
};

// None: the program no longer has it.
std::optional<DeedAction> action_behind(const Program& program, const Deed& deed);

// 24:00 of the day after it is due, unless the action says otherwise (semantics E5).
Micros expiry_of(const World& world, const Deed& deed);

}  // namespace sop
