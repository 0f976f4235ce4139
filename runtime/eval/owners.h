// Which declaration pays for an instruction. Equal expressions of a program are one instruction, evaluated once per
// block: the first fact that needs it is charged with it, else the first rule or journey. What a fact reads of another
// fact is the other's. Whatever nobody of these needs is charged to `others`.
#pragma once

#include <string>
#include <vector>

#include "compiler/ir/program.h"

namespace sop {

struct Owners {
  struct Owner {
    std::string kind, name;
  };
  std::vector<Owner> all;              // the facts in order, then rules, journeys, and last `others`
  std::vector<std::uint32_t> of_inst;  // parallel to Program::insts
};

Owners owners_of(const Program& program);

}  // namespace sop
