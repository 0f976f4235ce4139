// More messages than a cap lets through (S3026): the most that one rule or journey can send a customer by itself within
// the cap's window (semantics D12), with a calendar that reaches it. What several send together is another finding
// (messages_together.h); what comes on top by chance is shown by `check --cost`.
#pragma once

#include <set>
#include <utility>

#include "compiler/analysis/reasoning.h"

namespace sop {

// Whose own messages are more than which cap lets through: by the places of rule or journey, and cap.
using AloneOver = std::set<std::pair<Span, Span>>;

// Does it drop messages of everybody? What is deferred goes out, and a cap with a `where` is tighter on purpose.
bool may_drop(const Cap& cap);

AloneOver check_over_messaging(Reasoning& reasoning);

}  // namespace sop
