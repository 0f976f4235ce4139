// A simulation as one page that needs nothing else: no network, no other file. Journeys as graphs, a funnel each, the
// calendar of contacts, the work of staff, timelines of some customers; both languages.
#pragma once

#include <string>

#include "cli/simulate_view.h"

namespace sop::cli {

// Empty: this sopc was built without the charts.
std::string simulate_page(const SimulateView& view, Language language);

}  // namespace sop::cli
