// What the analysis reads of modules: every body as a `use` reads it, and alone with its parameters as declared. The
// places of a body are its own, because two uses make different instructions of the same words.
#pragma once

#include <string>
#include <vector>

#include "compiler/check/places.h"
#include "compiler/ir/program.h"
#include "compiler/syntax/tree.h"

namespace sop {

struct ModuleBody {
  Node module, use;           // no use: alone
  std::string scope;          // "v30.": before the names of its facts
  std::vector<InstId> given;  // what the use passes for values
  Places places;
};

struct ModuleBodies {
  std::vector<ModuleBody> used;  // of the program itself, in the order of the uses
  std::vector<ModuleBody> alone;
  Program program_alone;  // what `alone` is about; without a body where something in one was wrong
};

}  // namespace sop
