// What a program's files use joins it: `use "common/tags.sop"` the file, once, relative to the using one and inside the
// project's root; `use std.NAME(…)` the module of the standard library. Files are read by the caller; a file that
// cannot join is noted at the file that uses it, and check reports it there.
#pragma once

#include <expected>
#include <functional>
#include <string>

#include "compiler/source/source.h"

namespace sop {

struct UsedFileReader {
  std::function<std::expected<std::string, UseFault>(const std::string& path, const std::string& root)> read;
  std::function<std::string(const std::string& path)> identity;  // two paths of one file are equal
  std::string root = ".";  // where paths may lead, unless a `project` declaration says otherwise
};

// A reader without files: only what is given and the standard library can be used.
UsedFileReader no_files();

void join_used_files(Sources& sources, const UsedFileReader& reader);

}  // namespace sop
