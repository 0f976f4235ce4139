#include <catch2/catch.hpp>

#include "runtime/io/read_inputs.h"
#include "runtime/io/zone_files.h"
#include "tests/io/sample_inputs.h"
#include "tests/io/temporary_folder.h"

using namespace sop;
using namespace sop::test;

namespace {

// One lookup table `t` read from one CSV text.
struct CsvReading {
  TemporaryFolder folder;
  Program program;
  TextPool pool;
  ZoneRules zone = *load_zone("Asia/Shanghai");
  ReadOptions options;

  explicit CsvReading(std::vector<Column> columns) {
    program.inputs.push_back(input("t", InputKind::lookup, std::move(columns), -1));
  }
  ReadTable read(std::string_view csv, std::string_view name = "t.csv") {
    const Binding binding{"t", folder.write(name, csv)};
    InputTables tables = read_inputs(program, std::span(&binding, 1), zone, pool, options);
    REQUIRE(tables.usage.empty());
    return std::move(tables.tables[0]);
  }
  InputFault first_fault(std::string_view csv) {
    const ReadTable table = read(csv);
    REQUIRE_FALSE(table.findings.kept.empty());
    return table.findings.kept[0].fault;
  }
};

}  // namespace

TEST_CASE("A6: an empty field is missing, an empty text is not", "[io]") {
  CsvReading reading({column("a", maybe(TypeKind::text)), column("b", maybe(TypeKind::integer))});
  const ReadTable table = reading.read("a,b\nx,1\n,\n\"\",2\n");
  CHECK(table.findings.total == 0);
  CHECK(table.columns[0].is_known(0));
  CHECK_FALSE(table.columns[0].is_known(1));
  CHECK(table.columns[0].is_known(2));
  CHECK(reading.pool.text(table.columns[0].codes[2]).empty());
  CHECK_FALSE(table.columns[1].is_known(1));
  CHECK(table.columns[1].whole[2] == 2);
}

TEST_CASE("A6: declared missing tokens replace the default and compare the raw field", "[io]") {
  Column price = column("price", maybe(TypeKind::money));
  price.missing_declared = true;
  price.missing_tokens = {"null", "-1"};
  CsvReading reading({price});
  const ReadTable table = reading.read("price\nnull\n-1\n-1.0\n\"\"\n");
  CHECK_FALSE(table.columns[0].is_known(0));
  CHECK_FALSE(table.columns[0].is_known(1));
  CHECK(table.columns[0].whole[2] == -10000);
  REQUIRE(table.findings.total == 1);
  CHECK(table.findings.kept[0].line == 5);
}

TEST_CASE("A9: every bad value is found, with file, line, column, value and expectation", "[io]") {
  CsvReading reading({column("n", type(TypeKind::integer)), column("day", type(TypeKind::date))});
  const ReadTable table = reading.read("day,n\n2026-01-01,1\n2026-02-30,x\n,2\n");
  REQUIRE(table.findings.total == 3);
  const BadInput& first = table.findings.kept[0];
  CHECK(first.line == 3);
  CHECK(first.column == "n");
  CHECK(first.value == "x");
  CHECK(first.expected == TypeKind::integer);
  CHECK(table.findings.kept[1].value == "2026-02-30");
  CHECK(table.findings.kept[2].fault == InputFault::missing_value);
  CHECK(line_of(first, Language::en).ends_with("t.csv:3: `x` in `n` is not a whole number"));
  CHECK(line_of(first, Language::zh).ends_with("t.csv:3: “n”里的“x”不是整数"));
}

TEST_CASE("A9: all findings are counted, twenty are kept, in order", "[io]") {
  CsvReading reading({column("n", type(TypeKind::integer)), column("m", type(TypeKind::integer))});
  std::string csv = "n,m\n";
  for (int i = 0; i < 100; ++i) csv += "x,y\n";
  const ReadTable table = reading.read(csv);
  CHECK(table.findings.total == 200);
  REQUIRE(table.findings.kept.size() == shown_findings);
  CHECK(table.findings.kept[1].line == 2);
  CHECK(table.findings.kept[1].column == "m");
  CHECK(table.findings.kept[19].line == 11);
}

