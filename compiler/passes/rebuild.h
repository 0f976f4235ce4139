// The frame of every pass: goes through the instructions in order, asks the pass what each becomes, and carries every
// reference of the program over to the new instructions.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "compiler/ir/builder.h"

namespace sop {

// What the instruction `old`, whose arguments are already rewritten, becomes. Returns no id to keep it as it is. A
// `fact` has its fact's root for an argument here.
using Rewrite = std::function<InstId(Builder& build, const Inst& old, std::span<const InstId> args, Span span)>;

// `keep` (parallel to the old instructions; empty: all) says which instructions are carried over at all.
Program rebuild(const Program& program, const Rewrite& rewrite, const std::vector<bool>& keep = {});

// Every place of a program that names an instruction: facts, rules, guards, columns, filters.
void for_each_root(Journey& journey, const std::function<void(InstId&)>& visit);
void for_each_root(Program& program, const std::function<void(InstId&)>& visit);

}  // namespace sop
