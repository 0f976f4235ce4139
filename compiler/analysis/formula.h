// Conditions as a solver sees them: and, or, not over atoms, each distinct one once. An atom asks one thing about one
// variable. Children come before what is made of them.
#pragma once

#include <map>
#include <span>
#include <vector>

#include "compiler/analysis/cut.h"

namespace sop {

using VariableId = Id<struct VariableTag>;
using AtomId = Id<struct AtomTag>;
using FormulaId = Id<struct FormulaTag>;

// What a variable's values are, and so what may be asked about it.
enum class Line : std::uint8_t {
  missing,     // is the value missing? One truth value
  truth,       // one truth value
  whole,       // 64-bit values: int, money, instants as such, members of an enumeration
  date,        // a date as such, in days
  real,        // number
  from_today,  // a date as days from today
  from_now,    // an instant as microseconds from now
  text,        // texts and ids
};

// One unknown thing about a customer. The same value may be asked on several lines: a date as such, and from today.
struct Variable {
  InstId value;  // what it is the value of, seen through facts; the first of two for a difference
  InstId minus;  // whole, real, from_today (in local days): the difference of two values
  Line line = Line::truth;
  bool opaque = false;  // made of other values in a way that is not looked into
};

enum class Asks : std::uint8_t {
  is_true,  // truth, missing
  below,    // value < cut
  at_most,  // value <= cut; on the line of a `number` only
  equal,    // value = cut, or the text `constant`
  one_of,   // a set of the program
  test,     // text: the program's `contains`, `starts with`, ...
};

struct Atom {
  VariableId variable;
  Asks asks = Asks::is_true;
  Cut cut;
  std::int32_t set = -1;       // one_of: ConstantSetId
  std::int32_t constant = -1;  // equal: of a text
  InstId test;                 // the instruction
};

enum class Join : std::uint8_t { constant, atom, negation, all, any };

struct Formula {
  Join join = Join::constant;
  std::int32_t a = 0;  // constant: 0 or 1; atom; negation: what is negated
  std::uint32_t begin = 0, count = 0;
};

class Formulas {
 public:
  Formulas();

  FormulaId truth(bool value) const { return FormulaId(value ? 1 : 0); }
  FormulaId atom(const Atom& atom);
  FormulaId negate(FormulaId of);
  FormulaId all(std::vector<FormulaId> parts) { return join(Join::all, std::move(parts)); }
  FormulaId any(std::vector<FormulaId> parts) { return join(Join::any, std::move(parts)); }
  FormulaId choose(FormulaId test, FormulaId yes, FormulaId no);

  const Formula& at(FormulaId id) const { return formulas_[id.index()]; }
  const Atom& at(AtomId id) const { return atoms_[id.index()]; }
  std::span<const FormulaId> parts(FormulaId id) const { return std::span(parts_).subspan(at(id).begin, at(id).count); }
  std::size_t size() const { return formulas_.size(); }

 private:
  FormulaId join(Join kind, std::vector<FormulaId> parts);
  FormulaId add(Join kind, std::int32_t a, const std::vector<FormulaId>& parts);

  std::vector<Formula> formulas_;
  std::vector<FormulaId> parts_;
  std::vector<Atom> atoms_;
  std::map<std::vector<std::int64_t>, FormulaId> known_;
};

}  // namespace sop
