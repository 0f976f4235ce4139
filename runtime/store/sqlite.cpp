#include "runtime/store/sqlite.h"

#include "runtime/store/checked_pages.h"

namespace sop {

Statement::Statement(Database& database, const char* sql) : database_(database) {
  if (database.failed()) return;
  const int code = sqlite3_prepare_v2(database.handle(), sql, -1, &statement_, nullptr);
  if (code != SQLITE_OK) database.fail(code);
}

Statement& Statement::bind(std::int64_t value) {
  sqlite3_bind_int64(statement_, next_++, value);
  return *this;
}

Statement& Statement::bind(std::string_view text) {
  sqlite3_bind_text64(statement_, next_++, text.data() == nullptr ? "" : text.data(), text.size(), SQLITE_TRANSIENT,
                      SQLITE_UTF8);
  return *this;
}

Statement& Statement::bind_blob(std::string_view bytes) {
  sqlite3_bind_blob64(statement_, next_++, bytes.data() == nullptr ? "" : bytes.data(), bytes.size(), SQLITE_TRANSIENT);
  return *this;
}

Statement& Statement::bind_null() {
  sqlite3_bind_null(statement_, next_++);
  return *this;
}

bool Statement::row() {
  if (database_.failed()) return false;
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) database_.fail(code);
  sqlite3_reset(statement_);
  next_ = 1;
  return false;
}

void Statement::run() {
  while (row()) {}
}

std::string_view Statement::text(int column) const {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  return {bytes == nullptr ? "" : bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

std::string_view Statement::blob(int column) const {
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
  return {bytes == nullptr ? "" : bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

// Even to read, a log that another engine writes is shared with it: so the file is opened like one to be written, and
// then only asked.
void Database::open(const std::string& path, Access access, int patience_ms) {
  const bool create = access == Access::create;
  open_file(path, create ? SQLITE_OPEN_CREATE : 0);
  if (failed()) return;
  sqlite3_busy_timeout(handle_, patience_ms);
  int reserved = checksum_bytes;
  if (create) sqlite3_file_control(handle_, "main", SQLITE_FCNTL_RESERVE_BYTES, &reserved);
  if (!create) execute("PRAGMA query_only = ON");
}

void Database::open_in_memory() {
  const int code = sqlite3_open_v2(":memory:", &handle_,
                                   SQLITE_OPEN_READWRITE | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_NOMUTEX, nullptr);
  if (code != SQLITE_OK) fail(code);
}

void Database::copy_from(Database& other) {
  if (failed()) return;
  sqlite3_backup* copy = sqlite3_backup_init(handle_, "main", other.handle_, "main");
  if (copy == nullptr) return fail(sqlite3_errcode(handle_));
  sqlite3_backup_step(copy, -1);
  if (const int code = sqlite3_backup_finish(copy); code != SQLITE_OK) fail(code);
}

void Database::execute(const char* sql) {
  if (failed()) return;
  const int code = sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) fail(code);
}

void Database::open_existing(const std::string& path, int patience_ms) {
  open_file(path, 0);
  if (!failed()) sqlite3_busy_timeout(handle_, patience_ms);
}

// A database is asked by one thread at a time: locks around every call would cost a tenth of a daily run, and what
// memory is in use nobody asks SQLite.
void Database::open_file(const std::string& path, int flags) {
  [[maybe_unused]] static const int uncounted = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  constexpr int always = SQLITE_OPEN_READWRITE | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_NOMUTEX;
  const int code = sqlite3_open_v2(path.c_str(), &handle_, always | flags, checked_pages());
  if (code != SQLITE_OK) fail(code);
}

void Database::fail(int code) {
  if (failed()) return;
  code_ = code;
  fault_ = handle_ == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(handle_);
}

}  // namespace sop
