// The list of passes, in the order they run.
#include <utility>

#include "compiler/passes/passes.h"

namespace sop {

Program run_passes(Program program) {
  program = canonical_atoms(program);
  program = fold(program);
  program = canonical_atoms(program);
  return name_definitions(drop_unread(program));
}

}  // namespace sop
