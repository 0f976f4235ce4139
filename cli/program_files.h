// The .sop files named on the command line: files, and folders with all .sop files below them.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "compiler/source/source.h"

namespace sop::cli {

struct FileFault {
  std::string path;
  std::string reason_en, reason_zh;
};

// A file beyond the limit is read up to there and no further; the compiler says so (S6002) and reads nothing of it.
std::expected<Sources, FileFault> read_program(const std::vector<std::string>& paths);

}  // namespace sop::cli
