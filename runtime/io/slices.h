// A file cut into parts that are read one after the other, so that no file is ever whole in memory: row groups of
// Parquet, batches of Arrow files, whole records of CSV. What can only be read whole (a query, a stream of Arrow) is
// one part.
#pragma once

#include <vector>

#include "runtime/io/data_files.h"

namespace sop {

// How large a part is, if the file's own parts allow it.
struct SliceSize {
  std::uint64_t rows = 1 << 20;   // Parquet and Arrow
  std::uint64_t bytes = 1 << 25;  // CSV
};

// In the order of their rows. A file that cannot be opened is one part: reading it says what is wrong.
std::vector<DataFile> slices_of(const DataFile& file, SliceSize size);

}  // namespace sop
