// A golden case ready to be asked at an instant: compiled, its tables read. For sections about one dataset under one
// configuration; RESULT compares several.
#pragma once

#include <expected>
#include <memory>

#include "compiler/source/source.h"
#include "runtime/io/prepare.h"
#include "runtime/io/zone_files.h"
#include "runtime/run/run.h"
#include "tests/golden_runner/folder.h"

namespace sop::golden {

inline std::optional<ZoneRules> zone_named(const std::string& name) { return load_zone(name); }

struct PreparedCase {
  Sources sources;
  Program program;
  RunContext context;
  PreparedData prepared;
};

using Texts = std::vector<Case::NamedText>;

// Or what is wrong, as text.
std::expected<PreparedCase, std::string> prepare_case(const Texts& sources, const Folder& folder);

// The instants of AS_OF, one per line.
std::vector<Micros> instants_of(const Case& golden, const ZoneRules& zone);

RunOptions options_at(Micros instant);

// Runs at all instants but the last, with a state file; what is wrong, or nothing.
std::string run_before_last(const PreparedCase& prepared, const std::string& state,
                            const std::vector<Micros>& instants);

}  // namespace sop::golden
