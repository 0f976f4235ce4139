// The rows of a customer whom the solver found: values of her columns, events that give what was asked of a stream.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "compiler/analysis/reasoning.h"

namespace sop {

// The instant that everything is counted from, as the cuts are (cut.h).
inline constexpr std::string_view proof_instant = "2026-06-17 12:00";

struct ProofRow {
  InputId input;
  std::map<int, std::string> fields;  // column, literal
  std::vector<std::string> tags;
};

// The population's row first. Nothing: some value has no place in a row.
std::optional<std::vector<ProofRow>> proof_rows(Reasoning& reasoning, const Answer& answer);

}  // namespace sop
