#include "customer_row.h"

#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <sop.hpp>

namespace {

using Json = nlohmann::json;

constexpr std::int64_t second = 1'000'000;

// Digits with at most four decimals, as ten-thousandths.
std::optional<std::int64_t> money_of(const Json& value) {
  if (value.is_number_integer()) return value.get<std::int64_t>() * 10'000;
  if (value.is_number()) {
    const double units = value.get<double>() * 10'000;
    if (std::abs(units) > 9e15 || std::abs(units - std::round(units)) > 1e-4) return std::nullopt;
    return std::llround(units);
  }
  if (!value.is_string()) return std::nullopt;
  const std::string text = value.get<std::string>();
  std::int64_t units = 0;
  int decimals = -1;
  for (std::size_t i = text.starts_with('-') ? 1 : 0; i < text.size(); ++i) {
    if (text[i] == '.' && decimals < 0) {
      decimals = 0;
      continue;
    }
    if (text[i] < '0' || text[i] > '9' || decimals == 4 || units > 900'000'000'000'000) return std::nullopt;
    units = units * 10 + (text[i] - '0');
    if (decimals >= 0) ++decimals;
  }
  if (text.empty() || text == "-" || decimals == 0) return std::nullopt;
  for (int i = std::max(decimals, 0); i < 4; ++i) units *= 10;
  return text.starts_with('-') ? -units : units;
}

// 2026-11-22
std::optional<std::int64_t> date_of(const std::string& text) {
  int year = 0, end = 0;
  unsigned month = 0, day = 0;
  if (std::sscanf(text.c_str(), "%4d-%2u-%2u%n", &year, &month, &day, &end) != 3) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
  if (!date.ok() || static_cast<std::size_t>(end) != text.size()) return std::nullopt;
  return std::chrono::sys_days(date).time_since_epoch().count();
}

// 10:00 or 10:00:30
std::optional<std::int64_t> time_of(const std::string& text) {
  int hour = 0, minute = 0, seconds = 0, end = 0;
  if (std::sscanf(text.c_str(), "%2d:%2d%n:%2d%n", &hour, &minute, &end, &seconds, &end) < 2) return std::nullopt;
  const bool in_range = hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && seconds >= 0 && seconds < 60;
  if (!in_range || static_cast<std::size_t>(end) != text.size()) return std::nullopt;
  return ((hour * 60 + minute) * 60 + seconds) * second;
}

std::optional<std::int64_t> member_of(const RowColumn& column, const std::string& text) {
  const auto found = std::find(column.members.begin(), column.members.end(), text);
  if (found == column.members.end()) return std::nullopt;
  return found - column.members.begin();
}

std::optional<std::int64_t> whole_of(const RowColumn& column, const Json& value) {
  if (column.type == "money") return money_of(value);
  if (value.is_string()) {
    const std::string text = value.get<std::string>();
    if (!column.members.empty()) return member_of(column, text);
    if (column.type == "date") return date_of(text);
    if (column.type == "time") return time_of(text);
    if (column.type == "datetime") return instant_of(text);
    return std::nullopt;
  }
  if (column.type == "bool") return value.is_boolean() ? std::optional<std::int64_t>(value.get<bool>()) : std::nullopt;
  const bool counted = column.type == "int" || column.type == "duration";
  return counted && value.is_number_integer() ? std::optional(value.get<std::int64_t>()) : std::nullopt;
}

template <class Value>
void store(std::vector<std::byte>& bytes, std::size_t offset, Value value) {
  std::memcpy(bytes.data() + offset, &value, sizeof value);
}

bool put(std::vector<std::byte>& bytes, const RowColumn& column, const Json& value) {
  bytes[column.known_offset] = std::byte{1};
  if (column.type == "number") {
    if (!value.is_number()) return false;
    store(bytes, column.offset, value.get<double>());
    return true;
  }
  if (column.members.empty() && (column.type == "text" || column.type == "id")) {
    if (!value.is_string()) return false;
    const auto& text = value.get_ref<const std::string&>();
    store(bytes, column.offset, sop_text{text.data(), text.size()});
    return true;
  }
  const auto whole = whole_of(column, value);
  if (whole) store(bytes, column.offset, *whole);
  return whole.has_value();
}

}  // namespace

std::optional<std::int64_t> instant_of(const std::string& text) {
  if (text.size() < 17 || text[10] != 'T' || text.back() != 'Z') return std::nullopt;
  const auto date = date_of(text.substr(0, 10));
  const auto time = time_of(text.substr(11, text.size() - 12));
  if (!date || !time) return std::nullopt;
  return *date * 86'400 * second + *time;
}

RowLayout RowLayout::read(std::string_view layout, std::string_view schema) {
  const Json rows = Json::parse(layout), program = Json::parse(schema);
  RowLayout out;
  out.row_size = rows["row_size"];
  std::set<std::string> nullable;
  for (const Json& input : program["inputs"])
    if (input["kind"] == "customers")
      for (const Json& column : input["columns"]) {
        out.known_names.insert(column["name"]);
        if (column["nullable"]) nullable.insert(column["name"]);
      }
  for (const Json& column : rows["columns"])
    out.columns.push_back({column["name"], column["type"], column["offset"], column["known_offset"],
                           column.value("members", std::vector<std::string>{}),
                           !nullable.contains(column["name"].get<std::string>())});
  for (const Json& answer : rows["answers"]) out.answers.push_back({answer["kind"], answer["name"]});
  return out;
}

std::optional<std::string> CustomerRow::fill(const RowLayout& layout, const Json& customer) {
  if (!customer.is_object()) return "a customer is an object of columns";
  for (const auto& [name, value] : customer.items())
    if (!layout.known_names.contains(name)) return "the customers have no column `" + name + "`";
  bytes.assign(layout.row_size, std::byte{});
  for (const RowColumn& column : layout.columns) {
    const auto value = customer.find(column.name);
    if (value == customer.end() || value->is_null()) {
      if (column.required) return "`" + column.name + "` must be given";
    } else if (!put(bytes, column, *value)) {
      return "`" + column.name + "` is no " + (column.members.empty() ? column.type : "member") + ": " + value->dump();
    }
  }
  return std::nullopt;
}

Json answers_json(const RowLayout& layout, const std::vector<std::uint64_t>& bits) {
  Json out{{"rules", Json::array()}, {"segments", Json::array()}, {"tags", Json::array()}};
  for (std::size_t i = 0; i < layout.answers.size(); ++i)
    if (bits[i / 64] >> (i % 64) & 1) out[layout.answers[i].kind + "s"].push_back(layout.answers[i].name);
  return out;
}
