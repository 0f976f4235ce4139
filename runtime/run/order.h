// In which order histories and rules of a program are decided: what reads a tag comes after the rule that writes it,
// what reads a history after the history. Those in a circle are decided together.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "compiler/ir/program.h"

namespace sop {

struct Together {
  std::vector<std::uint32_t> histories;
  std::vector<std::uint32_t> rules;  // with triggers, in the order of their turns
  bool stepwise = false;             // some of them reads what some of them writes
};

// Whose turn it is among rules at one instant (semantics D9): priority, then the name.
std::pair<std::size_t, std::string_view> turn_of(const Program& program, std::uint32_t rule);

std::vector<Together> decision_order(const Program& program);

}  // namespace sop
