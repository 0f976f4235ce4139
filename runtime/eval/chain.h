// Chains of events: the instants that one link has reached, kept for the link after it (sequence(a then b up to d)).
#pragma once

#include "runtime/eval/fold.h"
#include "runtime/eval/reached.h"

namespace sop {

// Of the selected rows those that continue `before`: later than one of its instants, and at most `up_to` (a packed
// duration; null: any time) after it. The bitmap `out` has room for all rows of the block.
const Word* continuing_rows(const FoldInput& in, const ReachedInstants& before, const std::int64_t* up_to,
                            const OpContext& context, std::size_t rows, Word* out);

// Appends the instants of the selected rows for the frame rows first .. last.
void keep_instants(const FoldInput& in, ReachedInstants& reached);

}  // namespace sop
