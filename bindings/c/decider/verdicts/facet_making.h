// From one instruction to the facet it is.
#pragma once

#include <map>

#include "bindings/c/decider/verdicts/clauses.h"

namespace sop::embed {

class FacetMaking {
 public:
  explicit FacetMaking(const PlannedInsts& planned) : planned_(planned) {}

  // The instruction that has this one's value: behind facts and derived columns.
  InstId behind(InstId id) const;

  // A comparison, a list, a missing value; what is none of these is true or not.
  std::uint32_t facet_of(InstId id);
  std::uint32_t truth_of(InstId id);
  // Of facets of one subject.
  std::uint32_t joined(FacetKind kind, std::vector<Literal> parts);

  std::uint32_t subject_of(std::uint32_t facet) const { return facets_.all[facet].subject; }
  Facets& facets() { return facets_; }

 private:
  std::uint32_t subject(InstId value);
  std::uint32_t add(Facet facet);
  std::optional<std::uint32_t> comparison(const Inst& inst, InstId first, InstId second);
  std::optional<std::uint32_t> with_constant(const Inst& inst, InstId value, InstId constant, bool constant_first);
  std::optional<std::uint32_t> with_day(const Inst& inst, InstId value, InstId bound, bool bound_first);
  std::optional<std::uint32_t> in_set(const Inst& inst, InstId value);
  bool is_constant(InstId id) const { return planned_.program.at(id).kind == InstKind::constant; }
  bool is_same_all_day(InstId id) const;

  const PlannedInsts& planned_;
  Facets facets_;
  std::map<InstId, std::uint32_t> subjects_;
};

}  // namespace sop::embed
