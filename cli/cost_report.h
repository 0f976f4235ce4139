// The worst case of a program (semantics D12), and what an evaluation reads, on the screen and as JSON.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "runtime/cost/program_cost.h"
#include "runtime/cost/program_work.h"

namespace sop::cli {

std::string text_of(const ProgramCost& cost, bool zh);
nlohmann::ordered_json json_of(const ProgramCost& cost);
std::string text_of(const ProgramWork& work, bool zh);
// The findings' JSON text with `worst_case` and `work`.
std::string with_cost(const std::string& json, const ProgramCost& cost, const ProgramWork& work);

}  // namespace sop::cli
