// What a program reads and gives, as JSON for hosts (docs/embedding.md).
#pragma once

#include <string>

#include "compiler/ir/program.h"
#include "stdlib/time/zone.h"

namespace sop::embed {

std::string schema_json(const Program& program, const ZoneRules& zone);

}  // namespace sop::embed
