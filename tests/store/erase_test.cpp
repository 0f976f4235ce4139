// Erasing knows every table there is: a table of a new version must say what of a customer it holds. The marks that
// stay are a published function of a key and her id.
#include <catch2/catch.hpp>

#include <algorithm>

#include "runtime/store/erase.h"
#include "runtime/store/schema.h"
#include "runtime/store/sqlite.h"

namespace sop {
namespace {

std::vector<std::string> names(Database& database, const char* sql) {
  std::vector<std::string> out;
  Statement rows(database, sql);
  while (rows.row()) out.emplace_back(rows.text(0));
  return out;
}

}  // namespace

TEST_CASE("every table of the schema says what erasing a customer does to it") {
  Database database;
  database.open_in_memory();
  REQUIRE_FALSE(bring_up_to_date(database));
  const std::vector<std::string> tables = names(database, "SELECT name FROM sqlite_master WHERE type = 'table'");
  REQUIRE(tables.size() >= 21);
  const auto erasures = table_erasures();
  CHECK(erasures.size() == tables.size());
  for (const std::string& table : tables) {
    INFO("the table `" + table + "` has no line in runtime/store/erase.cpp");
    const auto line =
        std::ranges::find(erasures, table, [](const TableErasure& one) { return std::string(one.table); });
    REQUIRE(line != erasures.end());
    // Whatever has a column for the customer loses her rows.
    const auto hers =
        names(database, ("SELECT name FROM pragma_table_info('" + table + "') WHERE name = 'customer'").c_str());
    INFO(table);
    if (!hers.empty()) CHECK(line->how == TableErasure::How::rows);
  }
}

TEST_CASE("the keyed hash of marks is the published one") {
  // From the paper: key 00 01 … 0f, message 00 01 … 0e.
  std::string message;
  for (char c = 0; c < 15; ++c) message += c;
  CHECK(siphash(0x0706050403020100, 0x0f0e0d0c0b0a0908, message) == 0xa129ca6149be45e5);
  CHECK(siphash(0x0706050403020100, 0x0f0e0d0c0b0a0908, "") == 0x726fdb47dd0e0e31);
  const MarkKey key{{1, 2, 3, 0xFFFFFFFFFFFFFFFF}};
  CHECK(mark_key_from(text_of(key)).words == key.words);
  CHECK(mark_of(key, "c1") != mark_of(key, "c2"));
  CHECK(mark_of(key, "c1") != mark_of(MarkKey{{1, 2, 3, 4}}, "c1"));
  CHECK(new_mark_key().words != new_mark_key().words);
}

}  // namespace sop
