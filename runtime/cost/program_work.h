// What one evaluation of a program has to do, whatever the data are: columns it reads, conditions it asks, aggregates
// and passes over events.
#pragma once

#include <string>
#include <vector>

#include "compiler/ir/program.h"

namespace sop {

struct InputWork {
  std::string name;
  std::size_t columns = 0, columns_read = 0;  // of its files
  std::size_t aggregates = 0;                 // different ones, over its events
};

struct ProgramWork {
  std::vector<InputWork> inputs;  // those of which something is read
  std::size_t columns_read = 0, aggregates = 0;
  std::size_t passes = 0;  // over events: one per stream, whatever is asked of it
  std::size_t atoms = 0;   // different conditions that no `and`, `or`, `not` joins
};

ProgramWork work_of(const Program& program);

}  // namespace sop
