// The inputs of one evaluation, ready to be evaluated: keys joined, streams filtered, de-duplicated, clustered by
// customer and sorted by time. Customers keep the order of their file. Immutable while programs run on it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "compiler/ir/program.h"
#include "runtime/table/column.h"
#include "stdlib/time/zone.h"

namespace sop {

struct NarrowTable;

struct TableData {
  std::size_t rows = 0;
  std::vector<ColumnData> columns;  // parallel to Input::columns; a column that nothing reads has rows == 0
  // Copies of columns in fewer bytes (runtime/table/narrow.h), of exactly these values; null: none. Who changes a
  // column drops them.
  std::shared_ptr<const NarrowTable> narrow;

  // Side and lookup tables: row of a key (a text code, or the whole value of a key of another type).
  std::unordered_map<std::int64_t, std::uint32_t> row_of_key;
  // Side tables: row of each customer, or -1.
  std::vector<std::int32_t> row_of_customer;

  // Streams: rows begin[c] .. begin[c + 1] are customer c's kept events, in canonical order: by time, then the stream's
  // id, then all columns in declared order, missing first.
  std::vector<std::uint32_t> begin;
  ColumnValues<Micros> time_us;         // instant of each row
  std::vector<std::uint32_t> customer;  // of each row
};

// One stored holding of a tag, from the input `tags` or an inferred `tag` column.
struct TagHolding {
  std::uint32_t customer;
  TextCode tag;
  TextCode group;
  bool has_group = false;
  Micros since = INT64_MIN;
  Micros until = INT64_MAX;
  bool manual = false;    // `source` says it was given by hand
  bool personal = false;  // a staff member's own: of `person`
  TextCode person = 0;
  // What a rule does at an instant is seen right after it: `since`, or `until`, is a microsecond later.
  bool begins_after = false, ends_after = false;
};

// What the facts with memory were: changes[begin[c] .. begin[c + 1]) are customer c's, in time order. Filled by the run
// (runtime/run/histories.h), parallel to Program::histories.
struct HistoryData {
  std::vector<std::uint32_t> begin;
  std::vector<Micros> at;
  std::vector<std::int32_t> value;  // from that instant on: 0 or 1, a member's index, or -1 for missing
};

// An account that an identity made one with a customer's own (semantics E8): its id, and the table it stands in.
struct JoinedAccount {
  std::uint32_t customer;
  TextCode id;
  InputId table;
};

struct Dataset {
  std::shared_ptr<TextPool> pool = std::make_shared<TextPool>();
  std::size_t customers = 0;
  std::vector<TextCode> customer_ids;  // by customer
  std::vector<Micros> exists_since;    // by customer; empty: all exist always. Hidden before it (semantics B1)
  std::vector<TableData> inputs;       // parallel to Program::inputs
  std::vector<TagHolding> tags;
  std::vector<TagHolding> tag_locks;  // rows of `tags` with `locked_until`: may not be given before `until`
  std::vector<HistoryData> histories;
  std::vector<JoinedAccount> accounts;  // in the order of their customers
};

}  // namespace sop
