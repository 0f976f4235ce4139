#include "runtime/io/sqlite_rows.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <string_view>

namespace sop {
namespace {

std::unexpected<std::string> failed(sqlite3* file) {
  return std::unexpected<std::string>(file == nullptr ? "out of memory" : sqlite3_errmsg(file));
}

}  // namespace

void SqliteRows::Close::operator()(sqlite3* file) const { sqlite3_close(file); }
void SqliteRows::Close::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

std::expected<SqliteRows, std::string> SqliteRows::open(const std::string& path, const std::string& query) {
  SqliteRows rows;
  sqlite3* file = nullptr;
  const int opened = sqlite3_open_v2(path.c_str(), &file, SQLITE_OPEN_READONLY, nullptr);
  rows.file_.reset(file);
  if (opened != SQLITE_OK) return failed(file);
  sqlite3_busy_timeout(file, 5000);
  sqlite3_stmt* statement = nullptr;
  const char* rest = nullptr;
  const int prepared = sqlite3_prepare_v2(file, query.data(), static_cast<int>(query.size()), &statement, &rest);
  rows.statement_.reset(statement);
  if (prepared != SQLITE_OK) return failed(file);
  if (statement == nullptr || sqlite3_column_count(statement) == 0)
    return std::unexpected("the query gives no table: write SELECT ...");
  const std::string_view after(rest, query.size() - static_cast<std::size_t>(rest - query.data()));
  if (after.find_first_not_of(" \t\r\n;") != std::string_view::npos)
    return std::unexpected("one query only, without anything after it");
  if (sqlite3_stmt_readonly(statement) == 0) return std::unexpected("the query would change the file");
  for (int c = 0; c < sqlite3_column_count(statement); ++c)
    rows.columns_.emplace_back(sqlite3_column_name(statement, c));
  return rows;
}

RawField SqliteRows::field(int column, Batch& batch) const {
  sqlite3_stmt* row = statement_.get();
  const auto kept = [&](std::string text, bool quoted) {
    const std::string& at = batch.texts.emplace_back(std::move(text));
    return RawField{at.data(), static_cast<std::uint32_t>(at.size()), quoted, false};
  };
  switch (sqlite3_column_type(row, column)) {
    case SQLITE_NULL: return {.absent = true};
    case SQLITE_INTEGER: return kept(fmt::format("{}", sqlite3_column_int64(row, column)), false);
    case SQLITE_FLOAT: return kept(fmt::format("{}", sqlite3_column_double(row, column)), false);  // 5.0 is `5`
    default: {  // SQLITE_TEXT, and SQLITE_BLOB taken as text
      const auto* bytes = static_cast<const char*>(sqlite3_column_blob(row, column));
      const int size = sqlite3_column_bytes(row, column);
      return kept(bytes == nullptr ? std::string() : std::string(bytes, static_cast<std::size_t>(size)), true);
    }
  }
}

std::expected<SqliteRows::Batch, std::string> SqliteRows::next(std::size_t limit) {
  Batch batch;
  batch.fields.resize(columns_.size());
  while (batch.rows < limit && !ended_) {
    const int step = sqlite3_step(statement_.get());
    ended_ = step == SQLITE_DONE;  // one more step would begin anew
    if (ended_) break;
    if (step != SQLITE_ROW) return failed(file_.get());
    for (std::size_t c = 0; c < columns_.size(); ++c) batch.fields[c].push_back(field(static_cast<int>(c), batch));
    ++batch.rows;
  }
  return batch;
}

}  // namespace sop
