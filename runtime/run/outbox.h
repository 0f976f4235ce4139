// An action as it leaves: every value as text, whatever table, store or relay takes it.
#pragma once

#include <string>

#include "runtime/run/memory.h"

namespace sop {

struct OutboxRow {
  std::string effect_id, customer, verb, object, source, step, channel, staff, reason, params;  // params: JSON
  Micros due_at = no_instant, expires_at = no_instant;
};

}  // namespace sop
