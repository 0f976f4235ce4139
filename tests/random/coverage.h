// What a run of random cases has exercised: per overload and aggregate how often a row had a value, none, or a failure.
// A random test that never reaches a builtin with known arguments shows nothing about it.
#pragma once

#include <map>
#include <string>

#include "case.h"

namespace sop::random_tests {

class Coverage {
 public:
  void add(const Case& test);
  // One line per overload or aggregate that never gave a value; empty: all did.
  std::string never_known() const;
  // One per overload that can fail and never did.
  std::string never_failed() const;
  std::string table() const;

 private:
  struct Counts {
    std::size_t known = 0, missing = 0, issues = 0;
  };
  std::map<Op, Counts> ops_;
  std::map<AggregateOp, Counts> aggregates_;
  std::map<PopulationOp, Counts> populations_;
};

}  // namespace sop::random_tests
