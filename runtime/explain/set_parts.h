// Forms of the language that the compiler writes out (compiler/check/sets.cpp, members.cpp, steps.cpp), known again so
// that an explanation calls them by their name: `cover.next`, bands compared by their order, a value by steps.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/ir/program.h"

namespace sop {

enum class SetAsk : std::uint8_t { next, missing, count };

struct SetPart {
  FactId set;
  SetAsk ask = SetAsk::next;
};

// Is it what `.next`, `.missing` or `.count` asks of a set of the program?
std::optional<SetPart> set_part(const Program& program, InstId id);

// The bands themselves, where the band of missing values is left out of their order; an int as a number, a date as its
// midnight: the value meant. Else the instruction itself.
InstId meant(const Program& program, InstId id);

// The value that steps or bands go by, and none where `choice` is something else.
InstId by_steps(const Program& program, InstId choice);

}  // namespace sop
