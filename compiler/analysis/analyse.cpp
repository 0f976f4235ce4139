#include "compiler/analysis/analyse.h"

#include "compiler/analysis/arms.h"
#include "compiler/analysis/contradictions.h"
#include "compiler/analysis/divisions.h"
#include "compiler/analysis/undoing.h"

namespace sop {

void analyse(const Subject& subject) {
  Reasoning reasoning(subject);
  find_contradictions(reasoning);  // first: what it tells is a cause of what the others would find
  check_arms(reasoning);
  check_divisions(reasoning);
  check_undoing(reasoning);
  check_only_if(reasoning);
}

}  // namespace sop
