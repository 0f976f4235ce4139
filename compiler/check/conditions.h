// Every condition of a program, as its author asks it: a rule's `if`, an arm, a `where`, a step of a journey. Operands
// of `and`, `or`, `not` belong to the condition they stand in. With each comes what is known where it is asked: which
// conditions around it hold, which ones fail.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "compiler/check/places.h"
#include "compiler/names/symbols.h"

namespace sop {

struct Given {
  InstId condition;
  bool holds = true;
  bool earlier = false;  // at an instant before: of the event that let her in, or ended a wait
};

struct AskedCondition {
  Node node;
  InstId inst;
  Node declaration;
  bool in_module = false;  // read with what one use passes
  bool is_test = false;    // of an `if then else`
  std::span<const Given> given;
};

void for_each_condition(const ParsedProgram& parsed, const Places& places,
                        const std::function<void(const AskedCondition&)>& visit);

// The same of the body of one module.
void for_each_condition_in(Node module, const Places& places, const std::function<void(const AskedCondition&)>& visit);

}  // namespace sop
