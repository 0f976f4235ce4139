// The rows of a query on an SQLite file, as raw fields: a whole number in decimal, a real in its shortest round trip, a
// text as it is (never trimmed; an empty one is an empty text), NULL as absent. Opens the file for reading only.
#pragma once

#include <deque>
#include <expected>
#include <memory>
#include <string>
#include <vector>

#include "runtime/io/raw_field.h"

struct sqlite3;
struct sqlite3_stmt;

namespace sop {

constexpr std::size_t sqlite_batch_rows = 65'536;

class SqliteRows {
 public:
  // The error is SQLite's own sentence, or ours where the query is none or would change the file.
  static std::expected<SqliteRows, std::string> open(const std::string& path, const std::string& query);

  const std::vector<std::string>& columns() const { return columns_; }

  struct Batch {
    std::size_t rows = 0;
    std::vector<std::vector<RawField>> fields;  // by column
    std::deque<std::string> texts;              // what the fields point into
  };
  // The next rows, at most `limit`; none at the end.
  std::expected<Batch, std::string> next(std::size_t limit);

 private:
  struct Close {
    void operator()(sqlite3* file) const;
    void operator()(sqlite3_stmt* statement) const;
  };
  RawField field(int column, Batch& batch) const;

  std::unique_ptr<sqlite3, Close> file_;
  std::unique_ptr<sqlite3_stmt, Close> statement_;
  std::vector<std::string> columns_;
  bool ended_ = false;
};

}  // namespace sop
