// What the steps of preparing share: the program, the growing result, and one ReadTable per input whose rows are
// narrowed step by step. Internal to runtime/io.
#pragma once

#include <memory>
#include <unordered_map>
#include <vector>

#include "runtime/io/prepare.h"

namespace sop {

struct Preparation {
  const Program& program;
  EvaluateRowsFn evaluate;
  const RunContext& context;
  PrepareOptions options;
  std::vector<ReadTable> tables;  // columns are moved to the dataset at once; lines, files and findings stay
  PreparedData result;
  // Under an identity: whose account each id is, by the name of the key column; a customer's own id comes first.
  std::map<std::string, std::vector<std::pair<TextCode, std::uint32_t>>> accounts{};

  const Input& input(std::size_t i) const { return program.inputs[i]; }
  TableData& table(std::size_t i) { return result.dataset.inputs[i]; }
  InputReport& report(std::size_t i) { return result.reports[i]; }
  TextPool& pool() { return *result.dataset.pool; }
};

using RowNumbers = std::vector<std::uint32_t>;

// Is it read like events: a key, a time, any number of rows per customer?
bool is_stream(const Input& input);

// A key as one number: a text code or the whole value.
std::int64_t key_at(const ColumnData& column, std::size_t row);

// The value of a column's row as text, for findings.
std::string text_at(Preparation& p, std::size_t input, int column, std::size_t row);

// Records what is wrong with a row (the row is not dropped here).
void add_finding(Preparation& p, std::size_t input, InputFault fault, int column, std::size_t row, std::string detail,
                 std::int64_t other_row = -1);

// Keeps only these rows of the columns read, and their lines.
void keep_rows(Preparation& p, std::size_t input, const RowNumbers& rows);

// Moves the columns read into the dataset and drops the rows with findings.
void take_columns(Preparation& p, std::size_t input);

// Rows outside a column's range. `rows` loses them.
void drop_out_of_range(Preparation& p, std::size_t input, RowNumbers& rows);

// Rows whose column is missing. `rows` loses them; gives how many.
std::uint64_t drop_missing(const ColumnData& column, RowNumbers& rows);

RowNumbers all_rows(std::size_t rows);

// Key to row or customer: dense for text codes, hashed for other keys.
class KeyMap {
 public:
  KeyMap(bool codes, std::size_t pool_size) : codes_(codes), dense_(codes ? pool_size : 0, -1) {}
  std::int32_t find(std::int64_t key) const {
    if (codes_) return static_cast<std::size_t>(key) < dense_.size() ? dense_[static_cast<std::size_t>(key)] : -1;
    const auto found = sparse_.find(key);
    return found == sparse_.end() ? -1 : found->second;
  }
  void set(std::int64_t key, std::size_t row) {
    (codes_ ? dense_[static_cast<std::size_t>(key)] : sparse_[key]) = static_cast<std::int32_t>(row);
  }

 private:
  bool codes_;
  std::vector<std::int32_t> dense_;
  std::unordered_map<std::int64_t, std::int32_t> sparse_;
};

// Under an identity: whose the ids in this input's key column are; her own comes before those of her accounts.
std::span<const std::pair<TextCode, std::uint32_t>> accounts_by_key(const Preparation& p, std::size_t input);

// The customers by the ids that stand in this input's key column: theirs, and those of all their accounts.
KeyMap customers_by_key(Preparation& p, std::size_t input);

// A key as a text code, like Dataset::customer_ids.
TextCode code_of_key(Preparation& p, const ColumnData& key, std::size_t row);

// "customers.csv:17"
std::string place_of_row(const Preparation& p, std::size_t input, std::size_t row);

// Derived columns, in an order that respects their references; `issues` are those of this evaluation.
std::map<std::uint32_t, IssueCount> fill_derived_columns(Preparation& p, std::size_t input);

// Since when she exists, by this column; where it is missing, always.
Micros since_of(const ColumnData& since, std::size_t row, const ZoneRules& zone);

void prepare_tables(Preparation& p);            // keys of lookups, sides and the population
void prepare_population(Preparation& p);        // customers, from its table
void prepare_identity(Preparation& p);          // which rows of which tables are one customer
void drop_erased(Preparation& p);               // customers who were erased, and all their rows
void prepare_customer_lookups(Preparation& p);  // row_of_key of the customers, where it is read
void prepare_derived_of_tables(Preparation& p);
void prepare_sides(Preparation& p);  // row_of_customer
void prepare_streams(Preparation& p);
void prepare_tags(Preparation& p);

}  // namespace sop
