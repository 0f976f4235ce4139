// What an explanation of one customer shares: the run, the places among all customers it reads, a laboratory for
// questions the program does not ask, and snapshots of her.
#pragma once

#include <memory>

#include "runtime/eval/edges.h"
#include "runtime/explain/flips.h"

namespace sop {

class OneCustomer {
 public:
  OneCustomer(const DecidedRun& run, Language language);

  const DecidedRun& run() const { return run_; }
  const Program& program() const { return run_.program; }
  const Evaluating& with() const { return with_; }
  Lab& lab() { return lab_; }
  PrivateData& privacy() { return privacy_; }
  Language language() const { return language_; }

  bool exists(std::uint32_t customer) const;
  // As the run's end sees her.
  Snapshot now(std::uint32_t customer, const std::vector<InstId>& roots);
  // A row of another frame, with its event.
  Snapshot at(const Frame& frame, std::size_t row, const std::vector<InstId>& roots);
  // A frame of one row of hers.
  Snapshot at_frame(Frame frame, const std::vector<InstId>& roots);
  Explainer explainer(const Snapshot& at) { return Explainer(run_, with_, at, lab_, privacy_, language_); }
  // The edges of population functions: the last run's where there was one that knew them (semantics C2).
  std::shared_ptr<const Edges> edges_for(const std::vector<InstId>& roots) { return edges_.for_roots(roots); }
  bool reads_edges_of_last_run(const std::vector<InstId>& roots) const;

  template <class... Args>
  std::string say(Say id, const Args&... args) const {
    return sop::say(language_, id, args...);
  }
  std::string instant(Micros at) const { return ValueWords{program(), run_.context.zone, language_}.instant(at); }

 private:
  const std::optional<Program> locked_;  // the program that minds the locks on derived tags, where there are some
  const DecidedRun run_;
  const Evaluating with_;
  const Language language_;
  Lab lab_;
  PrivateData privacy_;
  EdgeBook edges_;
};

// What would flip the condition or choice `root`, or the fact with memory behind it, and as a sentence; or that nothing
// does.
// None: the sentence that says why there is none.
struct ToldFlip {
  std::optional<Flip> flip;
  Say none = Say::no_flip;
};
ToldFlip flip_of(OneCustomer& her, Explainer& explainer, InstId root);
ExplainedStep flip_step(OneCustomer& her, Explainer& explainer, InstId root);

// rules.cpp
struct RuleAnswer {
  std::size_t fires = 0;
  ExplainedStep step;
  std::vector<ExplainedStep> more;  // what would flip it
};
RuleAnswer explain_rule(OneCustomer& her, std::uint32_t rule, std::uint32_t customer);

// journeys.cpp
struct JourneyAnswer;  // journey_answer.h
JourneyAnswer explain_journey(OneCustomer& her, std::uint32_t journey, std::uint32_t customer);

// templates.cpp: `suppress`, `forbid` and `only if` as they stand now: what keeps this action's message from her, if
// anything does.
std::optional<ExplainedStep> kept_from_now(OneCustomer& her, Action action, const std::string& name,
                                           std::uint32_t customer);
// templates.cpp: a template by name: what keeps it from her now, who would send it and what came of that.
std::vector<ExplainedStep> explain_template(OneCustomer& her, const std::string& name, std::uint32_t customer);

// tag_steps.cpp: a tag by name: held or not and why, what this run changes, which rules write it.
std::vector<ExplainedStep> explain_tag(OneCustomer& her, const std::string& group, const std::string& tag,
                                       std::uint32_t customer);
// What this run changes about her tags; of all of them, or of one.
std::vector<ExplainedStep> tag_changes_of(OneCustomer& her, std::uint32_t customer, const std::string* group,
                                          const std::string* tag);

}  // namespace sop
