// Is a formula true of a tried customer? Each thing it asks is evaluated as the program says it.
#pragma once

#include "compiler/analysis/translate.h"
#include "compiler/confirm/evaluate.h"

namespace sop::trial {

// A value on the line of a variable; nothing: it is missing there, or that is not sure.
struct OnLine {
  bool known = false;
  std::int64_t whole = 0;
  double real = 0;
  HeldText text;
};
OnLine on_line(const Translator& translator, const Variable& variable, const Tried& tried, Evaluation& evaluation);

class FormulaTruth {
 public:
  FormulaTruth(Translator& translator, const Tried& tried, Domain rows)
      : t_(translator), tried_(tried), evaluation_(translator.program(), tried, rows) {}

  // She has been changed.
  void start_over() { evaluation_.start_over(); }
  // Surely true: nothing it came to on the way was unsure.
  bool holds(FormulaId id);

 private:
  bool of(FormulaId id);
  bool atom(const Atom& asked);

  Translator& t_;
  const Tried& tried_;
  Evaluation evaluation_;
  Remembered<FormulaId, char> known_;
};

}  // namespace sop::trial
