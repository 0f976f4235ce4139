// What alerts remember, in the state file: which groups they were true for, and what is paused until a person releases
// it.
#pragma once

#include <expected>

#include "runtime/run/alert_memory.h"
#include "runtime/store/sqlite.h"
#include "runtime/store/store.h"

namespace sop {

void load_alerts(Database& database, AlertMemory& memory);
void save_alerts(Database& database, const AlertMemory& before, const AlertMemory& after);

// Takes a pause away, as a person asks; ends the transaction. False: it is not paused.
std::expected<bool, StoreFault> release(Store& store, bool is_journey, const std::string& name);
std::vector<PausedThing> paused_in(Store& store);

}  // namespace sop
