#include "compiler/analysis/reasoning.h"

#include "compiler/confirm/confirm.h"

namespace sop {

Answer Reasoning::ask(std::vector<FormulaId> together, Domain rows) {
  for (const Assumption& known : program().assumptions) together.push_back(of(known.condition));
  if (!rows.is_frame())
    if (const InstId filter = program().inputs[static_cast<std::size_t>(rows.input)].filter; filter.exists())
      together.push_back(of(filter));
  const FormulaId asked = translator_.formulas().all(std::move(together));
  Answer answer = solver_.ask(asked);
  confirm(translator_, asked, rows, answer, tries_);
  spent_.questions += 1;
  spent_.undecided += answer.verdict == Verdict::undecided ? 1 : 0;
  return answer;
}

void Reasoning::tell(InstId condition) {
  told_.insert(condition);
  translator_.forget(condition);
}

}  // namespace sop
