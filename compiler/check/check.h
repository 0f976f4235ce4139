// Names, types, missing-awareness: parsed files in, a typed Program out. The public face of the phase; how it is done
// stands in checker.h.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/ir/program.h"
#include "compiler/ir/test_suite.h"
#include "compiler/names/symbols.h"
#include "stdlib/time/zone.h"

namespace sop {

// The zone rules of a project, or nothing when there is no zone of that name.
using ZoneLookup = std::optional<ZoneRules> (*)(const std::string& name);

struct CheckOptions {
  ZoneLookup zone = nullptr;
  std::vector<Input> inferred;  // section 2.0: inputs taken from the data given
  std::vector<Enumeration> inferred_enumerations;
};

// The program is complete only when no error was reported. `suite`: where the `test` blocks go; null: they are checked
// and left out.
Program check(const ParsedProgram& parsed, const CheckOptions& options, Diagnostics& diagnostics,
              TestSuite* suite = nullptr);

}  // namespace sop
