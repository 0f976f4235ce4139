// The worst case of a program (semantics D12) on the screen and as JSON.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "runtime/cost/program_cost.h"

namespace sop::cli {

std::string text_of(const ProgramCost& cost, bool zh);
nlohmann::ordered_json json_of(const ProgramCost& cost);
// The findings' JSON text with `worst_case`.
std::string with_cost(const std::string& json, const ProgramCost& cost);

}  // namespace sop::cli
