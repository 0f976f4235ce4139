// One input as read from its files: typed columns, the line of every row, and what was wrong. Rows are in the order of
// the files; nothing is filtered, joined or sorted yet (runtime/io/prepare.h does that).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "runtime/io/bad_input.h"
#include "runtime/table/column.h"

namespace sop {

// A finding inside one piece of a file, before the file's lines are known.
struct RowFault {
  std::int64_t row = -1;     // in the piece; -1: the record gave no row
  std::uint32_t line = 0;    // as RowPlaces::line, in the piece
  std::int32_t column = -1;  // index into Input::columns
  InputFault fault{};
  std::string value;
  std::string detail;
};

struct FaultList {
  std::size_t keep = shown_findings;  // per column; all are counted
  std::uint64_t total = 0;
  std::vector<RowFault> kept;
  BitWords bad_rows;  // sized by the owner

  void add(RowFault fault) {
    ++total;
    if (fault.row >= 0) set_bit(bad_rows, static_cast<std::size_t>(fault.row));
    if (kept.size() < keep) kept.push_back(std::move(fault));
  }
};

// A piece of a file: some whole records.
struct ReadPiece {
  std::size_t rows = 0;
  std::vector<ColumnData> columns;  // parallel to Input::columns
  std::vector<std::uint32_t> line;  // of each row, counted from the piece's first line (0)
  std::uint32_t lines = 0;          // how many lines the piece has
  std::vector<FaultList> faults;    // one per read column, and one for the shape of records
};

struct FilePart {
  std::string path;
  std::size_t first_row = 0;
};

struct ReadTable {
  bool given = false;
  std::size_t rows = 0;
  std::vector<ColumnData> columns;    // parallel to Input::columns; not read: rows == 0
  std::vector<std::uint32_t> line;    // of each row in its file
  std::vector<std::uint32_t> number;  // of each row among all rows of the input, where these are some; empty: all
  std::vector<FilePart> files;
  BitWords bad_rows;              // rows with a finding
  std::uint64_t bad_records = 0;  // records that gave no row at all
  InputFindings findings;
};

}  // namespace sop
