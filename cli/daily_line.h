// What `sopc run --incremental` says of whom it asked.
#pragma once

#include <string>

#include "compiler/diagnostics/diagnostic.h"
#include "runtime/daily/daily.h"

namespace sop::cli {

std::string daily_line(const DailyChoice& choice, std::size_t customers, Language language);

}  // namespace sop::cli
