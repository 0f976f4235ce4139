// What tells one firing of an event rule from another (semantics E2): the event's id; in a stream without one its time,
// all columns in declared order and its number among equal rows. A clock's firing is its instant.
#pragma once

#include <string>

#include "runtime/run/run.h"

namespace sop {

// A value as text that distinguishes it.
std::string cell_text(const ColumnData& column, std::size_t row, const TextPool& pool);

class FiringNumbers {
 public:
  FiringNumbers(const Program& program, const Dataset& dataset) : program_(program), dataset_(dataset) {}
  std::string of(const Frame& frame, std::size_t row) const;

 private:
  const Program& program_;
  const Dataset& dataset_;
};

}  // namespace sop
