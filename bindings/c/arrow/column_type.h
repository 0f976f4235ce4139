// What a column of the Arrow C data interface holds, read from its format text.
#pragma once

#include <cstdint>
#include <expected>
#include <string>

#include "bindings/c/include/sop.h"

namespace sop::embed {

enum class ArrowKind : std::uint8_t {
  none,     // null in every row
  boolean,  // bits
  whole,    // signed or unsigned, 1 to 8 bytes
  real,     // 4 or 8 bytes
  decimal,  // 16 or 32 bytes, with a scale
  text,     // 32-bit offsets, 64-bit offsets, or views
  date,     // days (4 bytes) or milliseconds (8)
  instant,  // a time stamp, with a zone or local
  clock,    // a time of day
  span,     // a duration
  other,    // anything else; no declared column can hold it
};

enum class TextForm : std::uint8_t { offsets32, offsets64, views };

struct ArrowType {
  ArrowKind kind = ArrowKind::other;
  int bytes = 0;  // of one value; 0: bits, or none
  bool is_signed = true;
  int scale = 0;                      // decimals
  std::int64_t units_per_second = 1;  // instants, clocks, spans
  bool has_zone = false;              // instants
  TextForm form = TextForm::offsets32;
  bool in_dictionary = false;  // the values stand in a dictionary, the rows hold indexes of this width and sign:
  int index_bytes = 0;
  bool index_is_signed = true;
};

// An unknown format is `other`; an error is a structure that is none: no format, a dictionary that is no column.
std::expected<ArrowType, std::string> arrow_type(const ArrowSchema& schema);

// "int64", "timestamp[us]": for findings.
std::string type_name(const ArrowType& type, const ArrowSchema& schema);

}  // namespace sop::embed
