// The contacts a customer has had, as caps count them.
#pragma once

#include "runtime/contacts/cap_ledger.h"
#include "runtime/journeys/world.h"

namespace sop {

// Made from what was done when it is first asked for; contacts that are written now are added by the caller.
ContactLog& contact_log(World& world, std::uint32_t customer);

}  // namespace sop
