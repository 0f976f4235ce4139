// What `sopc run` understands.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/run_setup.h"

namespace sop::cli {

struct RunFlags : RunArguments {
  std::vector<std::string> select, tables;
  std::string out, format = "csv";
  bool strict = false, dry_run = false, raw = false, incremental = false;
  std::uint64_t memory = 0;  // bytes; 0: all at once
  std::size_t pieces = 0;    // 0: as many as the memory asks for

  bool in_pieces() const { return memory > 0 || pieces > 0; }
};

}  // namespace sop::cli
