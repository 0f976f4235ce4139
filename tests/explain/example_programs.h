// The projects under examples/ as prepared cases, with the instants their script `run` names.
#pragma once

#include <filesystem>

#include "tests/golden_runner/prepared_case.h"

namespace sop::examples {

// The files of an example and its tables, as its script `run` binds them: each table by the name of its file.
std::optional<golden::PreparedCase> prepare(const std::filesystem::path& folder);
std::vector<Micros> instants_of_run(const std::filesystem::path& folder, const ZoneRules& zone);

}  // namespace sop::examples
