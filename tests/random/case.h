// One random comparison: a program, data for it, and what to evaluate.
#pragma once

#include <optional>

#include "runtime/eval/evaluator.h"

namespace sop::random_tests {

struct Case {
  Program program;
  Dataset dataset;
  Frame frame;
  InputId rows_of;  // exists: evaluate the rows of this input instead of the frame
  std::vector<InstId> roots;
  RunContext context;
};

// The two ways an engine is asked.
struct Engine {
  EvaluateFn frame;
  EvaluateRowsFn rows;
};

Evaluation run(const Case& test, Engine engine);

// One cell as printed programs spell it, or `missing`.
std::string cell_text(const Case& test, const ColumnData& column, std::size_t row);

// The first difference between two evaluations, if any: `root 2 (%17), row 5: 3 and missing`.
struct Difference {
  std::size_t root = 0, row = 0;
  bool in_issues = false;
  std::string text;
};
std::optional<Difference> compare(const Case& test, const Evaluation& expected, const Evaluation& found);

}  // namespace sop::random_tests
