#include "runtime/io/write.h"

#include <catch2/catch.hpp>

#include "runtime/io/infer.h"
#include "runtime/io/read_inputs.h"
#include "runtime/io/time_text.h"
#include "runtime/io/value_print.h"
#include "runtime/io/zone_files.h"
#include "tests/io/sample_inputs.h"
#include "tests/io/temporary_folder.h"

using namespace sop;
using namespace sop::test;

namespace {

Micros at(std::string_view text) {
  const ZoneRules zone = utc_rules();
  LocalClock clock(zone);
  return instant_of(*moment_of(text), clock);
}

// One row of every type, and one row of nothing.
OutputTable every_type() {
  OutputRows rows(std::make_shared<TextPool>());
  rows.add_column("name", maybe(TypeKind::text));
  rows.add_column("n", maybe(TypeKind::integer));
  rows.add_column("x", maybe(TypeKind::number));
  rows.add_column("amount", maybe(TypeKind::money));
  rows.add_column("ok", maybe(TypeKind::boolean));
  rows.add_column("day", maybe(TypeKind::date));
  rows.add_column("clock", maybe(TypeKind::time));
  rows.add_column("at", maybe(TypeKind::datetime));
  rows.add_column("span", maybe(TypeKind::duration));
  rows.add_column("kind", {TypeKind::enumeration, true, EnumId(0)}, {"gold", "silver"});
  rows.text(0, "上海");
  rows.whole(1, -5);
  rows.real(2, 0.1);
  rows.whole(3, 123400);
  rows.boolean(4, true);
  rows.whole(5, *date_of("2026-11-11"));
  rows.whole(6, *time_of("15:00"));
  rows.whole(7, at("2026-11-11T12:00:00.5Z"));
  rows.whole(8, pack({7, DurationUnit::days}));
  rows.whole(9, 1);
  rows.end_row();
  rows.end_row();
  return std::move(rows).finish(*load_zone("Asia/Shanghai"));
}

OutputTable texts(std::vector<std::string> values) {
  OutputRows rows(std::make_shared<TextPool>());
  rows.add_column("=a", maybe(TypeKind::id));
  for (const std::string& value : values) {
    rows.text(0, value);
    rows.end_row();
  }
  return std::move(rows).finish(utc_rules());
}

template <class Print, class Value>
std::string printed(Print print, Value value) {
  std::string out;
  print(value, out);
  return out;
}

}  // namespace

TEST_CASE("output of run: cells of every type", "[io]") {
  CHECK(csv_text(every_type()) ==
        "name,n,x,amount,ok,day,clock,at,span,kind\n"
        "上海,-5,0.1,12.34,true,2026-11-11,15:00:00,2026-11-11T20:00:00.500000+08:00,7 days,silver\n"
        ",,,,,,,,,\n");
  CHECK(jsonl_text(every_type()).substr(0, 59) ==
        "{\"name\":\"上海\",\"n\":-5,\"x\":0.1,\"amount\":12.34,\"ok\":true,\"d");
  CHECK(jsonl_text(every_type()).ends_with("\"span\":null,\"kind\":null}\n"));
}

TEST_CASE("output of run: values as text", "[io]") {
  CHECK(printed(print_money, 0) == "0");
  CHECK(printed(print_money, -1) == "-0.0001");
  CHECK(printed(print_money, 10500) == "1.05");
  CHECK(printed(print_money, INT64_MIN) == "-922337203685477.5808");
  CHECK(printed(print_number, 1e21) == "1e+21");
  CHECK(printed(print_number, -0.0) == "0");
  CHECK(printed(print_number, 100.0) == "100");
  CHECK(printed(print_date, *date_of("0999-01-02")) == "0999-01-02");
  CHECK(printed(print_duration, pack({14, DurationUnit::days})) == "14 days");
  CHECK(printed(print_duration, pack({12, DurationUnit::months})) == "1 year");
  CHECK(printed(print_duration, pack({90 * 60 * micros_per_second, DurationUnit::micros})) == "90 minutes");
}

TEST_CASE("RFC 3339: offsets of old local mean times are whole minutes, the instant stays", "[io]") {
  std::string out;
  print_instant(at("1900-01-01T00:00:00Z"), *load_zone("Asia/Shanghai"), out);
  CHECK(moment_of(out).has_value());
  CHECK(at(out) == at("1900-01-01T00:00:00Z"));
  out.clear();
  print_instant(at("2026-01-01T00:00:00Z"), *load_zone("America/New_York"), out);
  CHECK(out == "2025-12-31T19:00:00-05:00");
}

