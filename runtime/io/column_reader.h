// Raw fields of one declared column to typed values: missing tokens, strict conversion, findings (semantics A6, A9).
// Everything a declaration says about file values is compiled here once; the loop over rows is one per type.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>

#include "compiler/ir/schema.h"
#include "runtime/io/local_clock.h"
#include "runtime/io/raw_field.h"
#include "runtime/io/read_table.h"
#include "runtime/io/text_lookup.h"
#include "runtime/io/time_format.h"

namespace sop {

// What one column's conversion needs to know; shared by all threads.
struct ColumnRule {
  const Column* column = nullptr;
  std::int32_t index = -1;                              // into Input::columns
  std::unordered_map<std::string, std::int64_t> words;  // enumeration members, mapped booleans
  std::optional<TimeFormat> format;
  bool bad_format = false;  // declared, but not readable: no value fits
  bool thousands = false;
  bool empty_is_told = false;  // `no from ""`: an empty field is a value
  std::string detail;          // of a finding: the format or the members
};

ColumnRule rule_of(const Column& column, std::int32_t index, const std::vector<Enumeration>& enumerations);

// Is this field one of the column's missing values?
bool is_missing(const ColumnRule& rule, const RawField& field);

RowFault fault_of(const ColumnRule& rule, InputFault fault, std::size_t row, std::uint32_t line,
                  std::string_view value);

// The words of a file's dictionary as values of the column: read once for all batches that share it.
struct WordsRead {
  std::shared_ptr<const void> of;  // the dictionary
  ColumnData values;
  bool flawless = false;  // every word is a value of the column
};

// One per thread and column.
class ColumnReader {
 public:
  ColumnReader(const ColumnRule& rule, const ZoneRules& zone, TextPool& pool);

  // One value per field. `line` is parallel to `fields`.
  ColumnData read(std::span<const RawField> fields, std::span<const std::uint32_t> line, FaultList& faults);

  const ColumnRule& rule() const { return rule_; }
  LocalClock& clock() { return clock_; }
  TextLookup& texts() { return texts_; }
  WordsRead& words() { return words_; }

 private:
  template <class Store>
  void each(std::span<const RawField> fields, std::span<const std::uint32_t> line, FaultList& faults, ColumnData& out,
            Store store);
  std::optional<std::int64_t> whole_of(std::string_view text);
  template <class Parse>
  void read_whole(std::span<const RawField> fields, std::span<const std::uint32_t> line, FaultList& faults,
                  ColumnData& out, Parse parse);

  const ColumnRule& rule_;
  LocalClock clock_;
  TextLookup texts_;
  WordsRead words_;
};

}  // namespace sop
