// Questions about the customers of a program: is there one for whom these hold? With what the author takes for granted
// (`assume`), and for the rows of a stream with what makes a row count.
#pragma once

#include <set>
#include <vector>

#include "compiler/analysis/analyse.h"
#include "compiler/analysis/same_events.h"
#include "compiler/analysis/subject.h"
#include "compiler/solver/layers.h"

namespace sop {

class Reasoning {
 public:
  explicit Reasoning(const Subject& subject, AnalysisDepth depth = AnalysisDepth::boxes)
      : subject_(&subject),
        translator_(subject.program),
        layers_(translator_, depth),
        proving_(depth == AnalysisDepth::proving),
        settles_(depth != AnalysisDepth::boxes),
        asks_same_events_(asks_same_events(subject.program)) {}

  FormulaId of(InstId condition) { return translator_.of(condition); }
  FormulaId fails(InstId condition) { return translator_.formulas().negate(of(condition)); }

  // `rows`: whose rows the conditions are about.
  Answer ask(std::vector<FormulaId> together, Domain rows = Domain::frame());
  // Proven: nobody has to be written down for it. What is neither is left open, where somebody would want to know.
  bool never(std::vector<FormulaId> together, const OpenQuestion& question, Domain rows = Domain::frame());
  bool surely_never(std::vector<FormulaId> together, Domain rows = Domain::frame());

  // What is wrong with this condition has been told: from now on it is unknown.
  void tell(InstId condition);
  bool told(InstId condition) const { return told_.contains(condition); }

  // That everybody meets this condition has been told in other words.
  void explain(InstId condition) { explained_.insert(condition); }
  bool explained(InstId condition) const { return explained_.contains(condition); }

  // What has been asked, and what was left open because it would have taken too much.
  AnalysisEffort spent() const {
    AnalysisEffort out = spent_;
    out.solver_absent = out.solver_absent || layers_.solver_absent();
    return out;
  }
  void leave_open(OpenQuestion question);
  // Somebody who surely can exist. Of whom that is not sure nothing is said: the question is left open.
  bool shows(const Answer& answer, const OpenQuestion& question) {
    if (answer.verdict == Verdict::perhaps || answer.verdict == Verdict::undecided) leave_asked(question);
    return answer.verdict == Verdict::yes;
  }
  bool proving() const { return proving_; }

  const Subject& subject() const { return *subject_; }
  const Program& program() const { return subject_->program; }
  // From now on about another part of the same program; what has been asked and told stays.
  void turn_to(const Subject& part) { subject_ = &part; }
  void add(const AnalysisEffort& more) {
    spent_.questions += more.questions;
    spent_.open.insert(spent_.open.end(), more.open.begin(), more.open.end());
    spent_.solver_absent = spent_.solver_absent || more.solver_absent;
  }
  Translator& translator() { return translator_; }

 private:
  FormulaId with_what_is_known(std::vector<FormulaId> together, Domain rows);
  void leave_asked(const OpenQuestion& question);
  bool reads_a_parameter(FormulaId formula);
  Verdict verdict_of(std::vector<FormulaId> together, Domain rows);

  const Subject* subject_;
  Translator translator_;
  Layers layers_;
  bool proving_, settles_, asks_same_events_;
  AnalysisEffort spent_;
  FormulaId asked_;  // the latest question
  std::set<InstId> told_, explained_;
};

}  // namespace sop
