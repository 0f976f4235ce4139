// The tables of a state file, and the way from each older version to this one: PRAGMA user_version says how many steps
// of the way a file has gone. A step is never edited once a version with it was released; a change of the tables is a
// new step at the end.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "runtime/store/sqlite.h"

namespace sop {

// steps[n] makes version n + 1 of version n.
std::span<const char* const> schema_steps();

// Creates the tables in a new file, migrates an older one, within the transaction that is open; what is wrong with a
// file that is not ours, or too new.
std::optional<std::string> bring_up_to_date(Database& database, std::span<const char* const> steps = schema_steps());

int version_of(Database& database);

}  // namespace sop
