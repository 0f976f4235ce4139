// The action of the program behind something that was done.
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

}  // namespace sop
