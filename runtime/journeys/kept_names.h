// What an instance keeps of events, by names that an edit of the program leaves alone: whose event, and which column of
// it. So that what was kept under one version of a journey can be read under another (semantics E6).
#pragma once

#include <map>
#include <string>

#include "compiler/ir/program.h"
#include "runtime/journeys/instance.h"

namespace sop {

// Name → index into Program::kept.
std::map<std::string, std::int32_t> names_of_kept(const Program& program, const Journey& journey);

// What was kept, in the places of another version; what that does not keep is left out.
std::map<std::int32_t, Cell> carried(const std::map<std::int32_t, Cell>& kept,
                                     const std::map<std::string, std::int32_t>& from,
                                     const std::map<std::string, std::int32_t>& to);

}  // namespace sop
