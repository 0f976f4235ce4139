// Two programs on the same data: from which value to which everybody moves, fact by fact. Of lists of values (tiers,
// groups, bands, grids) who goes from which member to which; of numbers how many are higher and lower.
#pragma once

#include "runtime/plan/plan.h"

namespace sop {

struct MemberMove {
  std::string from, to;  // members; empty: none
  std::uint64_t people = 0;
};

struct FactMoves {
  FactKind kind = FactKind::attribute;
  std::string name;               // here
  std::vector<MemberMove> moves;  // of a list of values: who stays too
  // Of everything else, of those whom both have: whose value is another.
  std::uint64_t others = 0, higher = 0, lower = 0, gained = 0, lost = 0;
  std::optional<double> mean_before, mean_now;  // of numbers and money, of all whose value is known
};

// Facts that both have and whose values are alike, conditions aside. `renames`: names there to names here.
std::vector<FactMoves> moves_between(const Decided& last, const Decided& now,
                                     const std::map<std::string, std::string>& renames);

}  // namespace sop
