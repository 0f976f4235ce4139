// The one finding for all that is too large, worded by the row of the limit.
#pragma once

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/source/limits.h"

namespace sop {

inline Diagnostic& over_limit(Diagnostics& diagnostics, limits::Id id, Span span, Code code = Code::S6002) {
  const limits::Row& row = limits::row_of(id);
  return diagnostics.report(
      code, span, {std::string(row.what), std::string(row.much), std::string(row.what_zh), std::string(row.much_zh)});
}

}  // namespace sop
