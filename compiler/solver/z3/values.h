// What instructions mean, as terms: is there a value, and which. Whole numbers, money, dates and instants are whole
// numbers without an end, numbers are reals of which only the last bit is free, texts are places on a line. What is not
// followed (products of two values, texts taken apart, what a zone does) is an unknown within its bounds: it can make a
// question look possible, never impossible.
#pragma once

#include <map>
#include <vector>

#include "compiler/analysis/translate.h"
#include "compiler/solver/z3/terms.h"

namespace sop::solver {

struct Meant {
  Term known;
  Term value;  // a truth; a real for numbers and texts; else a whole number
};

// A value of the customer's own, not made of others.
struct Leaf {
  InstId inst;
  Meant meant;
};

// A number that an operation on doubles gives, and what it would be without rounding.
struct Rounded {
  Term value, exact;
};

class Values {
 public:
  // `texts`: all of the program, sorted (texts_in): each has its place.
  Values(const Translator& translator, Terms& terms, const std::vector<std::string>& texts);

  Meant of(InstId id);
  Term holds(InstId condition);  // known and true
  Term day_of(InstId value);     // of a date, or the local one of an instant
  Term today();
  Term now();
  Term place(const Cut& cut);  // on its line
  Term text(const std::string& text);
  Term mark(double value);  // a constant that numbers are compared with

  // What is so of every customer; of one who reads well; of one who can be tried (compiler/confirm).
  const std::vector<Term>& laws() const { return laws_; }
  const std::vector<Term>& plain() const { return plain_; }
  const std::vector<Term>& usual() const { return usual_; }
  void finish();  // the laws that hold between several values; once all are known

  const std::vector<Leaf>& leaves() const { return leaves_; }
  Terms& terms() { return terms_; }
  const Program& program() const { return program_; }
  void law(Term term) { laws_.push_back(term); }

 private:
  Meant meant(InstId id);
  Meant anything(InstId id);  // within the bounds of its type
  Meant leaf(InstId id);
  Meant constant(const Constant& constant);
  Meant context(InstId id);
  Meant chosen(InstId id);
  Meant in_set(InstId id);
  Meant tag(InstId id);
  Meant column(InstId id);
  Meant boolean(Term truth) { return {terms_.truth(true), truth}; }
  Meant nothing_of(TypeKind kind);

  Meant call(InstId id);
  Meant of_whole_numbers(InstId id);
  Meant of_money(InstId id);
  Meant of_numbers(InstId id);
  Meant of_dates(InstId id);
  Meant compared(InstId id);
  Meant strict(InstId id, Term value);  // known where all arguments are
  Term argument(InstId id, std::size_t i);
  std::optional<Constant> literal(InstId id) const;
  Term rounded(Term exact);
  Term near(Term exact, Int128 denominator);  // a whole number, exact / denominator rounded
  Term moved(Term base, InstId duration, bool forwards, bool instant);
  Term years_between(Term from, Term to);
  Term year_of(Term day);
  Term magnitude_of(Term value, Term zero);

  void bound(InstId id, Term value);
  void prefer(InstId id, Term value);
  Term new_value(TypeKind kind);
  Term number_of(std::int64_t whole) { return terms_.whole(whole); }
  void order_places();
  void order_rounded();
  void one_per_group();
  void rows_of_tables();

  const Translator& translator_;
  const Program& program_;
  Terms& terms_;
  const std::vector<std::string>& texts_;
  std::int64_t began_;
  int depth_ = 0;
  std::map<InstId, Meant> meant_;
  std::map<InstId, Term> days_;
  std::vector<std::pair<Cut, Term>> places_;
  std::vector<Leaf> leaves_;
  std::vector<Rounded> rounded_;
  std::map<double, Term> marks_;
  std::vector<Term> laws_, plain_, usual_;
  Term today_ = nullptr, now_ = nullptr;
};

bool is_real(TypeKind kind);
std::vector<std::string> texts_in(const Program& program);

// What is so between aggregates over one stream: a narrower window holds no more events than a wider one.
void add_laws_of_events(Values& values);

}  // namespace sop::solver
