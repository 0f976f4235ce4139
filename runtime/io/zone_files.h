// Zone rules from the machine's zone database, as a finished value. The only place that asks for the database;
// everything after it reads the ZoneRules. No clock is read here.
#pragma once

#include <optional>
#include <string_view>

#include "stdlib/time/zone.h"

namespace sop {

// The offsets of an IANA zone ("Asia/Shanghai") from 1900 to 2100, with the database's version.
// Nothing: no such zone, or no database.
std::optional<ZoneRules> load_zone(std::string_view name);

}  // namespace sop
