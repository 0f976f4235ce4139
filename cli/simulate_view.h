// A simulation as text, JSON and page: what each of them shows, in one place.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "runtime/cost/program_cost.h"
#include "runtime/simulate/simulate.h"

namespace sop::cli {

struct SimulateView {
  const Program& program;
  const Simulation& simulation;
  const ZoneRules& zone;
  ProgramCost cost;
  std::string from, to;
  std::vector<ResponseAssumption> assumptions;
  std::uint64_t seed = 1;
  Days first_day = 0, last_day = 0;
};

std::string simulate_text(const SimulateView& view, Language language);
nlohmann::ordered_json simulate_json(const SimulateView& view);

// What a step is called: its identity, else what kind of step it is.
std::string step_title(const Journey& journey, std::size_t step, Language language);
std::string day_text(Days day);

}  // namespace sop::cli
