// Terms of the solver, as short to write as what they say. They live as long as the context they are made in; a
// question counts those it makes, and beyond its share everything is one unknown.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

#include "compiler/solver/z3/library.h"
#include "stdlib/ops/exact.h"

namespace sop::solver {

using Term = Z3_ast;

class Terms {
 public:
  explicit Terms(const Library& library);
  ~Terms();
  Terms(const Terms&) = delete;
  Terms& operator=(const Terms&) = delete;

  Term truth(bool value) { return value ? true_ : false_; }
  Term whole(Int128 value);
  Term real(double value);  // exactly this double
  Term some_truth() { return unknown(booleans_); }
  Term some_whole() { return unknown(wholes_); }
  Term some_real() { return unknown(reals_); }

  Term no(Term a);
  Term all(const std::vector<Term>& parts);
  Term any(const std::vector<Term>& parts);
  Term implies(Term a, Term b) { return any({no(a), b}); }
  Term choose(Term test, Term yes, Term otherwise);
  Term equal(Term a, Term b);
  Term below(Term a, Term b);
  Term at_most(Term a, Term b);
  Term between(Term low, Term x, Term high) { return all({at_most(low, x), at_most(x, high)}); }

  Term sum(Term a, Term b);
  Term difference(Term a, Term b);
  Term product(Term constant, Term a);
  Term as_real(Term whole);
  Term rest(Term a, Term positive);      // of the quotient rounded down
  Term quotient(Term a, Term positive);  // rounded down

  const Library& z3() const { return z3_; }
  Z3_context context() const { return context_; }
  std::int64_t made() const { return made_; }

 private:
  Term unknown(Z3_sort sort);
  Term counted(Term term) {
    ++made_;
    return term;
  }

  const Library& z3_;
  Z3_context context_;
  Z3_sort booleans_, wholes_, reals_;
  Term true_, false_;
  int names_ = 0;
  std::int64_t made_ = 0;
};

}  // namespace sop::solver
