// The layers of the analysis, in order: boxes of values (compiler/analysis/solve.h), which are fast and need nobody; a
// customer written down and evaluated (compiler/confirm) where boxes are not sure; and under `full` the second layer
// for what both leave open. What is told went through the first two; what is proven through one of boxes and solver.
#pragma once

#include <map>
#include <utility>

#include "compiler/analysis/analyse.h"
#include "compiler/analysis/solve.h"
#include "compiler/confirm/confirm.h"
#include "compiler/solver/second_layer.h"

namespace sop {

class Layers {
 public:
  Layers(Translator& translator, AnalysisDepth depth, effort::Solving limits = effort::solving);

  Answer ask(FormulaId asked, Domain rows = Domain::frame());
  // Without saying who. `perhaps` says only that nothing was proven.
  Verdict whether(FormulaId asked, Domain rows = Domain::frame());

  // Where there was something to ask it.
  bool solver_absent() const { return solver_absent_; }

 private:
  bool goes_deeper();
  Answer ask_deeper(FormulaId asked, Domain rows);
  Verdict found_out(FormulaId asked, Domain rows);

  Translator& translator_;
  Solver boxes_;
  SecondLayer second_;
  const bool deep_, settles_;  // asks a second layer; looks at whom boxes find
  bool solver_absent_ = false;
  FoundBefore before_;
  std::map<std::pair<FormulaId, Domain>, Verdict> known_;  // one condition is written in several places
  std::int64_t tries_ = effort::customers, tries_deeper_ = effort::customers;
};

}  // namespace sop
