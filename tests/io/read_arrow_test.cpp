#include <arrow/api.h>
#include <arrow/io/file.h>
#include <arrow/ipc/writer.h>
#include <parquet/arrow/writer.h>

#include <catch2/catch.hpp>

#include "runtime/io/infer.h"
#include "runtime/io/read_inputs.h"
#include "runtime/io/time_text.h"
#include "runtime/io/zone_files.h"
#include "tests/io/sample_inputs.h"
#include "tests/io/temporary_folder.h"

using namespace sop;
using namespace sop::test;

namespace {

using ArrayPointer = std::shared_ptr<arrow::Array>;

template <class Builder, class Value>
ArrayPointer array_with(Builder builder, const std::vector<std::optional<Value>>& values) {
  for (const auto& value : values) {
    const arrow::Status status = value ? builder.Append(*value) : builder.AppendNull();
    REQUIRE(status.ok());
  }
  return *builder.Finish();
}

template <class Builder, class Value>
ArrayPointer array_of(std::vector<std::optional<Value>> values) {
  return array_with(Builder(), values);
}

ArrayPointer texts(std::vector<std::optional<std::string>> values) { return array_of<arrow::StringBuilder>(values); }
ArrayPointer reals(std::vector<std::optional<double>> values) { return array_of<arrow::DoubleBuilder>(values); }
ArrayPointer wholes(std::vector<std::optional<std::int64_t>> values) { return array_of<arrow::Int64Builder>(values); }

ArrayPointer stamps(arrow::TimeUnit::type unit, std::string zone, std::vector<std::optional<std::int64_t>> values) {
  return array_with(arrow::TimestampBuilder(arrow::timestamp(unit, zone), arrow::default_memory_pool()), values);
}

// Reads one column `v` of the declared type from an array written as Parquet or IPC.
struct ArrowReading {
  TemporaryFolder folder;
  Program program;
  TextPool pool;
  ZoneRules zone = *load_zone("Asia/Shanghai");

  explicit ArrowReading(Column declared) {
    declared.name = declared.file_name = "v";
    program.inputs.push_back(input("t", InputKind::lookup, {declared}, -1));
    program.enumerations.push_back({"e", {"a", "b"}, false});
  }

  ReadTable read(const ArrayPointer& array, bool parquet = true) {
    const auto table = arrow::Table::Make(arrow::schema({arrow::field("v", array->type())}), {array});
    const std::string path = folder.path(parquet ? "t.parquet" : "t.arrow");
    const auto stream = *arrow::io::FileOutputStream::Open(path);
    if (parquet) {
      const auto schema = parquet::ArrowWriterProperties::Builder().store_schema()->build();
      REQUIRE(parquet::arrow::WriteTable(*table, arrow::default_memory_pool(), stream, 1000,
                                         parquet::default_writer_properties(), schema)
                  .ok());
    } else {
      const auto writer = *arrow::ipc::MakeFileWriter(stream, table->schema());
      REQUIRE((writer->WriteTable(*table).ok() && writer->Close().ok()));
    }
    REQUIRE(stream->Close().ok());
    return read_path(path);
  }

  ReadTable read_path(const std::string& path) {
    const Binding binding{"t", path};
    return std::move(read_inputs(program, std::span(&binding, 1), zone, pool, {}).tables[0]);
  }
};

std::vector<std::int64_t> bad_rows(const ReadTable& table) {
  std::vector<std::int64_t> rows;
  for (const BadInput& finding : table.findings.kept) rows.push_back(finding.line);
  return rows;
}

using Rows = std::vector<std::int64_t>;

}  // namespace

TEST_CASE("Parquet: whole numbers to int, number, money and id", "[io]") {
  const auto array = wholes({1, -7, std::nullopt});
  CHECK(ArrowReading(column("", maybe(TypeKind::integer))).read(array).columns[0].whole[1] == -7);
  CHECK(ArrowReading(column("", maybe(TypeKind::number))).read(array).columns[0].real[1] == -7.0);
  CHECK(ArrowReading(column("", maybe(TypeKind::money))).read(array).columns[0].whole[1] == -70000);
  ArrowReading ids(column("", maybe(TypeKind::id)));
  const ReadTable table = ids.read(array);
  CHECK(ids.pool.text(table.columns[0].codes[1]) == "-7");
  CHECK_FALSE(table.columns[0].is_known(2));
  CHECK(bad_rows(ArrowReading(column("", type(TypeKind::integer))).read(array)) == Rows{3});
  CHECK(bad_rows(ArrowReading(column("", maybe(TypeKind::money))).read(wholes({INT64_MAX, 1}))) == Rows{1});
}

