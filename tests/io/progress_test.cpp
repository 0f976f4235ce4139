// What the engine counts while it works: every byte of the files, every row of the frame and of a table written.
#include <catch2/catch.hpp>

#include "runtime/io/prepare.h"
#include "runtime/io/write.h"
#include "tests/io/sample_inputs.h"
#include "tests/io/temporary_folder.h"

namespace sop::test {

TEST_CASE("reading counts the bytes and rows of all files") {
  TemporaryFolder folder;
  std::string text = "customer_id,age\n";
  for (int i = 0; i < 1000; ++i) text += "c" + std::to_string(i) + ",7\n";
  const std::string path = folder.write("people.csv", text);
  Program program;
  program.inputs.push_back(input("customers", InputKind::population,
                                 {column("customer_id", type(TypeKind::id)), column("age", type(TypeKind::integer))}));
  program.population = InputId(0);
  TextPool pool;
  Progress progress;
  const std::vector<Binding> bindings{{"customers", path}};
  const InputTables tables = read_inputs(program, bindings, ZoneRules{}, pool, {.threads = 2, .progress = &progress});
  REQUIRE(tables.tables[0].rows == 1000);
  CHECK(progress.work() == Work::reading);
  CHECK(progress.rows() == 1000);
  CHECK(progress.total() == text.size());
  CHECK(progress.done() == text.size() - std::string("customer_id,age\n").size());
}

TEST_CASE("writing counts the rows of the table") {
  TemporaryFolder folder;
  OutputTable table;
  table.pool = std::make_shared<TextPool>();
  table.rows = 20'000;
  table.columns.push_back({"n", make_column({TypeKind::integer, false, {}}, table.rows), {}});
  for (OutputFormat format : {OutputFormat::csv, OutputFormat::jsonl}) {
    Progress progress;
    REQUIRE(write_table(table, folder.path("n") + std::string(extension_of(format)), format, {.progress = &progress}));
    CHECK(progress.work() == Work::writing);
    CHECK(progress.total() == 20'000);
    CHECK(progress.rows() == 20'000);
    CHECK(progress.piece() == 1);
  }
}

}  // namespace sop::test
