// What a page shows, as the JSON its script reads: every text in both languages, hidden and bidirectional characters
// made visible.
#pragma once

#include <nlohmann/json.hpp>

#include "cli/simulate_view.h"

namespace sop::cli {

nlohmann::ordered_json page_data(const SimulateView& view, Language language);

}  // namespace sop::cli
