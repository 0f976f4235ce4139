// What the opaque handles of sop.h are.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "bindings/c/include/sop.h"
#include "compiler/driver/compile.h"
#include "stdlib/time/zone.h"

// Immutable once it is handed out.
struct sop_program {
  std::atomic<std::uint32_t> holders{1};
  sop::Language language = sop::Language::en;
  sop::Sources sources;
  std::unique_ptr<sop::Compilation> compiled;
  bool can_run = false;
  sop::CheckOptions check;  // with the zones that the host gave
  sop::ZoneRules zone;      // of the project
  std::string diagnostics, schema;

  const sop::Program& program() const { return compiled->program; }
};
