// Which values of hers a condition hangs on, and what else they could be: the edges they are compared with and their
// neighbours, the other members, the opposite, missing.
#pragma once

#include "runtime/explain/explainer.h"

namespace sop {

enum class ChangeKind : std::uint8_t {
  value,    // this value
  above,    // more than this: the next number
  below,    // less than this
  known,    // any value
  unknown,  // missing
  other,    // any other text
  holds,    // a condition that does not
  fails,
};

struct Change {
  InstId what;  // in the frame
  ChangeKind kind = ChangeKind::value;
  std::optional<KnownValue> to;     // what is tried
  std::optional<KnownValue> shown;  // above, below: the edge
  double size = 0;                  // relative to what it is; the smallest is told
};

// `without_her`: places as they would be if she were not counted, or none.
std::vector<Change> changes_to_try(const Program& program, const Snapshot& at, const Phrases& phrases,
                                   const ZoneRules& zone, const std::vector<InstId>& asked, const Edges* without_her);

}  // namespace sop
