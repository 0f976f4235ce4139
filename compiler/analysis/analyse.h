// What is right as a program and wrong as an operation: conditions that nobody meets, tags nobody reads, messages that
// can never be sent. Works on the finished Program and the trees; proves what it says, and says no more.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "compiler/analysis/open_question.h"

namespace sop {

struct ModuleBodies;
struct Subject;

// How much is tried: `fast` gives up on hard questions ten times sooner; `full` asks the second layer where boxes leave
// something open (compiler/solver); `proving` also writes a test for every customer that a finding shows (proof.h).
// `boxes` is what programs are compiled with to be run: nothing depends on a library there.
enum class AnalysisDepth : std::uint8_t { fast, boxes, full, proving };

struct AnalysisEffort {
  std::size_t questions = 0;
  std::vector<OpenQuestion> open;  // would have taken too much, or lie beyond all layers; nothing is claimed about them
  bool solver_absent = false;      // where one was to be asked
};

AnalysisEffort analyse(const Subject& subject, const ModuleBodies& bodies, AnalysisDepth depth);

}  // namespace sop
