// Counts of a run, as JSON for hosts.
#pragma once

#include <string>

#include "bindings/c/evaluator.h"

namespace sop::embed {

std::string summary_json(const DecidedBatch& batch);

}  // namespace sop::embed
