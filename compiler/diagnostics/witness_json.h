// A finding's customer in the JSON forms: {"sentence": …, "customer": {"spend": 500, "city": null}}.
#pragma once

#include <nlohmann/json.hpp>

#include "compiler/diagnostics/diagnostic.h"

namespace sop {

// By the names of the program; null: missing.
nlohmann::ordered_json customer_json(std::span<const WitnessValue> values);
nlohmann::ordered_json witness_json(const Diagnostic& diagnostic, Language language);

}  // namespace sop
