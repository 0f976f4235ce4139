// Findings an old project lives with: a file that lists them, so that `sopc check` tells only what is new. What is
// written wrongly (S1, S2) is never among them; what is meant wrongly may be, at the level of an error too.
#pragma once

#include <expected>
#include <string>

#include "compiler/diagnostics/diagnostic.h"

namespace sop::cli {

struct BaselineUse {
  std::size_t known = 0;  // findings left out
  std::size_t gone = 0;   // of the file, found no more
};

// Leaves out what the file lists. An error text (en, zh) where it cannot be read.
struct BaselineFault {
  std::string en, zh;
};
std::expected<BaselineUse, BaselineFault> leave_out_known(const std::string& path, const Sources& sources,
                                                          Diagnostics& diagnostics, bool all_asked);

// A warning, or what the analysis of a program that can be read has found; no error of syntax, names or types.
bool may_be_known(const Diagnostic& found);

// All findings that a baseline may hold, as the text of its file, and how many they are.
struct BaselineText {
  std::string text;
  std::size_t count = 0;
};
// To be written to `path`: files are named as seen from there.
BaselineText baseline_of(const std::string& path, const Sources& sources, const Diagnostics& diagnostics);

std::string text_of(const BaselineUse& use, bool zh);

}  // namespace sop::cli
