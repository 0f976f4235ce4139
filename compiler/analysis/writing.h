// Lints on how a program is written (S41xx): names without a purpose, facts nobody reads, numbers that repeat, too many
// tags, names that say no. Off unless `warn` or `deny` asks for one of them (check/lint_levels.h).
#pragma once

#include "compiler/analysis/subject.h"
#include "compiler/check/lint_levels.h"

namespace sop {

void check_writing(const Subject& subject, const AskedLints& asked);

}  // namespace sop
