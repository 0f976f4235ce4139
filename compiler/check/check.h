// Names, types, missing-awareness: parsed files in, a typed Program out. The public face of the phase; how it is done
// stands in checker.h.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "compiler/check/module_bodies.h"
#include "compiler/check/places.h"
#include "compiler/ir/program.h"
#include "compiler/ir/test_suite.h"
#include "compiler/names/symbols.h"
#include "compiler/source/profile.h"
#include "stdlib/time/zone.h"

namespace sop {

// The zone rules of a project, or nothing when there is no zone of that name.
using ZoneLookup = std::function<std::optional<ZoneRules>(const std::string& name)>;

enum class LintLevel : std::uint8_t { deny, warn, allow };

struct CheckOptions {
  ZoneLookup zone;
  std::vector<Input> inferred;  // section 2.0: inputs taken from the data given
  std::vector<Enumeration> inferred_enumerations;
  std::vector<std::pair<std::string, LintLevel>> levels;  // of the command line: code, level
  std::optional<Days> today;                              // `allow … until d` ends; none: it never does
  Profile* profile = nullptr;                             // whom to tell where the time goes; null: nobody
};

// The program is complete only when no error was reported; what it holds is sound in any case. `suite`: where the
// `test` blocks go; null: they are checked and left out. `places`: filled with where its expressions stand; `bodies`: with
// what its modules become.
Program check(const ParsedProgram& parsed, const CheckOptions& options, Diagnostics& diagnostics,
              TestSuite* suite = nullptr, Places* places = nullptr, ModuleBodies* bodies = nullptr);

}  // namespace sop
