// A journey as a picture that needs no script: its steps from top to bottom, and every way from one to another. Beside
// it the same as a list, for those who cannot see it.
#pragma once

#include <string>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/ir/program.h"

namespace sop::cli::doc {

// HTML: an SVG and a list. `number` tells its parts from those of other pictures on the page.
std::string journey_picture(const Journey& journey, int number, Language language);

}  // namespace sop::cli::doc
