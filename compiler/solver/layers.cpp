#include "compiler/solver/layers.h"

namespace sop {

Layers::Layers(Translator& translator, AnalysisDepth depth, effort::Solving limits)
    : translator_(translator),
      boxes_(translator, depth == AnalysisDepth::fast ? effort::fast : effort::full),
      second_(translator, limits),
      deep_(depth == AnalysisDepth::full || depth == AnalysisDepth::proving),
      settles_(depth != AnalysisDepth::boxes) {}

// Where the library is not there, that is told once, by whoever asked for it.
bool Layers::goes_deeper() {
  if (!deep_) return false;
  if (solver_absent_ || solver_version().empty()) solver_absent_ = true;
  return !solver_absent_;
}

Answer Layers::ask_deeper(FormulaId asked, Domain rows) {
  Answer deeper = second_.ask(asked);
  confirm(translator_, asked, rows, deeper, tries_deeper_, ModelOf::solver);
  return deeper;
}

Answer Layers::ask(FormulaId asked, Domain rows) {
  Answer answer = boxes_.ask(asked);
  confirm(translator_, asked, rows, answer, tries_);
  const bool open = answer.verdict == Verdict::perhaps || answer.verdict == Verdict::undecided;
  if (!open || !goes_deeper()) return answer;
  Answer deeper = ask_deeper(asked, rows);
  return deeper.verdict == Verdict::no || deeper.verdict == Verdict::yes ? deeper : answer;
}

Verdict Layers::whether(FormulaId asked, Domain rows) {
  if (const auto before = known_.find({asked, rows}); before != known_.end()) return before->second;
  return known_[{asked, rows}] = found_out(asked, rows);
}

// Somebody whom boxes find need not be one who can be: that is settled, by a second layer where there is one, or left
// open.
Verdict Layers::found_out(FormulaId asked, Domain rows) {
  if (!settles_) return boxes_.whether(asked);
  Answer answer = boxes_.ask(asked);
  const Verdict quick = answer.verdict;
  if (quick == Verdict::no) return quick;
  confirm(translator_, asked, rows, answer, deep_ ? tries_deeper_ : tries_, ModelOf::boxes, &before_);
  if (answer.verdict == Verdict::no || answer.verdict == Verdict::yes) return answer.verdict;
  if (!goes_deeper()) return quick;
  const Verdict deeper = ask_deeper(asked, rows).verdict;
  return deeper == Verdict::undecided ? quick : deeper;
}

}  // namespace sop
