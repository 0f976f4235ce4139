// One question as terms: every atom as what its value means, so that what atoms have to do with each other counts too.
#pragma once

#include <map>
#include <optional>

#include "compiler/solver/z3/values.h"

namespace sop::solver {

class Question {
 public:
  Question(Translator& translator, Values& values)
      : t_(translator), formulas_(translator.formulas()), values_(values) {}

  // Nothing: it is too long.
  std::optional<Term> meant(FormulaId root);

 private:
  Term of(FormulaId id);
  Term atom(AtomId id);
  Term read(const Atom& asked, const Variable& variable);
  Term on_line(const Atom& asked, const Meant& value, Term from);
  Term of_text(const Atom& asked, const Meant& value);
  Term member(const Atom& asked, const Meant& value);

  Translator& t_;
  const Formulas& formulas_;
  Values& values_;
  std::map<FormulaId, Term> terms_;
  std::map<AtomId, Term> atoms_;
  std::map<VariableId, Term> nobody_knows_;
};

}  // namespace sop::solver
