// Comparisons as cuts on the lines of variables: which variable a value is, moved by how much, and where on its line
// the answer changes. Part of the translation of conditions (translate.h).
#pragma once

#include "compiler/analysis/translate.h"

namespace sop {

// A value of its own, not made of others.
bool looked_into(InstKind kind);

// Does a comparison hold of two values in this order: -1, 0 or 1?
inline bool holds(Builtin builtin, int order) {
  return builtin == Builtin::equal ? order == 0 : builtin == Builtin::less ? order < 0 : order <= 0;
}

class Comparisons {
 public:
  explicit Comparisons(Translator& translator) : t_(translator), program_(translator.program_) {}

  FormulaId of(InstId condition);  // a `call` or `in_set` that is a condition
  FormulaId with_constant(Builtin builtin, InstId value, const Constant& constant);
  FormulaId days_ahead_at_most(InstId date, std::int64_t days);  // negative: so long ago at least

 private:
  FormulaId compared(Builtin builtin, InstId left, InstId right, InstId whole);
  FormulaId leaves(Builtin builtin, InstId left, InstId right, InstId whole);
  FormulaId dates(Builtin builtin, InstId left, InstId right, InstId whole);
  FormulaId instants(Builtin builtin, InstId left, InstId right, InstId whole);
  FormulaId texts(Builtin builtin, InstId left, InstId right, InstId whole);
  FormulaId truths(InstId left, InstId right);
  FormulaId difference(Builtin builtin, const Seen& left, const Seen& right, InstId whole);
  FormulaId against(Builtin builtin, InstId value, const Constant& constant, bool turned, InstId whole);
  FormulaId whole_against(Builtin builtin, const Seen& seen, const Constant& constant, bool turned);
  FormulaId real_against(Builtin builtin, VariableId variable, double constant, bool turned);
  FormulaId hours_against(Builtin builtin, InstId since, double hours, bool turned, InstId whole);
  FormulaId cut_against(Builtin builtin, const Seen& seen, const Cut& cut, bool turned, InstId whole);
  FormulaId text_test(InstId id);
  FormulaId member(InstId id, InstId value);

  std::optional<Seen> number(InstId value, int depth);
  std::optional<Seen> number_of_call(InstId value, int depth);
  std::optional<Seen> subtracted(InstId value, int depth);
  std::optional<Seen> day(InstId value, int depth);
  std::optional<Seen> instant(InstId value, int depth);
  Seen unmoved(InstId value, Line line, bool opaque = false);
  std::optional<Constant> constant(InstId value) const;
  FormulaId below(VariableId variable, const Cut& cut);
  FormulaId both_known(InstId left, InstId right, FormulaId holds);

  Translator& t_;
  const Program& program_;
};

}  // namespace sop
