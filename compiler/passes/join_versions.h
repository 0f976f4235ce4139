// People in flight finish on the version they entered (semantics E6): the journeys of an older program join the present
// one, with everything their conditions read, and take nobody in any more.
#pragma once

#include <expected>
#include <span>
#include <string>

#include "compiler/ir/program.h"

namespace sop {

struct OlderJourney {
  const Program* program = nullptr;
  std::size_t journey = 0;  // index there
};

// What an older journey reads and the present program does not have any more, or has as something else.
struct UnreadableVersion {
  std::string journey, what;  // `customers.age`, or a stream
};

// What an older journey reads of the data goes by the names of inputs and columns; all of it must be there. Texts are
// the present ones: a new wording applies at once.
std::expected<Program, UnreadableVersion> join_versions(const Program& now, std::span<const OlderJourney> older);

}  // namespace sop
