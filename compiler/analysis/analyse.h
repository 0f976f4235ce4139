// What is right as a program and wrong as an operation: conditions that nobody meets, tags nobody reads, messages that
// can never be sent. Works on the finished Program and the trees; proves what it says, and says no more.
#pragma once

#include <cstddef>
#include <cstdint>

namespace sop {

struct ModuleBodies;
struct Subject;

// How much is tried: `fast` gives up on hard questions ten times sooner; `proving` also writes a test for every
// customer that a finding shows (proof.h).
enum class AnalysisDepth : std::uint8_t { fast, full, proving };

struct AnalysisEffort {
  std::size_t questions = 0;
  std::size_t undecided = 0;  // would have taken too much; nothing is claimed about them
};

AnalysisEffort analyse(const Subject& subject, const ModuleBodies& bodies, AnalysisDepth depth);

}  // namespace sop
