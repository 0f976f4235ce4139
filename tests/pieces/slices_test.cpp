#include <catch2/catch.hpp>

#include "runtime/io/slices.h"

#include "runtime/io/read_inputs.h"
#include "tests/io/sample_inputs.h"
#include "tests/io/temporary_folder.h"

namespace sop::test {
namespace {

// Every row of `t` as "line:first,second", every finding as its line.
std::vector<std::string> read_all(std::span<const DataFile> files) {
  const Input t =
      input("t", InputKind::lookup, {column("a", maybe(TypeKind::text)), column("b", maybe(TypeKind::integer))}, -1);
  const ZoneRules zone;
  std::vector<std::string> rows, findings;
  for (const DataFile& file : files) {
    TextPool pool;
    const InputPlan plan = plan_input(t, {}, zone, pool, {});
    const ReadTable table = read_files(plan, std::span(&file, 1));
    for (std::size_t row = 0; row < table.rows; ++row) {
      std::string& text = rows.emplace_back(std::to_string(table.line[row]) + ":");
      if (table.columns[0].is_known(row)) text += pool.text(table.columns[0].codes[row]);
      text += "," + std::to_string(table.columns[1].is_known(row) ? table.columns[1].whole[row] : -1);
    }
    for (const BadInput& finding : table.findings.kept) findings.push_back(line_of(finding, Language::en));
  }
  rows.insert(rows.end(), findings.begin(), findings.end());
  return rows;
}

}  // namespace

TEST_CASE("a CSV file cut anywhere gives the rows and lines of the whole file") {
  const TemporaryFolder folder;
  const std::string_view text =
      "\xEF\xBB\xBF"
      "a,b\r\n"
      "x,1\r\n"
      "\"two\nlines, and \"\"quotes\"\"\",2\n"
      "\n"
      "in\"side,3\n"
      "\"\",4\n"
      "\"stray\"x,5\n"
      "ragged\n"
      "\"a\"\"\"\"b\",6\n"
      "wrong,value\n"
      "\"\n\n\",7\n"
      "last,8";
  const DataFile whole{.path = folder.write("t.csv", text), .format = FileFormat::csv};
  const std::vector<std::string> expected = read_all(std::span(&whole, 1));
  REQUIRE(expected.size() == 8 + 3);
  CHECK(expected[1].starts_with("3:two\nlines"));
  for (std::uint64_t bytes = 1; bytes < text.size() + 2; ++bytes) {
    const std::vector<DataFile> slices = slices_of(whole, {.rows = 1, .bytes = bytes});
    CHECK((bytes > 1 || slices.size() > 8));
    CHECK(read_all(slices) == expected);
  }
}

TEST_CASE("files without a record, or that are not there, are one part") {
  const TemporaryFolder folder;
  for (const char* text : {"", "a,b", "a,b\n"})
    CHECK(slices_of({.path = folder.write("t.csv", text), .format = FileFormat::csv}, {}).size() == 1);
  for (const FileFormat format : {FileFormat::csv, FileFormat::parquet, FileFormat::ipc})
    CHECK(slices_of({.path = folder.path("nothing"), .format = format}, {}).size() == 1);
}

}  // namespace sop::test
