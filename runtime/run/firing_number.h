// What tells one firing of an event rule from another (semantics E2): the event's id; in a stream without one its time,
// all columns in declared order and its number among equal rows. A clock's firing is its instant.
#pragma once

#include <string>

#include "runtime/run/run.h"

namespace sop {

// A value as text that distinguishes it.
std::string cell_text(const ColumnData& column, std::size_t row, const TextPool& pool);

// Rules and journeys have names of their own kind: their effects must not be taken for each other's.
bool named_like_a_journey(const Program& program, const Rule& rule);

class FiringNumbers {
 public:
  FiringNumbers(const Program& program, const Dataset& dataset) : program_(program), dataset_(dataset) {}
  std::string of(const Frame& frame, std::size_t row) const;
  // Of a rule: several triggers number apart, and so does a journey of the rule's name.
  std::string of(const Rule& rule, const Frame& frame, std::size_t row) const;

 private:
  const Program& program_;
  const Dataset& dataset_;
};

}  // namespace sop
