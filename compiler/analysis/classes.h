// The values of a variable, sorted out by what a question asks of it: one representative of each class that answers
// differently, the smallest that reads well first. A finite question has finitely many customers to look at.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/analysis/translate.h"

namespace sop {

// A representative.
struct Pick {
  std::int64_t whole = 0;  // also of truth: 0 or 1
  double real = 0;
  std::string text;
  bool any_text = false;  // some text that is none of those named; its tests are asked apart
};

struct Classes {
  std::vector<Pick> picks;
  std::vector<std::vector<char>> answers;  // per pick, per atom: 0, 1, or 2 for a test of `any_text`
  bool loose = false;                      // the order of the cuts depends on the day: every atom answers for itself
};

// `atoms`: all that a question asks of this variable. Nothing: too much to sort.
std::optional<Classes> classes_of(Translator& translator, VariableId variable, const std::vector<AtomId>& atoms);

}  // namespace sop
