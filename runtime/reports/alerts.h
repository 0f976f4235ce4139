// The alerts of a run (language.md 2.9): where the condition holds for the last complete period, what is done, once per
// group and period and not again before it was false. Without a memory all that is true now speaks.
#pragma once

#include <span>

#include "runtime/run/run.h"
#include "runtime/table/strangers.h"

namespace sop {

struct AlertsFound {
  std::vector<OutboxRow> rows;
  AlertMemory memory;
  bool pauses = false;  // something that was not paused before
};

AlertsFound find_alerts(const Program& program, const Dataset& dataset, std::span<const Strangers> strangers,
                        const RunOptions& options, const RunContext& context,
                        std::map<std::uint32_t, IssueCount>& issues);

bool has_alerts(const Program& program);
bool may_pause(const Program& program);

}  // namespace sop
