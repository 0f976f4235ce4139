// Names of one name space that look the same and are not (finding S4003): letters of another alphabet, full-width and
// composed forms, 0 and O, 1 and l, characters that differ by a stroke. Told at the later name.
#pragma once

#include <string>
#include <string_view>

#include "compiler/analysis/subject.h"

namespace sop {

void check_look_alikes(const Subject& subject);

// What a name looks like: equal for names that cannot be told apart by eye.
std::string appearance(std::string_view name);

}  // namespace sop