TEST_CASE("A9: enumerations by member or by mapping, booleans by mapping", "[io]") {
  Column gender = column("gender", {TypeKind::enumeration, true, EnumId(0)});
  gender.members_from = {{"1", "male"}, {"M", "male"}};
  Column vip = column("vip", type(TypeKind::boolean));
  vip.members_from = {{"Y", "true"}, {"N", "false"}};
  CsvReading reading({gender, vip});
  reading.program.enumerations.push_back({"gender", {"male", "female"}, false});
  const ReadTable table = reading.read("gender,vip\n1,Y\nfemale,N\nM,Y\nmale,true\n");
  CHECK(table.columns[0].whole[0] == 0);
  CHECK(table.columns[0].whole[1] == 1);
  CHECK(table.columns[0].whole[2] == 0);
  CHECK(bit_at(table.columns[1].bits, 0));
  CHECK_FALSE(bit_at(table.columns[1].bits, 1));
  REQUIRE(table.findings.total == 2);
  CHECK(text_of(table.findings.kept[0], Language::en) ==
        "`male` in `gender` is not one of `1` (male), `M` (male), female");
}

TEST_CASE("A9: NaN is missing, infinity is a bad value", "[io]") {
  CsvReading reading({column("x", maybe(TypeKind::number))});
  const ReadTable table = reading.read("x\nNaN\n1.5\ninf\n");
  CHECK_FALSE(table.columns[0].is_known(0));
  CHECK(table.columns[0].real[1] == 1.5);
  CHECK(table.findings.total == 1);
}

TEST_CASE("A10: a byte order mark, CRLF, and unused columns that would not fit", "[io]") {
  CsvReading reading({column("id", type(TypeKind::id)), column("n", type(TypeKind::integer))});
  reading.program.inputs[0].columns[1].used = false;
  const ReadTable table = reading.read("\xEF\xBB\xBFid,n\r\n007,x\r\n");
  CHECK(table.findings.total == 0);
  CHECK(reading.pool.text(table.columns[0].codes[0]) == "007");
  CHECK(table.columns[1].rows == 0);
}

TEST_CASE("A10: headers", "[io]") {
  CsvReading reading({column("Source Channel", type(TypeKind::text))});
  CHECK(reading.read("Source Channel,x,x\na,b,c\n").findings.total == 0);
  CHECK(reading.first_fault("Source Channel,Source Channel\na,b\n") == InputFault::repeated_header);
  CHECK(reading.first_fault(" Source Channel\na\n") == InputFault::missing_column);
  CHECK(reading.first_fault("") == InputFault::missing_column);
}

TEST_CASE("A10: ragged rows and open quotes", "[io]") {
  CsvReading reading({column("a", type(TypeKind::text))});
  const ReadTable table = reading.read("a,b\n1,2\n1\n");
  REQUIRE(table.findings.total == 1);
  CHECK(line_of(table.findings.kept[0], Language::en).ends_with(":3: this row has 1 fields, the header has 2"));
  CHECK(table.rows == 1);
  CHECK(table.bad_records == 1);
  CHECK(reading.first_fault("a,b\n\"1,2\n") == InputFault::open_quote);
}

TEST_CASE("A10: other encodings are named", "[io]") {
  CsvReading reading({column("a", type(TypeKind::text))});
  CHECK(reading.first_fault("a\n\xC9\xCF\xBA\xA3\n") == InputFault::gb18030);
  CHECK(reading.first_fault("\xC9\xCF,a\n1,2\n") == InputFault::gb18030);
  CHECK(reading.first_fault("a\nok\ncaf\xE9\n") == InputFault::not_utf8);
  CHECK(reading.first_fault(std::string_view("\xFF\xFE\x61\x00\x0A\x00", 6)) == InputFault::utf16);
  CHECK(reading.read("a\nok\ncaf\xE9\n").findings.kept[0].line == 3);
}

TEST_CASE("values of pii columns are not kept", "[io]") {
  Column phone = column("phone", type(TypeKind::integer));
  phone.pii = true;
  CsvReading reading({phone});
  const ReadTable table = reading.read("phone\n138-0000\n");
  CHECK(table.findings.kept[0].value.empty());
  CHECK(text_of(table.findings.kept[0], Language::en).find("138") == std::string::npos);
}

