// What a program says about its inputs: tables, event streams, their columns and how file values convert.
// A Schema is data only: runtime/io reads files by it, check types names by it.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "compiler/ir/type.h"
#include "compiler/source/span.h"

namespace sop {

struct Enumeration {
  std::string name;                  // of the column, group, tier, bands or set that owns it
  std::vector<std::string> members;  // in order; a value is stored as the index
  bool ordered = false;              // tiers and bands compare by order
  bool missing_band = false;         // the last one is what bands call a missing value: it has no place in the order
  std::vector<std::string> labels = {};  // parallel to members, empty where one has none; or nothing at all

  void add(std::string member, std::string label);
  const std::string& label_of(std::size_t member) const;
  std::vector<std::string> as_said() const;  // to people: the label where there is one, else the name
};

// A range the author knows; both ends belong to it. Stored as the column's physical value.
struct ColumnRange {
  std::int64_t low_whole = 0, high_whole = 0;
  double low_real = 0, high_real = 0;
};

// What a file without declarations calls the tags of a customer (language 2.0), a list of them in one cell.
inline constexpr std::string_view tag_columns[] = {"tag", "tags", "标签"};
constexpr bool is_called_tags(std::string_view name) {
  return std::ranges::find(tag_columns, name) != std::end(tag_columns);
}

struct Column {
  std::string name;  // the program's word
  std::string label;
  std::string file_name;  // the file's own word (`from "Source Channel"`); equals `name` unless declared
  Type type;
  bool missing_declared = false;                                  // `missing (...)` replaces the default token list
  std::vector<std::string> missing_tokens;                        // compared with the raw field
  std::string format;                                             // e.g. "%Y%m%d"; empty: ISO
  std::vector<std::pair<std::string, std::string>> members_from;  // file value -> member (`male from "1"`)
  std::optional<ColumnRange> range;
  bool pii = false;
  bool tag_list = false;  // of the population: the customer's tags, `a;b`
  bool consent = false;
  InputId lookup;     // `-> products`
  InstId derived;     // `amount money = quantity * price`: evaluated on this input's rows, never read from the file
  bool used = false;  // some expression, key or order reads it: files are read for used columns only
  Span span;
};

enum class InputKind : std::uint8_t {
  population,   // one row per customer
  side,         // another table with the population's key: at most one row per customer
  lookup,       // a table with a key of its own, reached through `->` (staff too)
  stream,       // events
  tags,         // the predeclared input `tags`
  predeclared,  // the other predeclared inputs
};

struct Input {
  std::string name;
  std::string label;
  InputKind kind = InputKind::lookup;
  std::vector<Column> columns;
  int key = -1;       // index of the key column
  int time = -1;      // streams: the event's time (a date or datetime column)
  int id = -1;        // streams: what names the event, or -1
  int since = -1;     // population: she exists from that instant on
  InputId keys_from;  // `table customers key customer_id from orders`: the population is that stream's keys
  InstId filter;      // streams: `where ...`; only these rows count
  std::int64_t lateness = 7 * 4 + 1;  // a packed duration (stdlib/time/duration.h): 7 days
  std::string origin;
  std::string list_file;     // a `list … from "PATH"`: a side table of her keys, read from this file of the project
  bool inferred = false;     // section 2.0: taken from the data given
  bool predeclared = false;  // `tags`, `coupons_used`, ...: used when given, absent otherwise
  bool at_once = false;      // recorded, and seen at its own instant already: coupons given
  bool recorded = false;     // what was done or changed: the run fills it, no file does; an expression sees the rows
                             // recorded before its instant
  Span span;

  const Column* find(std::string_view column) const {
    for (const Column& c : columns)
      if (c.name == column) return &c;
    return nullptr;
  }
};

// What was recorded is seen after its instant, not at it (semantics D7).
inline bool is_seen_later(const Input& input) { return input.recorded && !input.at_once; }

enum class Weekday : std::uint8_t { monday = 1, tuesday, wednesday, thursday, friday, saturday, sunday };

struct Project {
  std::string name;
  std::string timezone;  // empty: none declared
  std::string currency;
  Weekday week_start = Weekday::monday;
  std::int64_t guard_cap = 1000;
  double guard_factor = 5;
  std::int64_t max_staleness = -1;  // a packed duration; -1: none
  Span span;
};

}  // namespace sop
