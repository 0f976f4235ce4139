// Typed values as the text of files and findings (cli.md, "Output of run"): exact and the same everywhere.
#pragma once

#include <string>
#include <vector>

#include "runtime/table/column.h"
#include "stdlib/time/zone.h"

namespace sop {

struct PrintContext {
  const TextPool* pool = nullptr;
  const ZoneRules* zone = nullptr;                    // for instants
  const std::vector<std::string>* members = nullptr;  // of an enumeration
};

void print_integer(std::int64_t value, std::string& out);
void print_number(double value, std::string& out);                            // shortest that reads back
void print_money(std::int64_t units, std::string& out);                       // 12.5, no more decimals than needed
void print_date(Days date, std::string& out);                                 // 2026-11-11
void print_time(Micros time, std::string& out);                               // 15:00:00[.ffffff]
void print_instant(Micros instant, const ZoneRules& zone, std::string& out);  // RFC 3339 with offset
void print_duration(std::int64_t packed, std::string& out);                   // `7 days`

// One value of a column; nothing where it is missing.
void print_value(const ColumnData& column, std::size_t row, const PrintContext& context, std::string& out);

}  // namespace sop
