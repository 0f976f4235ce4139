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

constexpr std::size_t source_limit_bytes = 1 << 20;
constexpr std::size_t program_limit_bytes = 16 << 20;

std::expected<Sources, FileFault> read_program(const std::vector<std::string>& paths);

}  // namespace sop::cli
