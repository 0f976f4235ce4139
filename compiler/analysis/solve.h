// Is there a customer for whom a formula is true? Tries the classes of one variable after another, at most so many
// steps. A "no" is proven. A "yes" shows a customer; "perhaps" shows one of whom it is not sure that she can exist,
// because what was asked hangs together in ways that are not looked into.
#pragma once

#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "compiler/analysis/classes.h"
#include "compiler/analysis/effort.h"

namespace sop {

enum class Verdict : std::uint8_t { no, yes, perhaps, undecided };

// What is known of the customer found; variables that do not matter are absent.
struct Known {
  VariableId variable;
  Pick pick;
};

// An event of hers, where she was written down to be tried (compiler/confirm).
struct ShownEvent {
  InputId input;
  std::map<int, std::pair<Line, Pick>> fields;  // column
  bool whole = true;                            // nothing of it stands in another table
};

struct Answer {
  Verdict verdict = Verdict::undecided;
  std::vector<Known> customer;
  std::vector<ShownEvent> events;
  bool found() const { return verdict == Verdict::yes || verdict == Verdict::perhaps; }
};

// What was worked out for the questions before: a condition and its opposite ask the same things.
using ClassesSeen = std::map<std::pair<VariableId, std::vector<AtomId>>, std::optional<Classes>>;

class Solver {
 public:
  explicit Solver(Translator& translator, effort::Steps steps = effort::full) : t_(translator), limit_(steps) {}

  Answer ask(FormulaId formula);
  // Without saying who: `perhaps` where anybody was found.
  Verdict whether(FormulaId formula);
  bool never(FormulaId formula) { return whether(formula) == Verdict::no; }
  std::int64_t steps() const { return steps_; }

 private:
  Translator& t_;
  effort::Steps limit_;
  ClassesSeen seen_;
  std::int64_t steps_ = 0;
};

}  // namespace sop
