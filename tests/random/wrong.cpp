#include "wrong.h"

#include "runtime/reference/reference.h"

namespace sop::random_tests {
namespace {

// `<=` for `<`, and windows that lose their end.
Program changed(Program program) {
  for (Inst& inst : program.insts)
    if (inst.op == Op::less_integer) inst.op = Op::less_equal_integer;
  for (Aggregate& aggregate : program.aggregates) aggregate.to = InstId{};
  return program;
}

Evaluation wrong_evaluate(const Program& program, const Dataset& dataset, const Frame& frame,
                          std::span<const InstId> roots, const RunContext& context) {
  return reference_evaluate(changed(program), dataset, frame, roots, context);
}

Evaluation wrong_evaluate_rows(const Program& program, const Dataset& dataset, InputId input, const TableData& table,
                               std::span<const InstId> roots, const RunContext& context) {
  return reference_evaluate_rows(changed(program), dataset, input, table, roots, context);
}

}  // namespace

Engine wrong_engine() { return {wrong_evaluate, wrong_evaluate_rows}; }

}  // namespace sop::random_tests
