// The second layer of the analysis: what boxes and customers written down leave open is asked of a solver for linear
// arithmetic (Z3). A "no" is a proof; a customer it shows is one to be tried, nobody is told of her before
// (compiler/confirm). Limits are counts, so that verdicts repeat. Where the library is absent nothing is decided here.
#pragma once

#include <memory>
#include <string>

#include "compiler/analysis/solve.h"

namespace sop {

class SecondLayer {
 public:
  explicit SecondLayer(Translator& translator, effort::Solving limits = effort::solving);
  ~SecondLayer();

  // `no`, `perhaps` with her values, or `undecided`.
  Answer ask(FormulaId asked);

  // What it took so far, in the solver's own count.
  std::int64_t spent() const;

 private:
  struct Session;
  Translator& translator_;
  effort::Solving limits_;
  std::unique_ptr<Session> session_;
};

// "Z3 4.8.12"; empty: it is not there.
std::string solver_version();

// From now on as if the machine had none; before the first question.
void do_without_solver();

}  // namespace sop
