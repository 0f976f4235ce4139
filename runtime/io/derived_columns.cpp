// `amount money = quantity * price`: evaluated on the input's own rows, each derived column after those it reads.
#include <functional>

#include "runtime/io/preparation.h"

namespace sop {
namespace {

// The derived columns of this input that the instruction reads, directly or through its arguments.
void visit_columns(const Program& program, InstId root, std::size_t input,
                   const std::function<void(std::size_t)>& visit) {
  const Inst& inst = program.at(root);
  if (inst.kind == InstKind::column && static_cast<std::size_t>(inst.a) == input)
    visit(static_cast<std::size_t>(inst.b));
  for (const InstId arg : program.args_of(root)) visit_columns(program, arg, input, visit);
}

void add_in_order(const Program& program, std::size_t input, std::size_t column, std::vector<bool>& seen,
                  std::vector<std::size_t>& order) {
  const Column& declared = program.inputs[input].columns[column];
  if (seen[column] || !declared.derived.exists()) return;
  seen[column] = true;
  visit_columns(program, declared.derived, input,
                [&](std::size_t read) { add_in_order(program, input, read, seen, order); });
  order.push_back(column);
}

std::vector<std::size_t> derived_in_order(const Program& program, std::size_t input) {
  const auto& columns = program.inputs[input].columns;
  std::vector<bool> seen(columns.size(), false);
  std::vector<std::size_t> order;
  for (std::size_t c = 0; c < columns.size(); ++c)
    if (columns[c].used) add_in_order(program, input, c, seen, order);
  return order;
}

}  // namespace

std::map<std::uint32_t, IssueCount> fill_derived_columns(Preparation& p, std::size_t input) {
  std::map<std::uint32_t, IssueCount> issues;
  for (const std::size_t column : derived_in_order(p.program, input)) {
    const InstId root = p.input(input).columns[column].derived;
    Evaluation evaluation =
        p.evaluate(p.program, p.result.dataset, InputId(input), p.table(input), std::span(&root, 1), p.context);
    p.table(input).columns[column] = std::move(evaluation.values[0]);
    issues.merge(evaluation.issues);
  }
  return issues;
}

}  // namespace sop
