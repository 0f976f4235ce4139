// The function to read first: source text in, a Program and findings out. No files, no clock.
#pragma once

#include "compiler/analysis/analyse.h"
#include "compiler/check/check.h"

namespace sop {

struct Compilation {
  ParsedProgram parsed;
  Program program;          // to be run only when no finding is an error
  Diagnostics diagnostics;  // of all files and all phases, sorted by place
  AnalysisEffort analysis;
  std::vector<Diagnostic> open_questions;  // neither proven nor shown; those no level speaks of (S3027)
};

// `sources` must outlive the compilation.
// `suite`: the program's tests, for `sopc test`; a program to be run carries none.
Compilation compile(const Sources& sources, const CheckOptions& options, TestSuite* suite = nullptr,
                    AnalysisDepth depth = AnalysisDepth::boxes);

// Does the program say what it reads (`table`, `events`, `staff`), or does it take its inputs as they come
// (language 2.0)?
bool declares_inputs(const Sources& sources);

}  // namespace sop
