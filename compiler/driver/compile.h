// The function to read first: source text in, a Program and findings out. No files, no clock.
#pragma once

#include "compiler/check/check.h"

namespace sop {

struct Compilation {
  ParsedProgram parsed;
  Program program;          // to be run only when no finding is an error
  Diagnostics diagnostics;  // of all files and all phases, sorted by place
};

// `sources` must outlive the compilation.
Compilation compile(const Sources& sources, const CheckOptions& options);

// Does the program say what it reads (`table`, `events`, `staff`), or does it take its inputs as they come
// (language 2.0)?
bool declares_inputs(const Sources& sources);

}  // namespace sop
