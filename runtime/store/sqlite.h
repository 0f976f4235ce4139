// SQLite as this project uses it: statements that own themselves, and faults as values with the place they came from.
// A fault sticks: after the first one every step does nothing, and the transaction is rolled back.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace sop {

class Database;

// One prepared statement; bind in order, then step.
class Statement {
 public:
  Statement(Database& database, const char* sql);
  ~Statement() { sqlite3_finalize(statement_); }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  Statement& bind(std::int64_t value);
  Statement& bind(std::string_view text);
  Statement& bind_blob(std::string_view bytes);
  Statement& bind_null();
  bool row();  // the next row; false at the end, and the statement is ready to be bound again
  void run();  // for statements without rows
  // The rows that are left are not asked for; it is ready to be bound again.
  Statement& restart() {
    sqlite3_reset(statement_);
    next_ = 1;
    return *this;
  }

  std::int64_t whole(int column) const { return sqlite3_column_int64(statement_, column); }
  std::string_view text(int column) const;
  std::string_view blob(int column) const;
  bool is_null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }

 private:
  Database& database_;
  sqlite3_stmt* statement_ = nullptr;
  int next_ = 1;
};

class Database {
 public:
  ~Database() { sqlite3_close(handle_); }
  Database() = default;
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  enum class Access : std::uint8_t { create, read };
  // Waits for others to finish, up to so long.
  void open(const std::string& path, Access access, int patience_ms = 0);
  void open_in_memory();
  // All of another database instead of what is here.
  void copy_from(Database& other);
  void execute(const char* sql);
  sqlite3* handle() { return handle_; }
  // Never creates one; waits for others to finish, up to so long.
  void open_existing(const std::string& path, int patience_ms);

  bool failed() const { return code_ != SQLITE_OK; }
  bool busy() const { return (code_ & 0xFF) == SQLITE_BUSY || (code_ & 0xFF) == SQLITE_LOCKED; }
  const std::string& fault() const { return fault_; }
  void fail(int code);

 private:
  void open_file(const std::string& path, int flags);

  sqlite3* handle_ = nullptr;
  int code_ = SQLITE_OK;
  std::string fault_;
};

}  // namespace sop
