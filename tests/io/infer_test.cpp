#include "runtime/io/infer.h"

#include <catch2/catch.hpp>

#include "tests/io/temporary_folder.h"

using namespace sop;

namespace {

InferredInput infer(const test::TemporaryFolder& folder, const std::string& name, std::string_view csv) {
  return *infer_input({name, folder.write(name + ".csv", csv)});
}

}  // namespace

TEST_CASE("2.0: types are what every value allows", "[io]") {
  const test::TemporaryFolder folder;
  const InferredInput input = infer(folder, "customers",
                                    "customer_id,n,x,ok,day,at,zip,empty,mixed,long,bad\n"
                                    "1,1,1,true,2026-01-01,2026-01-01 10:00,00123,,1,12345678901234567890,2026-02-30\n"
                                    "2,,2.5,FALSE,,2026-01-01,10000,,a,1,\n"
                                    "3,-3,1e3,true,2026-01-02,2026-01-01T10:00Z,1,,2026-01-01,1,2026-01-01\n");
  std::vector<TypeKind> kinds;
  for (const InferredColumn& column : input.columns) kinds.push_back(column.kind);
  using enum TypeKind;
  CHECK(kinds == std::vector<TypeKind>{id, integer, number, boolean, date, datetime, text, text, text, text, text});
  CHECK(input.rows == 3);
  CHECK(input.columns[1].known == 2);
  CHECK(input.key == 0);
  CHECK(input.unique_keys);
}

TEST_CASE("2.0: the key is customer_id, else the first column; tags; headers with blanks", "[io]") {
  const test::TemporaryFolder folder;
  const InferredInput named = infer(folder, "a", "x,customer_id,tags\n1,c1,vip\n");
  CHECK(named.key == 1);
  CHECK(named.key_is_named);
  CHECK(named.tags == 2);
  const InferredInput first =
      infer(folder, "b", "Member No,Source Channel,Source-Channel,2nd,城市\n1,a,b,c,d\n1,a,b,c,d\n");
  CHECK(first.key == 0);
  CHECK_FALSE(first.unique_keys);
  CHECK(first.columns[0].name == "Member No");
  CHECK(as_written(first.columns[0].name) == "`Member No`");
  CHECK(first.columns[1].file_name == "Source Channel");
  CHECK(first.columns[2].name == "Source-Channel");
  CHECK(first.columns[3].name == "2nd");
  CHECK(as_written(first.columns[4].name) == "城市");
  CHECK(first.columns[4].name == "城市");
}

TEST_CASE("a file separated by something else is named as such", "[io]") {
  const test::TemporaryFolder folder;
  for (const auto& [text, sign] : {std::pair("id;a\n1;2\n", ";"), {"id|a\n1|2\n", "|"}, {"id\ta\n1\t2\n", "TAB"}}) {
    const auto found = infer_input({"customers", folder.write("c.csv", text)});
    REQUIRE_FALSE(found);
    CHECK(found.error().fault == InputFault::other_separator);
    CHECK(found.error().value == sign);
  }
}

TEST_CASE("2.0: a second file with the key and exactly one date column is a stream", "[io]") {
  const test::TemporaryFolder folder;
  std::vector<InferredInput> inputs{infer(folder, "customers", "customer_id,joined,born\nc1,2026-01-01,1990-01-01\n"),
                                    infer(folder, "orders", "order_id,customer_id,paid_at\n1,c1,2026-01-01 10:00\n"),
                                    infer(folder, "crm", "customer_id,level\nc1,5\n"),
                                    infer(folder, "products", "sku,price\na,1\n")};
  arrange_inputs(inputs);
  CHECK(inputs[0].kind == InputKind::population);
  CHECK(inputs[1].kind == InputKind::stream);
  CHECK(inputs[1].time == 2);
  CHECK(inputs[1].key == 1);
  CHECK(inputs[2].kind == InputKind::side);
  CHECK(inputs[3].kind == InputKind::lookup);
}

TEST_CASE("inference reports what it cannot read", "[io]") {
  const test::TemporaryFolder folder;
  CHECK(infer_input({"x", folder.path("none.csv")}).error().fault == InputFault::no_such_file);
  CHECK(infer_input({"x", folder.write("r.csv", "a,b\n1,2\n1\n")}).error().line == 3);
  CHECK(infer_input({"x", folder.write("d.csv", "a,a\n1,2\n")}).error().fault == InputFault::repeated_header);
  CHECK(infer_input({"x", folder.write("g.csv", "a\n\xC9\xCF\xBA\xA3\n")}).error().fault == InputFault::gb18030);
}
