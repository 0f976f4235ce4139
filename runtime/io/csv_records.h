// CSV bytes to records and fields. A quote opens a field only at its start, is doubled inside, and nothing but the
// delimiter may follow the closing one; LF and CRLF end records, also inside quotes they count as lines. Nothing is
// trimmed, converted or copied (but fields with doubled quotes).
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/io/raw_field.h"

namespace sop {

enum class RecordFault : std::uint8_t { ragged, stray_quote, open_quote };

struct BadRecord {
  RecordFault fault;
  std::uint32_t line;    // as below
  std::uint32_t fields;  // how many it has
};

struct CsvRecords {
  std::vector<std::vector<RawField>> fields;  // by slot, one per good record
  std::vector<std::uint32_t> line;            // of each good record, counted from 0
  std::vector<BadRecord> bad;
  std::uint32_t lines = 0;
  std::deque<std::string> unescaped;  // what some fields point to
};

struct CsvShape {
  char delimiter = ',';
  std::vector<std::int32_t> slot_of_field;  // per field of the header: where it goes, or -1
  std::size_t slots = 0;
};

// Where the first record ends (after its line end).
std::size_t first_record_end(std::string_view text, char delimiter);

// The fields of one record.
std::vector<std::string> fields_of_record(std::string_view record, char delimiter);

// A header of one name that others seem to be in: what stands between them, as a person writes it.
std::optional<std::string> other_separator(const std::vector<std::string>& header);

// Cuts the text into pieces of about `piece_bytes` that end with a record.
std::vector<std::string_view> split_records(std::string_view text, char delimiter, std::size_t piece_bytes);

CsvRecords read_records(std::string_view text, const CsvShape& shape);

}  // namespace sop
