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

// What an engine answered, and the texts its codes mean. Every run gets its own copy of the pool, so that none finds
// texts that another run has added.
struct Run {
  Evaluation evaluation;
  std::shared_ptr<TextPool> pool;
};

Run run(const Case& test, Engine engine);

// One cell as printed programs spell it, or `missing`.
std::string cell_text(const Program& program, const TextPool& pool, const ColumnData& column, std::size_t row);

// The first difference between two evaluations, if any: `root 2 (%17), row 5: 3 and missing`.
struct Difference {
  std::size_t root = 0, row = 0;
  bool in_issues = false;
  std::string text;
};
std::optional<Difference> compare(const Case& test, const Run& expected, const Run& found);

}  // namespace sop::random_tests
