// A customer as JSON to the row that a decider reads, and its answer bits to JSON. Which columns there are and where
// they lie the program says itself, so a new program needs no new service.
#pragma once

#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

// A column that the rules read.
struct RowColumn {
  std::string name, type;
  std::size_t offset = 0, known_offset = 0;
  std::vector<std::string> members;  // of an enumeration
  bool required = false;             // declared without `?`
};

struct Answer {
  std::string kind, name;
};

struct RowLayout {
  std::size_t row_size = 0;
  std::vector<RowColumn> columns;
  std::vector<Answer> answers;
  std::set<std::string, std::less<>> known_names;  // all columns of the customers' table

  // From the JSON of sop_decider_layout and sop_program_schema.
  static RowLayout read(std::string_view layout, std::string_view schema);
};

// The bytes of one customer, and the texts that they point to: `customer` must live as long.
struct CustomerRow {
  std::vector<std::byte> bytes;

  // What is wrong with the customer, or nothing.
  std::optional<std::string> fill(const RowLayout& layout, const nlohmann::json& customer);
};

// 2026-11-22T10:00:00Z as microseconds since 1970.
std::optional<std::int64_t> instant_of(const std::string& text);

// {"rules":[…],"segments":[…],"tags":[…]}: what holds.
nlohmann::json answers_json(const RowLayout& layout, const std::vector<std::uint64_t>& bits);
