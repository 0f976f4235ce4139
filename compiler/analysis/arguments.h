// Switches of a module: conditions that what a `use` passes decides alone, `horizon > 0` with 30. Another use passes
// another value, so nothing is said about them, nor about a junction that stands or falls with one.
#pragma once

#include <map>

#include "compiler/ir/program.h"

namespace sop {

class Arguments {
 public:
  Arguments(const Program& program, const std::vector<InstId>& given) : program_(program), given_(given) {}

  bool decide(InstId condition);
  // Does it compare with a value that the `use` writes down? With another one it may leave somebody out.
  bool read_by(InstId condition) const;

 private:
  bool constant(InstId value);  // nothing of a customer, an event or the clock is read

  const Program& program_;
  const std::vector<InstId>& given_;
  std::map<InstId, bool> constant_;
};

}  // namespace sop
