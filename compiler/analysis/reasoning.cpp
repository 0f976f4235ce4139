#include "compiler/analysis/reasoning.h"

#include <utility>

namespace sop {

FormulaId Reasoning::with_what_is_known(std::vector<FormulaId> together, Domain rows) {
  for (const Assumption& known : program().assumptions) together.push_back(of(known.condition));
  if (!rows.is_frame())
    if (const InstId filter = program().inputs[static_cast<std::size_t>(rows.input)].filter; filter.exists())
      together.push_back(of(filter));
  asked_ = translator_.formulas().all(std::move(together));
  if (!asks_same_events_) return asked_;
  std::vector<FormulaId> with = so_of_same_events(translator_, asked_);
  if (with.empty()) return asked_;
  with.push_back(asked_);
  return asked_ = translator_.formulas().all(std::move(with));
}

// Of a role or a module whose parameter has no value here: who uses it decides.
bool Reasoning::reads_a_parameter(FormulaId formula) {
  const Formulas& formulas = translator_.formulas();
  std::vector<FormulaId> open{formula};
  std::set<FormulaId> seen{formula};
  const auto add = [&](FormulaId id) {
    if (seen.insert(id).second) open.push_back(id);
  };
  while (!open.empty()) {
    const Formula& one = formulas.at(open.back());
    const FormulaId id = open.back();
    open.pop_back();
    if (one.join == Join::atom && !translator_.variable(formulas.at(AtomId(one.a)).variable).value.exists())
      return true;
    if (one.join == Join::negation) add(FormulaId(one.a));
    for (const FormulaId part : formulas.parts(id)) add(part);
  }
  return false;
}

Answer Reasoning::ask(std::vector<FormulaId> together, Domain rows) {
  Answer answer = layers_.ask(with_what_is_known(std::move(together), rows), rows);
  spent_.questions += 1;
  return answer;
}

Verdict Reasoning::verdict_of(std::vector<FormulaId> together, Domain rows) {
  spent_.questions += 1;
  return layers_.whether(with_what_is_known(std::move(together), rows), rows);
}

// Compiled to be run, boxes alone are asked, and say `perhaps` of everybody they find: that is no question left open.
bool Reasoning::never(std::vector<FormulaId> together, const OpenQuestion& question, Domain rows) {
  const Verdict verdict = verdict_of(std::move(together), rows);
  if (verdict == Verdict::undecided || (settles_ && verdict == Verdict::perhaps)) leave_asked(question);
  return verdict == Verdict::no;
}

bool Reasoning::surely_never(std::vector<FormulaId> together, Domain rows) {
  return verdict_of(std::move(together), rows) == Verdict::no;
}

// The latest question.
void Reasoning::leave_asked(const OpenQuestion& question) {
  if (!reads_a_parameter(asked_)) leave_open(question);
}

void Reasoning::leave_open(OpenQuestion question) {
  question.use = subject_->use;
  spent_.open.push_back(std::move(question));
}

void Reasoning::tell(InstId condition) {
  told_.insert(condition);
  translator_.forget(condition);
}

}  // namespace sop
