// Locks on derived tags (semantics C6, C7): a locked tag is not held, whatever its condition says, and a locked winning
// arm gives no tag of its group. A lock stands among the holdings of a dataset under a name of its own; a program that
// meets one is rewritten so that its facts ask for it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/ir/program.h"
#include "runtime/table/text_pool.h"

namespace sop {

// The name under which the lock on a tag is held. No file's tag is called like that.
std::string lock_name(std::string_view group, std::string_view tag);
bool is_lock_name(std::string_view tag);

// The program whose derived tags mind the locks that this pool knows; nothing where there are none. Facts, rules,
// histories, populations and probes keep their places.
std::optional<Program> with_locks(const Program& program, const TextPool& pool);

// A root that `with_locks` made, taken apart.
struct LockedRoot {
  InstId inner;               // what it was
  std::vector<InstId> locks;  // `has_tag` of the locks: of the tag, or of members of the group
};
std::optional<LockedRoot> locked_root(const Program& program, InstId root);

}  // namespace sop
