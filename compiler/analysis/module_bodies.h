// What can be proven about the bodies of modules, told once at the place in the module: what no use can change, what
// is so for one `use`, and of a module that nobody uses what its parameters as declared allow.
#pragma once

#include "compiler/analysis/reasoning.h"
#include "compiler/check/module_bodies.h"

namespace sop {

void check_module_bodies(Reasoning& reasoning, const ModuleBodies& bodies, AnalysisDepth depth);

}  // namespace sop
