#include "runtime/daily/apart.h"

#include <algorithm>

#include "runtime/journeys/timeline.h"

namespace sop {
namespace {

// A lookup with a key may lead to another customer's row.
bool asks_another(const Program& program, const Inst& inst) {
  if (inst.kind == InstKind::customer_aggregate) return true;
  if (inst.kind != InstKind::lookup && inst.kind != InstKind::pick_row) return false;
  if (inst.kind == InstKind::pick_row)
    return program.aggregates[static_cast<std::size_t>(inst.a)].input == program.population;
  return inst.args_count > 0 && program.inputs[static_cast<std::size_t>(inst.a)].kind != InputKind::lookup;
}

}  // namespace

std::optional<NotApart> not_apart(const Program& program, const Dataset& dataset) {
  if (needs_timeline(program)) return NotApart::contacts;
  if (!program.populations.empty()) return NotApart::population;
  if (std::ranges::any_of(program.insts, [&](const Inst& inst) { return asks_another(program, inst); }))
    return NotApart::everybody;
  if (!program.reports.empty() || !program.funnels.empty()) return NotApart::reports;
  if (!dataset.tags.empty() || !dataset.tag_locks.empty()) return NotApart::tags_given;
  if (program.identity.exists()) return NotApart::identity;
  return std::nullopt;
}

}  // namespace sop
