#include "runtime/io/data_files.h"

#include <catch2/catch.hpp>

#include "tests/io/temporary_folder.h"

using namespace sop;

namespace {

std::vector<std::string> names(const std::vector<DataFile>& files) {
  std::vector<std::string> out;
  for (const DataFile& file : files) out.push_back(std::filesystem::path(file.path).filename());
  return out;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("bindings are NAME=FILE", "[io]") {
  CHECK(parse_binding("orders=a=b.csv")->path == "a=b.csv");
  for (const char* bad : {"orders", "=x.csv", "orders="})
    CHECK(parse_binding(bad).error().fault == InputFault::malformed_binding);
}

TEST_CASE("files, patterns and folders", "[io]") {
  const test::TemporaryFolder folder;
  folder.write("b.csv", "");
  folder.write("a.csv", "");
  folder.write("notes.txt", "");
  folder.write("_hidden.csv", "");
  folder.write("p/dt=2026-01-02/part.parquet", "");
  folder.write("p/dt=2026-01-01/store=a%2Fb/part.parquet", "");
  folder.write("p/_tmp/part.parquet", "");
  CHECK(names(*find_data_files({"x", folder.path("*.csv")})) == Names{"a.csv", "b.csv"});
  CHECK(find_data_files({"x", folder.path("c.csv")}).error().fault == InputFault::no_such_file);
  CHECK(find_data_files({"x", folder.path("*.parquet")}).error().fault == InputFault::no_files_match);
  CHECK(find_data_files({"x", folder.path("notes.txt")}).error().fault == InputFault::unknown_format);
  const auto hive = *find_data_files({"x", folder.path("p")});
  REQUIRE(hive.size() == 2);
  using Pair = std::pair<std::string, std::string>;
  CHECK(hive[0].partition == std::vector<Pair>{{"dt", "2026-01-01"}, {"store", "a/b"}});
  CHECK(hive[1].partition == std::vector<Pair>{{"dt", "2026-01-02"}});
  CHECK(find_data_files({"x", folder.path("p/dt=*/part.parquet")})->size() == 1);
}
