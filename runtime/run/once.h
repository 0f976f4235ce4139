// `once`, `once per d`, `once per column`: what a rule has fired for already, in this run and before it.
#pragma once

#include "runtime/run/run.h"

namespace sop {

class OnceMemory {
 public:
  OnceMemory(const Program& program, const Once& once, const ZoneRules& zone, RuleMemory& memory)
      : program_(program), once_(once), zone_(zone), memory_(memory) {}

  // May it fire for this customer at this instant? Asked in time order; a yes is remembered.
  bool admits(std::uint32_t customer, Micros at, const std::string& value);

 private:
  const Program& program_;
  const Once& once_;
  const ZoneRules& zone_;
  RuleMemory& memory_;
};

}  // namespace sop