TEST_CASE("Parquet: a double is money only with at most 4 decimals as its shortest text", "[io]") {
  ArrowReading money(column("", maybe(TypeKind::money)));
  const ReadTable good = money.read(reals({0.1, 12.3456, -89.0, 1e11 + 0.25}));
  CHECK(good.findings.total == 0);
  CHECK(good.columns[0].whole == Rows{1000, 123456, -890000, 1000000000002500});
  const ReadTable bad = money.read(reals({0.1, 0.1 + 0.2, 1.23456, std::nullopt, std::nan("")}));
  CHECK(bad_rows(bad) == Rows{2, 3});
  CHECK(bad.findings.kept[0].value == "0.30000000000000004");
  CHECK_FALSE(bad.columns[0].is_known(4));
}

TEST_CASE("Parquet: a double is int only if it is whole; infinity is bad, NaN missing", "[io]") {
  CHECK(bad_rows(ArrowReading(column("", maybe(TypeKind::integer))).read(reals({17850.0, 0.5}))) == Rows{2});
  const ReadTable table = ArrowReading(column("", maybe(TypeKind::number))).read(reals({0.5, std::nan(""), INFINITY}));
  CHECK(bad_rows(table) == Rows{3});
  CHECK_FALSE(table.columns[0].is_known(1));
  const ReadTable ids = ArrowReading(column("", type(TypeKind::id))).read(reals({17850.0}));
  CHECK(ids.findings.kept[0].fault == InputFault::wrong_column_type);
  CHECK(text_of(ids.findings.kept[0], Language::en) == "`v` has the file type double, which is not text");
}

TEST_CASE("Parquet: decimals", "[io]") {
  const auto decimals = [](std::int32_t scale, std::vector<std::optional<arrow::Decimal128>> values) {
    return array_with(arrow::Decimal128Builder(arrow::decimal128(20, scale)), values);
  };
  ArrowReading money(column("", type(TypeKind::money)));
  CHECK(money.read(decimals(6, {arrow::Decimal128(1500000)})).columns[0].whole[0] == 15000);
  CHECK(bad_rows(money.read(decimals(6, {arrow::Decimal128(1500001)}))) == Rows{1});
  CHECK(
      ArrowReading(column("", type(TypeKind::number))).read(decimals(1, {arrow::Decimal128(15)})).columns[0].real[0] ==
      1.5);
}

TEST_CASE("Parquet: timestamps with and without a zone, dates", "[io]") {
  ArrowReading instants(column("", type(TypeKind::datetime)));
  using arrow::TimeUnit;
  CHECK(instants.read(stamps(TimeUnit::MICRO, "UTC", {5})).columns[0].whole[0] == 5);
  CHECK(instants.read(stamps(TimeUnit::MILLI, "America/New_York", {5})).columns[0].whole[0] == 5000);
  CHECK(instants.read(stamps(TimeUnit::MILLI, "", {0})).columns[0].whole[0] == -8 * micros_per_hour);
  CHECK(bad_rows(instants.read(stamps(TimeUnit::NANO, "UTC", {5000, 5001}))) == Rows{2});
  CHECK(bad_rows(instants.read(stamps(TimeUnit::SECOND, "UTC", {INT64_MAX}), false)) == Rows{1});
  const auto date32 = array_of<arrow::Date32Builder, std::int32_t>({1});
  CHECK(instants.read(date32).columns[0].whole[0] == 16 * micros_per_hour);
  ArrowReading dates(column("", type(TypeKind::date)));
  CHECK(dates.read(date32).columns[0].whole[0] == 1);
  CHECK(dates.read(stamps(TimeUnit::MILLI, "", {-86'400'000})).columns[0].whole[0] == -1);
  CHECK(bad_rows(dates.read(stamps(TimeUnit::MILLI, "", {1}))) == Rows{1});
  CHECK(dates.read(stamps(TimeUnit::MILLI, "UTC", {0})).findings.kept[0].fault == InputFault::wrong_column_type);
}

