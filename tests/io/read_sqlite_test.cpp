// A query on an SQLite file as an input: values convert as those of a CSV file, findings name the row of the query.
#include <sqlite3.h>
#include <catch2/catch.hpp>

#include "runtime/io/infer.h"
#include "runtime/io/quarantine.h"
#include "runtime/io/read_inputs.h"
#include "tests/io/sample_inputs.h"
#include "tests/io/temporary_folder.h"

namespace sop::test {
namespace {

struct Shop {
  TemporaryFolder folder;
  std::string file = folder.path("shop.db");

  explicit Shop(const char* statements) {
    sqlite3* db = nullptr;
    REQUIRE(sqlite3_open(file.c_str(), &db) == SQLITE_OK);
    REQUIRE(sqlite3_exec(db, statements, nullptr, nullptr, nullptr) == SQLITE_OK);
    sqlite3_close(db);
  }

  InputTables read(const std::string& query, std::vector<Column> columns, TextPool& pool) const {
    Program program;
    program.inputs.push_back(input("people", InputKind::population, std::move(columns)));
    program.population = InputId(0);
    const std::vector<Binding> bindings{{"people", "sqlite:" + file + "#" + query}};
    return read_inputs(program, bindings, ZoneRules{}, pool, {.keep_all_findings = true});
  }
};

constexpr const char* table_of_people =
    "CREATE TABLE people (id TEXT, age, spent, joined);"
    "INSERT INTO people VALUES ('c1', 30, 12.5, '2026-01-02'), ('c2', NULL, 7.0, ''), ('c3', 'old', 1e300, "
    "'2026-02-30');";

std::vector<Column> columns() {
  return {column("id", type(TypeKind::id)), column("age", maybe(TypeKind::integer)),
          column("spent", type(TypeKind::money)), column("joined", maybe(TypeKind::date))};
}

}  // namespace

TEST_CASE("a query on an SQLite file is an input") {
  const Shop shop(table_of_people);
  TextPool pool;
  const InputTables read = shop.read("SELECT * FROM people WHERE id = 'c1' OR age IS NULL", columns(), pool);
  REQUIRE(read.usage.empty());
  const ReadTable& table = read.tables[0];
  REQUIRE(table.rows == 2);
  CHECK(table.columns[1].whole[0] == 30);
  CHECK_FALSE(table.columns[1].is_known(1));
  CHECK(table.columns[2].whole == std::vector<std::int64_t>{125'000, 70'000});
  CHECK(table.columns[3].is_known(0));
  // An empty text is not NULL: no date.
  REQUIRE(table.findings.total == 1);
  CHECK(table.findings.kept[0].line == 2);
}

TEST_CASE("values of an SQLite file that do not fit are bad rows, with the row of the query") {
  const Shop shop(table_of_people);
  TextPool pool;
  const InputTables read = shop.read("SELECT * FROM people WHERE id = 'c3'", columns(), pool);
  const InputFindings& found = read.tables[0].findings;
  REQUIRE(found.total == 3);
  CHECK(found.kept[0].value == "old");
  CHECK(found.kept[1].value == "1e+300");
  CHECK(found.kept[2].value == "2026-02-30");
  CHECK(raw_records(found.kept[0].file, {1}) == std::vector<std::string>{"c3,old,1e+300,2026-02-30"});
}

TEST_CASE("what is wrong with a query is said in SQLite's words or ours") {
  const Shop shop(table_of_people);
  TextPool pool;
  const auto why = [&](const std::string& query) {
    const InputTables read = shop.read(query, columns(), pool);
    if (!read.usage.empty()) return text_of(read.usage[0], Language::en);
    REQUIRE(read.tables[0].findings.total == 1);
    return text_of(read.tables[0].findings.kept[0], Language::en);
  };
  CHECK(why("SELECT * FROM persons") == "the file cannot be read: no such table: persons");
  CHECK(why("DELETE FROM people") == "the file cannot be read: the query gives no table: write SELECT ...");
  CHECK(why("DELETE FROM people RETURNING id, age, spent, joined") ==
        "the file cannot be read: the query would change the file");
  CHECK(why("SELECT * FROM people; SELECT 1") == "the file cannot be read: one query only, without anything after it");
  CHECK(why("SELECT id, age, spent FROM people") == "the file has no column `joined`");
  CHECK(why(" ") == "say what to read: people=sqlite:FILE#SELECT ...");
}

TEST_CASE("other databases are refused with the way out, without their password") {
  const auto found = find_data_files({"people", "postgresql://ops:secret@db/shop#SELECT 1"});
  REQUIRE_FALSE(found);
  CHECK(exit_code_of(found.error().fault) == 2);
  const std::string line = line_of(found.error(), Language::en);
  CHECK(line.find("psql (\\copy (SELECT ...) TO 'people.csv' CSV HEADER)") != std::string::npos);
  CHECK(line.find("secret") == std::string::npos);
  CHECK(line.starts_with("postgresql://…@db/shop#SELECT 1: "));
}

TEST_CASE("the columns of a query are inferred") {
  const Shop shop(table_of_people);
  const auto inferred = infer_input({"people", "sqlite:" + shop.file + "#SELECT id, spent FROM people"});
  REQUIRE(inferred);
  CHECK(inferred->rows == 3);
  CHECK(inferred->columns[1].kind == TypeKind::number);
  CHECK(inferred->columns[1].known == 3);
}

}  // namespace sop::test
