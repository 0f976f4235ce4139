// The .sop files named on the command line: files, and folders with all .sop files below them; and what they use.
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

// The files alone, as they are given.
std::expected<Sources, FileFault> read_files(const std::vector<std::string>& paths);

// With the files and modules they use (compiler/driver/uses.h). The root is the folder of the file that holds the
// `project` declaration, else the first folder given, or that of the first file.
// A file beyond the limit is read up to there and no further; the compiler says so (S6002) and reads nothing of it.
// `from_stdin`: one more file comes from a pipe; what it uses lies below the first path, else below the working folder.
std::expected<Sources, FileFault> read_program(const std::vector<std::string>& paths, bool from_stdin = false);

}  // namespace sop::cli