TEST_CASE("formulas and tabs are just text; TSV", "[io]") {
  CsvReading reading({column("a", type(TypeKind::text)), column("b", type(TypeKind::text))});
  const ReadTable table = reading.read("a\tb\n=1+1\tx,y\n", "t.tsv");
  CHECK(reading.pool.text(table.columns[0].codes[0]) == "=1+1");
  CHECK(reading.pool.text(table.columns[1].codes[0]) == "x,y");
}

TEST_CASE("hive folders give columns", "[io]") {
  CsvReading reading({column("n", type(TypeKind::integer)), column("dt", maybe(TypeKind::date))});
  reading.folder.write("h/dt=2026-01-01/a.csv", "n\n1\n2\n");
  reading.folder.write("h/dt=__HIVE_DEFAULT_PARTITION__/b.csv", "n\n3\n");
  const Binding binding{"t", reading.folder.path("h")};
  const InputTables tables = read_inputs(reading.program, std::span(&binding, 1), reading.zone, reading.pool, {});
  const ReadTable& table = tables.tables[0];
  CHECK(table.findings.total == 0);
  CHECK(table.columns[0].whole == std::vector<std::int64_t>{1, 2, 3});
  CHECK(table.columns[1].whole[1] == 20454);
  CHECK_FALSE(table.columns[1].is_known(2));
  CHECK(table.files[1].first_row == 2);
}

TEST_CASE("threads do not change what is read", "[io]") {
  CsvReading reading(
      {column("id", type(TypeKind::id)), column("n", maybe(TypeKind::integer)), column("ok", type(TypeKind::boolean))});
  std::string csv = "id,n,ok,pad\n";
  for (int i = 0; i < 60000; ++i) {
    csv += "id" + std::to_string(i % 1000) + "," + (i % 7 == 0 ? "" : std::to_string(i)) + "," +
           (i % 3 == 0 ? "true" : "false") + ",\"" + std::string(60, 'p') + (i % 5 == 0 ? "\n" : "") + "\"\n";
  }
  csv += "last,x,true,\n";
  const ReadTable one = reading.read(csv);
  reading.options.threads = 3;
  const ReadTable three = reading.read(csv);
  REQUIRE(one.rows == 60001);
  CHECK(one.columns[0].codes == three.columns[0].codes);
  CHECK(one.columns[1].whole == three.columns[1].whole);
  CHECK(one.columns[1].known == three.columns[1].known);
  CHECK(one.columns[2].bits == three.columns[2].bits);
  CHECK(one.line == three.line);
  CHECK(one.findings.kept[0].line == 60001 + 12000 + 1);
  CHECK(three.findings.kept[0].line == one.findings.kept[0].line);
}

TEST_CASE("A10: what is given and what is declared", "[io]") {
  CsvReading reading({column("a", type(TypeKind::text))});
  Program& program = reading.program;
  program.inputs.push_back(input("tags", InputKind::tags, {column("customer_id", type(TypeKind::id))}));
  const auto faults = [&](std::vector<Binding> bindings) {
    std::vector<InputFault> out;
    for (const BadInput& f : read_inputs(program, bindings, reading.zone, reading.pool, {}).usage)
      out.push_back(f.fault);
    return out;
  };
  using Faults = std::vector<InputFault>;
  const std::string file = reading.folder.write("x.csv", "a\n1\n");
  CHECK(faults({{"t", file}}) == Faults{});
  CHECK(faults({}) == Faults{InputFault::not_given});
  CHECK(faults({{"t", file}, {"u", file}}) == Faults{InputFault::unknown_name});
  CHECK(faults({{"t", file}, {"t", file}}) == Faults{InputFault::given_twice});
  CHECK(exit_code_of(InputFault::not_given) == 2);
  CHECK(faults({{"t", reading.folder.path("none.csv")}}) == Faults{InputFault::no_such_file});
  CHECK(exit_code_of(InputFault::no_such_file) == 3);
}
