#include "runtime/io/csv_records.h"

#include <catch2/catch.hpp>

#include <random>

using namespace sop;

namespace {

CsvShape all_fields(std::size_t fields, char delimiter = ',') {
  CsvShape shape{.delimiter = delimiter, .slots = fields};
  for (std::size_t i = 0; i < fields; ++i) shape.slot_of_field.push_back(static_cast<std::int32_t>(i));
  return shape;
}

std::vector<std::string> slot(const CsvRecords& records, std::size_t slot) {
  std::vector<std::string> texts;
  for (const RawField& field : records.fields[slot]) texts.emplace_back(field.text());
  return texts;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("A10: fields, LF and CRLF, the last line with or without an end", "[io]") {
  const CsvRecords records = read_records("a,b\r\n1,2\n3,4", all_fields(2));
  CHECK(slot(records, 0) == Texts{"a", "1", "3"});
  CHECK(slot(records, 1) == Texts{"b", "2", "4"});
  CHECK(records.line == std::vector<std::uint32_t>{0, 1, 2});
}

TEST_CASE("A6: an empty quoted field is told from an empty one", "[io]") {
  const CsvRecords records = read_records("x,\nx,\"\"\n", all_fields(2));
  REQUIRE(records.fields[1].size() == 2);
  CHECK_FALSE(records.fields[1][0].quoted);
  CHECK(records.fields[1][1].quoted);
}

TEST_CASE("A10: line breaks, delimiters and doubled quotes inside quotes; lines stay right", "[io]") {
  const CsvRecords records = read_records("\"a\nb\r\nc\",1\n\"say \"\"hi\"\", x\",2\nz,3\n", all_fields(2));
  CHECK(slot(records, 0) == Texts{"a\nb\r\nc", "say \"hi\", x", "z"});
  CHECK(records.line == std::vector<std::uint32_t>{0, 3, 4});
  CHECK(records.lines == 5);
}

TEST_CASE("A10: nothing is trimmed, a quote inside an unquoted field is text", "[io]") {
  const CsvRecords records = read_records(" a ,5\" pipe\n\t, \"x\"\n", all_fields(2));
  CHECK(slot(records, 0) == Texts{" a ", "\t"});
  CHECK(slot(records, 1) == Texts{"5\" pipe", " \"x\""});
}

TEST_CASE("A10: ragged rows, stray and open quotes are named by line", "[io]") {
  const CsvRecords records = read_records("1,2\n1\n1,2,3\n\"a\"b,2\n4,5\n\"open,1\n2,3\n", all_fields(2));
  CHECK(slot(records, 0) == Texts{"1", "4"});
  REQUIRE(records.bad.size() == 4);
  CHECK(records.bad[0].fault == RecordFault::ragged);
  CHECK(records.bad[0].fields == 1);
  CHECK(records.bad[1].fields == 3);
  CHECK(records.bad[1].line == 2);
  CHECK(records.bad[2].fault == RecordFault::stray_quote);
  CHECK(records.bad[3].fault == RecordFault::open_quote);
  CHECK(records.bad[3].line == 5);
}

TEST_CASE("A10: empty lines hold no record, except in a file of one column", "[io]") {
  CHECK(read_records("1,2\n\n\r\n3,4\n\n", all_fields(2)).line == std::vector<std::uint32_t>{0, 3});
  CHECK(read_records("1\n\n2\n", all_fields(1)).line.size() == 3);
}

TEST_CASE("NUL bytes are text", "[io]") {
  const std::string text("a\0b,1\n", 6);
  CHECK(slot(read_records(text, all_fields(2)), 0) == Texts{std::string("a\0b", 3)});
}

// Any cut into pieces gives the records of the whole.
TEST_CASE("pieces end with records", "[io]") {
  std::mt19937 random(7);
  const std::string alphabet = "ab,\"\n\r";
  for (int round = 0; round < 300; ++round) {
    std::string text;
    for (int i = 0; i < 40; ++i) {
      std::string field;
      for (auto n = random() % 6; n > 0; --n) field += alphabet[random() % alphabet.size()];
      std::string quoted = "\"";
      for (const char c : field) quoted += c == '"' ? "\"\"" : std::string(1, c);
      text += quoted + "\"" + (i % 2 == 0 ? "," : "\n");
    }
    const CsvRecords whole = read_records(text, all_fields(2));
    REQUIRE(whole.bad.empty());
    Texts joined;
    std::uint32_t lines = 0;
    for (const std::string_view piece : split_records(text, ',', 1 + random() % 30)) {
      const CsvRecords part = read_records(piece, all_fields(2));
      for (const std::string& field : slot(part, 0)) joined.push_back(field);
      lines += part.lines;
    }
    REQUIRE(joined == slot(whole, 0));
    REQUIRE(lines == whole.lines);
  }
}
