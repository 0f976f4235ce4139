// Tables with one row per key: lookups, side tables, the population.
#include <algorithm>
#include <charconv>
#include <optional>

#include "runtime/io/preparation.h"
#include "runtime/io/value_print.h"

namespace sop {
namespace {

bool is_keyed(const Input& input) {
  if (input.key < 0 || is_stream(input)) return false;
  return input.kind == InputKind::population || input.kind == InputKind::side || input.kind == InputKind::lookup;
}

// Every row of a key that occurs twice is bad: none of them is the right one.
void drop_duplicate_keys(Preparation& p, std::size_t i, RowNumbers& rows) {
  const int key = p.input(i).key;
  const ColumnData& column = p.table(i).columns[static_cast<std::size_t>(key)];
  KeyMap first(!column.codes.empty(), p.pool().size());
  BitWords bad(words_for(p.table(i).rows), 0);
  bool any = false;
  for (const std::uint32_t row : rows) {
    const std::int32_t other = first.find(key_at(column, row));
    if (other < 0) {
      first.set(key_at(column, row), row);
      continue;
    }
    const auto first_row = static_cast<std::uint32_t>(other);
    if (!bit_at(bad, first_row)) add_finding(p, i, InputFault::duplicate_key, key, first_row, "", row);
    add_finding(p, i, InputFault::duplicate_key, key, row, "", first_row);
    set_bit(bad, first_row);
    set_bit(bad, row);
    any = true;
  }
  if (any) p.report(i).bad += std::erase_if(rows, [&](std::uint32_t row) { return bit_at(bad, row); });
}

void prepare_table(Preparation& p, std::size_t i) {
  const Input& input = p.input(i);
  TableData& table = p.table(i);
  RowNumbers rows = all_rows(table.rows);
  drop_out_of_range(p, i, rows);
  const auto key = static_cast<std::size_t>(input.key);
  p.report(i).without_key = drop_missing(table.columns[key], rows);
  drop_duplicate_keys(p, i, rows);
  if (rows.size() < table.rows) keep_rows(p, i, rows);
  if (input.kind == InputKind::population) return;
  table.row_of_key.reserve(table.rows);
  for (std::size_t row = 0; row < table.rows; ++row)
    table.row_of_key.emplace(key_at(table.columns[key], row), static_cast<std::uint32_t>(row));
}

}  // namespace

Micros since_of(const ColumnData& since, std::size_t row, const ZoneRules& zone) {
  if (!since.is_known(row)) return INT64_MIN;
  return since.type.is(TypeKind::date) ? zone.instant_of(since.whole[row], 0) : since.whole[row];
}

void prepare_tables(Preparation& p) {
  for (std::size_t i = 0; i < p.program.inputs.size(); ++i)
    if (p.tables[i].given && is_keyed(p.input(i))) prepare_table(p, i);
}

void prepare_population(Preparation& p) {
  if (!p.program.population.exists()) return;
  const std::size_t i = p.program.population.index();
  const Input& input = p.input(i);
  if (input.keys_from.exists() || !p.tables[i].given || input.key < 0) return;
  Dataset& dataset = p.result.dataset;
  const ColumnData& key = p.table(i).columns[static_cast<std::size_t>(input.key)];
  dataset.customers = p.table(i).rows;
  dataset.customer_ids.resize(dataset.customers);
  for (std::size_t row = 0; row < dataset.customers; ++row) dataset.customer_ids[row] = code_of_key(p, key, row);
  if (input.since < 0) return;
  const ColumnData& since = p.table(i).columns[static_cast<std::size_t>(input.since)];
  for (std::size_t row = 0; row < dataset.customers; ++row)
    dataset.exists_since.push_back(since_of(since, row, p.context.zone));
}

namespace {

bool looks_up_customers(const Program& program) {
  return std::ranges::any_of(program.inputs, [&](const Input& input) {
    return std::ranges::any_of(
        input.columns, [&](const Column& column) { return column.used && column.lookup == program.population; });
  });
}

// An id as `row_of_key` has it: ids of one key column may be whole numbers.
std::optional<std::int64_t> key_of_id(Preparation& p, const ColumnData& key, TextCode id) {
  if (!key.codes.empty()) return id;
  const std::string_view text = p.pool().text(id);
  std::int64_t whole = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), whole);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(whole) : std::nullopt;
}

}  // namespace

// Under an identity the state file needs them too: it knows her by any of her ids.
void prepare_customer_lookups(Preparation& p) {
  if (!p.program.population.exists()) return;
  const std::size_t i = p.program.population.index();
  TableData& people = p.table(i);
  if (p.input(i).key < 0 || people.rows == 0) return;
  const ColumnData& key = people.columns[static_cast<std::size_t>(p.input(i).key)];
  if (p.program.identity.exists()) {
    for (const auto& [id, customer] : accounts_by_key(p, i))
      if (const auto found = key_of_id(p, key, id)) people.row_of_key.emplace(*found, customer);
  } else if (looks_up_customers(p.program)) {
    people.row_of_key.reserve(people.rows);
    for (std::size_t row = 0; row < people.rows; ++row)
      people.row_of_key.emplace(key_at(key, row), static_cast<std::uint32_t>(row));
  }
}

// Lookups first: the derived columns of the others may read them.
void prepare_derived_of_tables(Preparation& p) {
  for (const bool lookups : {true, false}) {
    for (std::size_t i = 0; i < p.program.inputs.size(); ++i) {
      if (!is_keyed(p.input(i)) || (p.input(i).kind == InputKind::lookup) != lookups) continue;
      if (!p.tables[i].given) continue;
      p.result.issues.merge(fill_derived_columns(p, i));
    }
  }
}

namespace {

// Ids on a list that are nobody's: counted, so that a wrong column does not look like a list of nobody.
void drop_strangers(Preparation& p, std::size_t i) {
  const KeyMap customers = customers_by_key(p, i);
  const ColumnData& key = p.table(i).columns[static_cast<std::size_t>(p.input(i).key)];
  RowNumbers known;
  for (std::uint32_t row = 0; row < p.table(i).rows; ++row)
    if (customers.find(key.codes[row]) >= 0) known.push_back(row);
  p.report(i).orphans = p.table(i).rows - known.size();
  if (known.size() < p.table(i).rows) keep_rows(p, i, known);
}

}  // namespace

void prepare_sides(Preparation& p) {
  const Dataset& dataset = p.result.dataset;
  for (std::size_t i = 0; i < p.program.inputs.size(); ++i) {
    if (p.input(i).kind != InputKind::side || p.input(i).key < 0) continue;
    if (std::ranges::find(p.program.identity.tables, InputId(i)) != p.program.identity.tables.end()) continue;
    TableData& table = p.table(i);
    table.row_of_customer.assign(dataset.customers, -1);
    const ColumnData& key = table.columns[static_cast<std::size_t>(p.input(i).key)];
    if (table.rows == 0) continue;
    if (!p.input(i).list_file.empty()) drop_strangers(p, i);
    KeyMap rows(true, p.pool().size());
    for (std::size_t row = 0; row < table.rows; ++row) rows.set(code_of_key(p, key, row), row);
    for (std::size_t c = 0; c < dataset.customers; ++c) table.row_of_customer[c] = rows.find(dataset.customer_ids[c]);
    for (const auto& [code, customer] : accounts_by_key(p, i))
      if (table.row_of_customer[customer] < 0) table.row_of_customer[customer] = rows.find(code);
  }
}

}  // namespace sop
