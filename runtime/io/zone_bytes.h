// Zone rules from the bytes of a compiled zone file (RFC 9636): one of the machine's database (zone_files.h), or what a
// host hands over.
#pragma once

#include <optional>
#include <string_view>

#include "stdlib/time/zone.h"

namespace sop {

// From 1900 to 2100. Nothing: these bytes are no zone file, or a damaged one.
std::optional<ZoneRules> zone_from_bytes(std::string_view bytes, std::string_view name, std::string_view version);

}  // namespace sop
