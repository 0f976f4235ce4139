// Conditions of the program as formulas. Facts are seen through; a choice (a tier, a group, `if then else`) becomes its
// alternatives; comparisons become cuts on the lines of variables (compare.cpp), dates counted from today. What cannot
// be looked into becomes an unknown of its own, so that "never" and "always" stay true.
#pragma once

#include <array>
#include <map>
#include <set>
#include <tuple>
#include <vector>

#include "compiler/analysis/formula.h"
#include "compiler/check/nullable.h"
#include "compiler/ir/program.h"

namespace sop {

// A value that is a variable's, turned around and moved: sign * x + offset.
struct Seen {
  VariableId variable;
  int sign = 1;
  std::int64_t offset = 0;
};

class Translator {
 public:
  explicit Translator(const Program& program);

  FormulaId of(InstId condition);
  FormulaId known(InstId value);                          // it is not missing
  FormulaId equals(InstId value, std::int64_t constant);  // known and that; of ints, money and numbers

  // Takes a condition for unknown from now on: what is wrong with it has been told.
  void forget(InstId condition);
  // As if a stored tag were held, or not: constants of its name and group as `has_tag` names them.
  void suppose_tag(std::int32_t tag, std::int32_t group, bool held);
  void suppose_nothing();

  // For a layer that reads instructions itself: is this taken for unknown, has it no value yet, was it ever said
  // whether this tag is held, may this value be missing?
  bool is_forgotten(InstId condition) const { return forgotten_.contains(condition); }
  bool is_hollow(InstId id) const { return hollow_[id.index()] != 0; }
  bool was_supposed(std::int32_t tag, std::int32_t group) const { return ever_supposed_.contains({tag, group}); }
  bool may_be_missing(InstId value) const { return nullable_(value); }

  // A value that is looked into as it stands.
  VariableId leaf(InstId value, Line line) { return variable_of(value, line); }

  Formulas& formulas() { return formulas_; }
  const Variable& variable(VariableId id) const { return variables_[id.index()]; }
  const Program& program() const { return program_; }

  // The fact by which a variable is called, and how its value follows from the variable's.
  struct Naming {
    FactId fact;
    int sign = 1;
    std::int64_t offset = 0;
  };
  const Naming* naming(VariableId id) const;

 private:
  friend class Comparisons;

  FormulaId translated(InstId condition);
  FormulaId hollow(InstId condition);
  FormulaId truth_of(InstId boolean);
  FormulaId known_read(InstId value);
  FormulaId any_of_events(const Inst& inst);
  FormulaId tag_held(InstId id);
  FormulaId truth_variable(InstId id);
  FormulaId opaque(InstId condition);
  FormulaId unknown();  // of nobody knows what, and of nothing else
  void find_placeholders();
  template <typename Leaf>
  FormulaId alternatives(InstId choice, Leaf leaf);

  InstId stripped(InstId value) const;
  bool too_much() const;
  VariableId variable_of(InstId value, Line line, bool opaque = false, InstId minus = {});
  void name(InstId fact, const Seen& seen);

  const Program& program_;
  Formulas formulas_;
  mutable Nullable nullable_;  // remembers what it was asked
  std::vector<Variable> variables_;
  std::map<std::tuple<InstId, InstId, Line>, VariableId> known_variables_;
  std::map<InstId, FormulaId> conditions_, values_known_;
  std::map<VariableId, Naming> names_;
  std::set<InstId> forgotten_;
  std::vector<char> hollow_;  // stands on a form that is checked and has no value yet
  std::map<std::pair<std::int32_t, std::int32_t>, bool> tags_;
  std::set<std::pair<std::int32_t, std::int32_t>> ever_supposed_;
  InstId today_;                                          // the instruction, where some condition reads it
  std::map<std::array<std::int32_t, 8>, InstId> events_;  // the first `any` or `none` of these events
  int depth_ = 0;
};

// Each alternative of a choice where its condition is the first to hold.
template <typename Leaf>
FormulaId Translator::alternatives(InstId choice, Leaf leaf) {
  const auto args = program_.args_of(choice);
  const auto value = [&](InstId arg) {
    return program_.at(arg).kind == InstKind::missing ? formulas_.truth(false) : leaf(arg);
  };
  FormulaId out = value(args.back());
  for (std::size_t i = args.size() - 1; i >= 2; i -= 2)
    out = formulas_.choose(of(args[i - 2]), value(args[i - 1]), out);
  return out;
}

}  // namespace sop
