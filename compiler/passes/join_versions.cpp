#include "compiler/passes/join_versions.h"

#include "compiler/passes/joining.h"

namespace sop {

std::expected<Program, UnreadableVersion> join_versions(const Program& now, std::span<const OlderJourney> older) {
  Program out = now;
  for (const OlderJourney& one : older) {
    Joining joining(out, *one.program);
    joining.add_retired(one.journey);
    if (!joining.unreadable().empty())
      return std::unexpected(UnreadableVersion{one.program->journeys[one.journey].name, *joining.unreadable().begin()});
  }
  return out;
}

}  // namespace sop
