// What the tests of the second layer share: without its library they say so and end.
#pragma once

#include <catch2/catch.hpp>
#include <cstdlib>

#include "compiler/driver/compile.h"
#include "compiler/solver/layers.h"
#include "runtime/io/zone_files.h"

namespace sop {

inline bool no_solver() {
  if (!solver_version().empty()) return false;
  WARN("skipped: no Z3");
  return true;
}

inline unsigned from_environment(const char* name, unsigned usual) {
  const char* given = std::getenv(name);
  return given == nullptr ? usual : static_cast<unsigned>(std::strtoul(given, nullptr, 10));
}

inline CheckOptions with_zones() {
  CheckOptions out;
  out.zone = [](const std::string& name) { return load_zone(name); };
  return out;
}

// A condition, and what the author takes for granted.
inline FormulaId asked_of(Translator& translator, const Program& program, InstId condition) {
  std::vector<FormulaId> together{translator.of(condition)};
  for (const Assumption& known : program.assumptions) together.push_back(translator.of(known.condition));
  return translator.formulas().all(std::move(together));
}

}  // namespace sop
