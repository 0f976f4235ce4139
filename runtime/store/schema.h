// The tables of a state file, and the way from each older version to this one.
#pragma once

#include <optional>
#include <string>

#include "runtime/store/sqlite.h"

namespace sop {

constexpr int schema_version = 1;

// Creates the tables in a new file, migrates an older one; what is wrong with a file that is not ours, or too new.
std::optional<std::string> bring_up_to_date(Database& database);

}  // namespace sop
