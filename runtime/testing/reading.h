// What a condition read at one customer and instant, and which of its atoms decided: for failures of tests. Evaluates
// every part of the condition once, through the facts it is written in; the inside of aggregates stays closed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "runtime/eval/evaluator.h"

namespace sop {

// `days_since_order = 27`; masked where a `pii` column is read.
struct ReadValue {
  std::string name, value;
};

class Reading {
 public:
  Reading(const Program& program, const Dataset& dataset, const Frame& frame, const std::vector<InstId>& roots,
          EvaluateFn evaluate, const RunContext& context);

  bool truth(InstId condition) const;
  // The atom that keeps `condition` from being `wanted`: where it was written, and what it is.
  struct Atom {
    Span span;
    bool is = false;
    InstId inst;
  };
  std::optional<Atom> first_difference(InstId condition, bool wanted) const;
  std::vector<ReadValue> values() const;

 private:
  void collect(InstId root);
  bool reads_pii(InstId id, std::vector<bool>& seen) const;
  std::optional<Atom> of_parts(InstId condition, bool wanted, bool parts_are) const;
  std::optional<Atom> of_membership(InstId condition, bool wanted) const;
  std::string text_of(InstId id) const;

  const Program& program_;
  const Dataset& dataset_;
  const RunContext& context_;
  std::vector<InstId> parts_;
  std::vector<std::int32_t> place_;  // by instruction: index into parts_
  Evaluation found_;
};

}  // namespace sop
