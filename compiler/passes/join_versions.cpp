#include "compiler/passes/join_versions.h"

#include "compiler/passes/joining.h"

namespace sop {

Program join_versions(const Program& now, std::span<const OlderJourney> older) {
  Program out = now;
  for (const OlderJourney& one : older) Joining(out, *one.program).add_retired(one.journey);
  return out;
}

}  // namespace sop
