// How long a duration of the source is, in microseconds: its value where it has one, else its words.
#pragma once

#include <cstdint>
#include <optional>

#include "compiler/analysis/subject.h"

namespace sop {

std::optional<std::int64_t> written_length(const Subject& subject, Node node);

}  // namespace sop
