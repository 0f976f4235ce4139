// A file that would unpack to more than docs/limits.md allows, as a status of Arrow.
#pragma once

#include <arrow/status.h>

#include "runtime/io/unpacked.h"

namespace sop {

inline arrow::Status too_much(std::uint64_t unpacked_bytes) {
  return arrow::Status::CapacityError("S6002: it would unpack to ", unpacked_bytes >> 20, " MiB, more than ",
                                      limits::row_of(limits::Id::unpacked_ratio).much, " and more than ",
                                      limits::row_of(limits::Id::unpacked_bytes).much);
}

}  // namespace sop
