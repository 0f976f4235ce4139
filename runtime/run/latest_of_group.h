// Who holds several tags of a group that no condition decides has the one that was given last (semantics C6): the input
// `tags` may show her several. Of one instant, and where none is known, it is the arm that stands first.
#pragma once

#include <functional>
#include <vector>

#include "runtime/run/memory.h"

namespace sop {

bool holds_one_tag(const Fact* fact);

// Each tag of such a group ends where the next one begins; its source is then that one's. `before`: rows of tags that
// are in `now` with a later row.
void keep_latest_of_groups(const Program& program, const TextPool& pool,
                           const std::function<const Fact*(const StoredTag&)>& declared, std::vector<StoredTag>& now,
                           std::vector<StoredTag>& before);

// The tags of staff members: of one group, one of each person's.
void keep_latest_of_persons(const Program& program, const TextPool& pool, std::vector<TagHolding>& holdings);

}  // namespace sop
