// What else the values of hers that a condition hangs on could be, where there is no more and no less: the other
// members, the opposite, another text, missing.
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
  bool derived = false;             // of a fact that follows from others: told where none of those alone is enough
};

std::vector<Change> changes_to_try(const Program& program, const Snapshot& at, const Phrases& phrases,
                                   const std::vector<InstId>& asked);

// How much of a change it is to another value of what can be more or less.
double size_of_change(const Program& program, InstId what, const std::optional<KnownValue>& now, const KnownValue& to);

}  // namespace sop
