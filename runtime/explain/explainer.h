// Why something is what it is for one customer at one instant: sentences made from the IR and the values it had there.
// One file per kind of thing explained; each fact is explained once, later mentions refer to it.
#pragma once

#include <set>

#include "runtime/explain/binding_strength.h"
#include "runtime/explain/event_rows.h"
#include "runtime/explain/phrase.h"
#include "runtime/explain/sentences.h"
#include "runtime/explain/step.h"
#include "runtime/run/run.h"

namespace sop {

// What an earlier run decided about her, and what became of it (semantics E3).
struct DoneBefore {
  std::string source, verb, object, status;
  Micros due_at = no_instant, changed_at = no_instant;
};

// A run that has been decided and nothing of it written: what an explanation stands on.
struct DecidedRun {
  const Program& program;
  const Dataset& dataset;  // with what the run found out
  const RunOptions& options;
  const RunContext& context;
  const RunResult& result;
  std::vector<DoneBefore> done = {};  // of the one who is asked about, where there is a state
};

// What a value follows from: a clause of the sentence about it, and further sentences.
struct Reason {
  std::string clause;
  std::vector<ExplainedStep> because;
};

class Explainer {
 public:
  Explainer(const DecidedRun& run, const Evaluating& with, const Snapshot& at, Lab& lab, PrivateData& privacy,
            Language language);

  ExplainedStep fact(FactId id);
  // One sentence; of what is unknown also why.
  ExplainedStep headline(FactId id);
  ExplainedStep condition(InstId id);
  ExplainedStep value(InstId id);
  // The parts a condition consists of, without a sentence about the whole.
  std::vector<ExplainedStep> parts(InstId condition);

  std::string name(InstId id) { return quoted(phrases_.of(id)); }
  std::string label_of(const KnownValue& value) const;
  std::string text(InstId id);  // its value, masked where it is personal
  std::string read(InstId id);  // `days_since_order` is 27
  // `customer in list fair`, of a question about a list; else nothing.
  std::string list_of(InstId lookup) const;
  bool is_known(InstId id) const { return at_.value(id).has_value(); }
  const Snapshot& at() const { return at_; }
  const ValueWords& words() const { return words_; }

  static std::string quoted(const std::string& text) { return "`" + text + "`"; }
  template <class... Args>
  std::string say(Say id, const Args&... args) const {
    return sop::say(language_, id, args...);
  }

 private:
  enum class Shown : std::uint8_t { all, failing };

  std::string listed(const std::vector<std::string>& parts) const;
  bool is_fixed(InstId id) const;  // a constant, or only the clock's
  bool is_leaf(InstId id) const;   // nothing to explain about it
  const Constant& constant_of(InstId id) const;
  std::string fact_head(const Fact& fact);
  Reason fact_reason(const Fact& fact);
  bool is_locked_by(InstId lock, const Fact& fact) const;
  std::string lock_text(InstId lock) const;
  std::vector<ExplainedStep> behind(const std::vector<InstId>& read);

  // conditions.cpp
  // `said` of an atom: itself, or its opposite.
  ExplainedStep atom(InstId id, const std::string& said, bool holds);
  ExplainedStep read_atom(const std::string& said, bool holds, std::vector<InstId> read);
  ExplainedStep junction(InstId id);
  ExplainedStep negated(InstId id);
  std::vector<ExplainedStep> junction_parts(InstId id, Shown shown);
  std::vector<ExplainedStep> parts(InstId condition, Shown shown);
  std::vector<InstId> read_by(InstId atom) const;
  // ranges.cpp: comparisons of one value with bounds from both sides
  struct Bound {
    InstId x, at;
    bool lower = false, inclusive = false;
  };
  struct Range {
    InstId x, low, high;
    bool low_in = true, high_in = true;
    std::vector<InstId> parts;
  };
  std::optional<Bound> bound_of(InstId part) const;
  std::optional<Range> range_from(std::span<const InstId> parts, InstId first) const;
  std::optional<Range> whole_range(InstId all_of) const;
  bool tighter(const Bound& a, InstId than, bool than_inclusive) const;
  std::string range_phrase(const Range& range);
  InstId read_of_range(const Range& range) const;

  Reason reason(InstId id);
  Reason of_call(InstId id);                    // values.cpp
  Reason of_lookup(InstId id);                  // columns.cpp
  Reason of_aggregate(InstId id);               // aggregates.cpp
  Reason of_customers();                        // aggregates.cpp
  Reason of_choice(InstId id);                  // choices.cpp
  Reason of_grid(InstId id);                    // grids.cpp
  std::optional<Reason> of_ladder(InstId id);   // ladders.cpp
  std::optional<Reason> of_score(InstId root);  // scores.cpp
  std::optional<Reason> of_set(InstId root);    // sets.cpp
  std::optional<Reason> of_set_part(InstId id);
  Reason of_history(InstId id);  // histories.cpp
  bool held_before(std::size_t history) const;
  Reason of_history_then(const HistoryData& data) const;
  Reason of_tag(InstId id);         // held_tags.cpp
  Reason of_calendar(InstId id);    // calendars.cpp
  Reason of_population(InstId id);  // populations.cpp
  std::string counted_text(std::size_t population) const;

  const DecidedRun& run_;
  const Program& program_;
  const Evaluating& with_;
  const Snapshot& at_;
  Lab& lab_;
  PrivateData& privacy_;
  const Language language_;
  const ValueWords words_;
  Phrases phrases_;
  std::set<std::int32_t> told_;  // facts and unnamed values explained already
};

}  // namespace sop