TEST_CASE("Parquet: texts go through the text conversions; empty is not missing", "[io]") {
  ArrowReading dates(column("", maybe(TypeKind::date)));
  const ReadTable table = dates.read(texts({"2026-01-01", std::nullopt, "", "2026-1-1"}));
  CHECK(table.columns[0].whole[0] == *date_of("2026-01-01"));
  CHECK_FALSE(table.columns[0].is_known(1));
  CHECK(bad_rows(table) == Rows{3, 4});
  Column day = column("", type(TypeKind::date));
  day.format = "%Y%m%d";
  CHECK(ArrowReading(day).read(wholes({20260101})).columns[0].whole[0] == *date_of("2026-01-01"));
}

TEST_CASE("Parquet: dictionaries, enumerations, mappings and missing tokens", "[io]") {
  const auto indices = array_of<arrow::Int32Builder, std::int32_t>({1, 0, std::nullopt, 1});
  const auto dictionary = *arrow::DictionaryArray::FromArrays(indices, texts({"a", "b"}));
  for (const bool parquet : {true, false}) {
    ArrowReading members(column("", {TypeKind::enumeration, true, EnumId(0)}));
    const ReadTable table = members.read(dictionary, parquet);
    CHECK(table.findings.total == 0);
    CHECK(table.columns[0].whole[0] == 1);
    CHECK_FALSE(table.columns[0].is_known(2));
    ArrowReading words(column("", maybe(TypeKind::text)));
    CHECK(words.pool.text(words.read(dictionary, parquet).columns[0].codes[3]) == "b");
  }
  Column flag = column("", maybe(TypeKind::boolean));
  flag.members_from = {{"1", "true"}, {"0", "false"}};
  flag.missing_declared = true;
  flag.missing_tokens = {"-1"};
  const ReadTable table = ArrowReading(flag).read(wholes({1, 0, -1, 2}));
  CHECK(bit_at(table.columns[0].bits, 0));
  CHECK_FALSE(table.columns[0].is_known(2));
  CHECK(bad_rows(table) == Rows{4});
}

TEST_CASE("broken Parquet and Arrow files are findings", "[io]") {
  ArrowReading reading(column("", type(TypeKind::text)));
  reading.read(texts({"a", "b"}));
  std::string bytes = reading.folder.read("t.parquet");
  for (const std::size_t size : {std::size_t{0}, std::size_t{3}, bytes.size() / 2, bytes.size() - 1}) {
    const ReadTable table = reading.read_path(reading.folder.write("cut.parquet", bytes.substr(0, size)));
    REQUIRE(table.findings.total == 1);
    CHECK(table.findings.kept[0].fault == InputFault::unreadable_file);
  }
  CHECK(reading.read_path(reading.folder.write("x.arrow", "no arrow at all")).findings.total == 1);
  CHECK(reading.read_path(reading.folder.write("x.ipc", "")).findings.total == 1);
  const auto invalid = array_of<arrow::StringBuilder, std::string>({"ok", "\xC9\xCF"});
  CHECK(reading.read(invalid).findings.kept[0].fault == InputFault::unreadable_file);
}

TEST_CASE("inference from Parquet uses its types", "[io]") {
  ArrowReading reading(column("", type(TypeKind::text)));
  reading.read(stamps(arrow::TimeUnit::MILLI, "", {0, 1}));
  CHECK(infer_input({"t", reading.folder.path("t.parquet")})->rows == 2);
  const auto table =
      arrow::Table::Make(arrow::schema({arrow::field("k", arrow::utf8()), arrow::field("n", arrow::int64()),
                                        arrow::field("x", arrow::float64()),
                                        arrow::field("at", arrow::timestamp(arrow::TimeUnit::MILLI))}),
                         {texts({"a"}), wholes({1}), reals({1.0}), stamps(arrow::TimeUnit::MILLI, "", {0})});
  const auto stream = *arrow::io::FileOutputStream::Open(reading.folder.path("u.arrow"));
  const auto writer = *arrow::ipc::MakeFileWriter(stream, table->schema());
  REQUIRE((writer->WriteTable(*table).ok() && writer->Close().ok() && stream->Close().ok()));
  const auto input = *infer_input({"u", reading.folder.path("u.arrow")});
  CHECK(input.columns[1].kind == TypeKind::integer);
  CHECK(input.columns[2].kind == TypeKind::number);
  CHECK(input.columns[3].kind == TypeKind::datetime);
}
