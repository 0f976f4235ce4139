// A program and its tables, ready to run.
#pragma once

#include "compiler/ir/program.h"
#include "runtime/eval/evaluator.h"
#include "tests/journeys/journey_maker.h"

namespace sop::journey_tests {

struct Prepared {
  Program program;
  Dataset dataset;
  RunContext context;
  std::string problem;
};

Prepared prepare_case(const JourneyCase& made);

}  // namespace sop::journey_tests
