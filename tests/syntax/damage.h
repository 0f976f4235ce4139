// Damaged programs: a valid one with one token deleted, doubled, swapped with the next, or mistyped. What the first
// finding says is asked of an oracle, so that later phases can stand in for the parser.
#pragma once

#include <functional>
#include <random>
#include <string>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"

namespace sop::tests {

enum class Damage : std::uint8_t { deleted, doubled, swapped, mistyped };

struct DamagedProgram {
  std::string text;
  Damage damage = Damage::deleted;
  std::string token;       // what was hit
  std::uint32_t line = 1;  // where the damage is
};

// The findings of a program text.
using Oracle = std::function<std::vector<Diagnostic>(const SourceBuffer&)>;

std::vector<Diagnostic> syntax_findings(const SourceBuffer& source);

DamagedProgram damage(const std::string& text, std::mt19937_64& random);

}  // namespace sop::tests
