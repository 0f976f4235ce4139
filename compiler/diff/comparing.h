// Conditions of two versions against each other, by the solver of the checker.
#pragma once

#include "compiler/analysis/subject.h"
#include "compiler/diff/program_diff.h"
#include "compiler/solver/layers.h"

namespace sop {

class Comparing {
 public:
  // `subject`: the program that holds both versions' instructions.
  // `parted`: per instruction, whether a customer shown by its value may be impossible.
  Comparing(const Subject& subject, AnalysisDepth depth, std::vector<char> parted = {})
      : subject_(subject), translator_(subject.program), layers_(translator_, depth), parted_(std::move(parted)) {}

  // A condition that does not exist holds for everybody.
  ConditionDiff conditions(InstId old, InstId now);
  // Whose value is this member of an enumeration?
  ConditionDiff members(InstId old, InstId now, std::int64_t member);
  ConditionDiff formulas(FormulaId old, FormulaId now);
  // True where one of them is.
  ConditionDiff any_of(const std::vector<FormulaId>& old, const std::vector<FormulaId>& now) {
    return formulas(translator_.formulas().any(old), translator_.formulas().any(now));
  }

  FormulaId of(InstId condition) {
    return condition.exists() ? translator_.of(condition) : translator_.formulas().truth(true);
  }
  bool solver_absent() const { return layers_.solver_absent(); }
  FormulaId is_member(InstId value, std::int64_t member) { return translator_.equals(value, member); }

 private:
  Answer ask(FormulaId holds, FormulaId fails);
  std::vector<FormulaId> implications(FormulaId old, FormulaId now);
  std::vector<InstId> places_and_chains(FormulaId formula);
  bool in_doubt(InstId value) const {
    return value.exists() && value.index() < parted_.size() && parted_[value.index()] != 0;
  }
  std::optional<DifferingCustomer> customer(const Answer& answer) const;

  const Subject& subject_;
  Translator translator_;
  Layers layers_;
  std::vector<char> parted_;
  std::vector<FormulaId> implications_;  // of what is being compared
};

// Nothing differs, and that is proven.
inline bool is_equal(const ConditionDiff& diff) { return diff.relation == Relation::equal && diff.certain; }
DiffChange change_of(const ConditionDiff& diff);

}  // namespace sop
