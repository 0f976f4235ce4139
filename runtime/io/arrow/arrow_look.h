// A Parquet or Arrow file looked at once: what its columns hold, and single rows of it.
#pragma once

#include "runtime/io/arrow_part.h"

namespace sop {

std::expected<void, std::string> look_at_arrow(const DataFile& file, ArrowLook& into);
std::vector<std::string> arrow_records(const DataFile& file, const std::vector<std::int64_t>& rows);

}  // namespace sop
