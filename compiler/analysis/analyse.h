// What is right as a program and wrong as an operation: conditions that nobody meets, tags nobody reads, messages that
// can never be sent. Works on the finished Program and the trees; proves what it says, and says no more.
#pragma once

#include "compiler/analysis/subject.h"

namespace sop {

void analyse(const Subject& subject);

}  // namespace sop
