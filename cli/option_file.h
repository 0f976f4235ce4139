// Files that an option names and that are read as a whole: a baseline, a map of steps, assumptions. They are small;
// what is no regular file (a device, a pipe) or is larger than the limit is refused before it is read.
#pragma once

#include <cstddef>
#include <expected>
#include <string>

namespace sop::cli {

inline constexpr std::size_t option_file_bytes = 16 << 20;  // docs/limits.md

struct OptionFileFault {
  std::string en, zh;  // behind the path: "cannot be read"
};

std::expected<std::string, OptionFileFault> read_option_file(const std::string& path);

}  // namespace sop::cli
