// State files carry a checksum in the last eight bytes of every page, because SQLite takes a flipped bit inside of a
// row for a value: whoever was tagged becomes somebody else. A page that does not fit its checksum is a fault of the
// file. What is still in the log has the log's own checksums, and zeros in the eight bytes: so has a page that another
// program moved from the log to the file, and nothing is said against it. Files without the eight bytes, of before
// this, are read as they are.
#pragma once

#include <cstdint>

namespace sop {

inline constexpr int checksum_bytes = 8;
// In the header of a state file (PRAGMA application_id): "sop1".
inline constexpr std::int32_t state_file_id = 0x736F7031;

// The name of the SQLite file layer that does it, over whatever is the default one.
const char* checked_pages();

}  // namespace sop