TEST_CASE("CSV: an empty text is quoted, formulas are made harmless unless raw", "[io]") {
  const OutputTable table = texts({"", "=1+1", "+1", "-1", "@x", "\tx", "a,b", "say \"hi\"", "a\nb", "-1,2", "x=1"});
  CHECK(csv_text(table) ==
        "'=a\n\"\"\n'=1+1\n'+1\n'-1\n'@x\n'\tx\n\"a,b\"\n\"say \"\"hi\"\"\"\n\"a\nb\"\n\"'-1,2\"\nx=1\n");
  CHECK(csv_text(table, {.raw = true}).starts_with("=a\n\"\"\n=1+1\n+1\n"));
}

TEST_CASE("JSON lines: escapes, and columns that are JSON", "[io]") {
  OutputRows rows(std::make_shared<TextPool>());
  rows.add_column("t", type(TypeKind::text));
  rows.add_column("params", maybe(TypeKind::text), {}, true);
  rows.text(0, std::string("\"\\\n\x01\0", 5));
  rows.text(1, "{\"a\":1}");
  rows.end_row();
  CHECK(jsonl_text(std::move(rows).finish(utc_rules())) ==
        "{\"t\":\"\\\"\\\\\\n\\u0001\\u0000\",\"params\":{\"a\":1}}\n");
}

TEST_CASE("written files are read back with every value, in every format", "[io]") {
  const TemporaryFolder folder;
  Program program;
  program.inputs.push_back(
      input("t", InputKind::lookup,
            {column("name", maybe(TypeKind::text)), column("n", maybe(TypeKind::integer)),
             column("x", maybe(TypeKind::number)), column("amount", maybe(TypeKind::money)),
             column("ok", maybe(TypeKind::boolean)), column("day", maybe(TypeKind::date)),
             column("clock", maybe(TypeKind::time)), column("at", maybe(TypeKind::datetime)),
             column("span", maybe(TypeKind::duration)), column("kind", {TypeKind::enumeration, true, EnumId(0)})},
            -1));
  program.enumerations.push_back({"kind", {"gold", "silver"}, false});
  const OutputTable table = every_type();
  for (const OutputFormat format : {OutputFormat::csv, OutputFormat::parquet, OutputFormat::arrow}) {
    const std::string path = folder.path(std::string(1, 't').append(extension_of(format)));
    REQUIRE(write_table(table, path, format).has_value());
    const Binding binding{"t", path};
    TextPool pool;
    const InputTables tables = read_inputs(program, std::span(&binding, 1), table.zone, pool, {});
    const ReadTable& back = tables.tables[0];
    INFO(path);
    REQUIRE(back.findings.total == 0);
    REQUIRE(back.rows == 2);
    CHECK(pool.text(back.columns[0].codes[0]) == "上海");
    for (std::size_t c = 0; c < back.columns.size(); ++c) {
      CHECK(back.columns[c].is_known(0));
      CHECK_FALSE(back.columns[c].is_known(1));
      if (!back.columns[c].whole.empty()) CHECK(back.columns[c].whole[0] == table.columns[c].data.whole[0]);
    }
    CHECK(back.columns[2].real[0] == 0.1);
    CHECK(bit_at(back.columns[4].bits, 0));
  }
}

TEST_CASE("a file appears whole or not at all", "[io]") {
  const TemporaryFolder folder;
  folder.write("out.csv", "old");
  {
    auto file = WholeFile::create(folder.path("out.csv"));
    REQUIRE(file.has_value());
    REQUIRE(file->write("new").has_value());
  }
  CHECK(folder.read("out.csv") == "old");
  REQUIRE(write_whole_file(folder.path("out.csv"), "new").has_value());
  CHECK(folder.read("out.csv") == "new");
  CHECK(std::distance(std::filesystem::directory_iterator(folder.path("")), {}) == 1);
  const Written failed = write_whole_file(folder.path("no/such/folder.csv"), "x");
  REQUIRE_FALSE(failed.has_value());
  CHECK(failed.error().path == folder.path("no/such/folder.csv"));
}
