// A length of time that must be the same for everybody: written in place, a name of such, or a parameter of a module,
// which stands for a day while the module is checked alone.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/ir/builder.h"
#include "stdlib/time/duration.h"

namespace sop {

struct KnownLength {
  InstId inst;  // a constant
  Duration length;
};

// Nothing when the duration is computed.
std::optional<KnownLength> known_length(Builder& build, InstId duration);

// What a finding (S2012) says of a computed one.
std::vector<std::string> computed_length();

}  // namespace sop
