#include "compiler/analysis/reasoning.h"

namespace sop {

FormulaId Reasoning::with_what_is_known(std::vector<FormulaId> together, Domain rows) {
  for (const Assumption& known : program().assumptions) together.push_back(of(known.condition));
  if (!rows.is_frame())
    if (const InstId filter = program().inputs[static_cast<std::size_t>(rows.input)].filter; filter.exists())
      together.push_back(of(filter));
  return translator_.formulas().all(std::move(together));
}

void Reasoning::count(Verdict verdict) {
  spent_.questions += 1;
  spent_.undecided += verdict == Verdict::undecided ? 1 : 0;
}

Answer Reasoning::ask(std::vector<FormulaId> together, Domain rows) {
  Answer answer = layers_.ask(with_what_is_known(std::move(together), rows), rows);
  count(answer.verdict);
  return answer;
}

bool Reasoning::never(std::vector<FormulaId> together, Domain rows) {
  const Verdict verdict = layers_.whether(with_what_is_known(std::move(together), rows), rows);
  count(verdict);
  return verdict == Verdict::no;
}

void Reasoning::tell(InstId condition) {
  told_.insert(condition);
  translator_.forget(condition);
}

}  // namespace sop
