#include "compiler/check/of_each_customer.h"

namespace sop {

std::optional<InstId> OfEachCustomer::first_in(InstId id) const {
  const Inst& inst = program_.at(id);
  if (inst.kind == InstKind::event_aggregate || inst.kind == InstKind::customer_aggregate) return std::nullopt;
  if (inst.kind == InstKind::fact || program_.args_of(id).empty()) {
    std::set<InstId> seen;
    return is_hers(id, seen) ? std::optional(id) : std::nullopt;
  }
  for (const InstId arg : program_.args_of(id))
    if (const auto found = first_in(arg)) return found;
  return std::nullopt;
}

bool OfEachCustomer::is_hers(InstId id, std::set<InstId>& seen) const {
  if (!seen.insert(id).second) return false;
  const Inst& inst = program_.at(id);
  switch (inst.kind) {
    case InstKind::column:  // else of a module's parameter, which is one value
      return program_.population.exists() && inst.a == program_.population.value;
    case InstKind::lookup:
    case InstKind::has_tag:
    case InstKind::history:
    case InstKind::event_aggregate:
    case InstKind::population: return true;
    case InstKind::fact: return is_hers(program_.facts[static_cast<std::size_t>(inst.a)].root, seen);
    default:
      for (const InstId arg : program_.args_of(id))
        if (is_hers(arg, seen)) return true;
      return false;
  }
}

}  // namespace sop
