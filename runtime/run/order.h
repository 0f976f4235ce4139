// In which order histories and rules of a program are decided: what reads a tag comes after the rule that writes it,
// what reads a history after the history. Those in a circle are decided together.
#pragma once

#include <vector>

#include "compiler/ir/program.h"

namespace sop {

struct Together {
  std::vector<std::uint32_t> histories;
  std::vector<std::uint32_t> rules;  // with triggers
  bool stepwise = false;             // some of them reads what some of them writes
};

std::vector<Together> decision_order(const Program& program);

}  // namespace sop
