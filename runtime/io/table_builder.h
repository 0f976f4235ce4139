// Puts the pieces of an input's files together: one ReadTable with file lines, findings in order and capped.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "compiler/source/profile.h"
#include "runtime/eval/progress.h"
#include "runtime/io/column_reader.h"
#include "runtime/io/data_files.h"

namespace sop {

class ColumnCache;

struct ReadOptions {
  int threads = 1;
  bool keep_all_findings = false;  // quarantine wants every one
  std::string folder{};            // where the program's file names start, ending with `/`; empty: the current folder
  Progress* progress = nullptr;
  Profile* profile = nullptr;
  ColumnCache* cache = nullptr;  // where columns of files are kept between runs (column_cache.h); null: nowhere
  bool some = false;             // declared inputs without a file are no fault
};

// What reading one input needs. `rules` are the columns to read.
struct InputPlan {
  const Input* input = nullptr;
  std::vector<ColumnRule> rules;
  const ZoneRules* zone = nullptr;
  TextPool* pool = nullptr;
  ReadOptions options;
  const std::vector<Enumeration>* enumerations = nullptr;
};

InputPlan plan_input(const Input& input, const std::vector<Enumeration>& enumerations, const ZoneRules& zone,
                     TextPool& pool, ReadOptions options);

// May this column be absent from the file? (`?` columns of predeclared inputs)
bool may_be_absent(const InputPlan& plan, const ColumnRule& rule);

// Declared columns that nothing reads: the file must have them all the same (semantics A10).
std::vector<std::string> unread_columns(const InputPlan& plan, const DataFile& file);

// One reader per rule, for one thread.
using ColumnReaders = std::vector<std::unique_ptr<ColumnReader>>;
ColumnReaders column_readers(const InputPlan& plan);

// An empty piece with a fault list per rule, and one more for records.
ReadPiece empty_piece(const InputPlan& plan, std::size_t rows);

struct PlacedPiece {
  ReadPiece piece;
  std::size_t file;
  std::int64_t first_line;  // the file's line of the piece's line 0
};

class TableBuilder {
 public:
  explicit TableBuilder(const InputPlan& plan) : plan_(plan) {}

  void begin_file(const std::string& path);
  // `first_line` is the file's line of the piece's line 0.
  void add(ReadPiece piece, std::int64_t first_line);
  void add_file_fault(BadInput finding);
  // The pieces of the latest file; nothing where something was wrong with it.
  std::optional<std::span<const PlacedPiece>> flawless_file() const;
  ReadTable finish();

 private:
  using Placed = PlacedPiece;
  void join_columns(ReadTable& table);
  void join_findings(const Placed& placed, std::size_t first_row, ReadTable& table);
  BadInput finding_of(const RowFault& fault, const Placed& placed) const;

  const InputPlan& plan_;
  std::vector<Placed> pieces_;
  std::vector<FilePart> files_;
  InputFindings file_findings_;
  std::size_t first_piece_ = 0;      // of the latest file
  std::uint64_t faults_before_ = 0;  // it
};

}  // namespace sop
