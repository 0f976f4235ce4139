#include "runtime/daily/part.h"

#include <algorithm>

#include "runtime/run/histories.h"

namespace sop {
namespace {

constexpr std::uint32_t nobody = UINT32_MAX;

BitWords gathered_bits(const BitWords& from, const std::vector<std::uint32_t>& rows) {
  BitWords out(words_for(rows.size()), 0);
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (bit_at(from, rows[i])) set_bit(out, i);
  return out;
}

template <class T, class Allocator>
std::vector<T, Allocator> gathered(const std::vector<T, Allocator>& from, const std::vector<std::uint32_t>& rows) {
  std::vector<T, Allocator> out(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) out[i] = from[rows[i]];
  return out;
}

// A column that nothing reads stays without rows.
ColumnData gathered(const ColumnData& from, const std::vector<std::uint32_t>& rows) {
  ColumnData out;
  out.type = from.type;
  if (from.rows == 0) return out;
  out.rows = rows.size();
  if (!from.known.empty()) out.known = gathered_bits(from.known, rows);
  if (!from.whole.empty()) out.whole = gathered(from.whole, rows);
  if (!from.real.empty()) out.real = gathered(from.real, rows);
  if (!from.codes.empty()) out.codes = gathered(from.codes, rows);
  if (!from.bits.empty()) out.bits = gathered_bits(from.bits, rows);
  return out;
}

TableData gathered(const TableData& from, const std::vector<std::uint32_t>& rows) {
  TableData out;
  out.rows = rows.size();
  for (const ColumnData& column : from.columns) out.columns.push_back(gathered(column, rows));
  return out;
}

TableData events_of(const TableData& from, const std::vector<std::uint32_t>& customers) {
  std::vector<std::uint32_t> rows, owners, begin{0};
  for (std::uint32_t c = 0; c < customers.size(); ++c) {
    if (customers[c] + std::size_t{1} < from.begin.size())
      for (std::uint32_t row = from.begin[customers[c]]; row < from.begin[customers[c] + 1]; ++row) {
        rows.push_back(row);
        owners.push_back(c);
      }
    begin.push_back(static_cast<std::uint32_t>(rows.size()));
  }
  TableData out = gathered(from, rows);
  out.begin = std::move(begin);
  out.time_us = gathered(from.time_us, rows);
  out.customer = std::move(owners);
  return out;
}

TableData sides_of(const TableData& from, const std::vector<std::uint32_t>& customers) {
  std::vector<std::uint32_t> rows;
  std::vector<std::int32_t> row_of(customers.size(), -1);
  for (std::size_t c = 0; c < customers.size(); ++c) {
    if (customers[c] >= from.row_of_customer.size() || from.row_of_customer[customers[c]] < 0) continue;
    row_of[c] = static_cast<std::int32_t>(rows.size());
    rows.push_back(static_cast<std::uint32_t>(from.row_of_customer[customers[c]]));
  }
  TableData out = gathered(from, rows);
  out.row_of_customer = std::move(row_of);
  return out;
}

// Of each customer of the whole: her place in the part, or `nobody`.
std::vector<std::uint32_t> places_of(std::size_t all, const std::vector<std::uint32_t>& customers) {
  std::vector<std::uint32_t> out(all, nobody);
  for (std::uint32_t i = 0; i < customers.size(); ++i) out[customers[i]] = i;
  return out;
}

std::vector<bool> gathered(const std::vector<bool>& from, const std::vector<std::uint32_t>& customers) {
  std::vector<bool> out(from.empty() ? 0 : customers.size());
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = from[customers[i]];
  return out;
}

void put(std::vector<bool>& into, const std::vector<bool>& part, const std::vector<std::uint32_t>& customers,
         std::size_t all) {
  if (part.empty()) return;
  into.resize(all, false);
  for (std::size_t i = 0; i < part.size(); ++i) into[customers[i]] = part[i];
}

// Rows of customers who are not in the part stay, those of the part take the place of theirs; by customer.
template <class Row>
void replace(std::vector<Row>& whole, const std::vector<Row>& part, const std::vector<std::uint32_t>& customers,
             const std::vector<std::uint32_t>& places) {
  std::erase_if(whole, [&](const Row& row) { return places[row.customer] != nobody; });
  for (Row row : part) {
    row.customer = customers[row.customer];
    whole.push_back(std::move(row));
  }
}

template <class Row>
std::vector<Row> rows_of(const std::vector<Row>& whole, const std::vector<std::uint32_t>& places) {
  std::vector<Row> out;
  for (const Row& row : whole) {
    if (places[row.customer] == nobody) continue;
    out.push_back(row);
    out.back().customer = places[row.customer];
  }
  return out;
}

}  // namespace

bool is_shared(const Program& program, const Dataset& dataset, std::size_t input) {
  const TableData& table = dataset.inputs[input];
  return program.population != InputId(input) && table.begin.empty() && table.row_of_customer.empty();
}

Dataset part_of(const Program& program, Dataset& whole, const std::vector<std::uint32_t>& customers) {
  Dataset part;
  part.pool = whole.pool;
  part.customers = customers.size();
  part.customer_ids = gathered(whole.customer_ids, customers);
  if (!whole.exists_since.empty()) part.exists_since = gathered(whole.exists_since, customers);
  for (std::size_t i = 0; i < whole.inputs.size(); ++i) {
    TableData& table = whole.inputs[i];
    if (is_shared(program, whole, i))
      part.inputs.push_back(std::move(table));
    else if (program.population == InputId(i))
      part.inputs.push_back(gathered(table, customers));
    else
      part.inputs.push_back(table.begin.empty() ? sides_of(table, customers) : events_of(table, customers));
  }
  return part;
}

// A table that the run has filled (what it recorded) belongs to the part.
void put_back(const Program& program, Dataset& whole, Dataset& part) {
  for (std::size_t i = 0; i < whole.inputs.size(); ++i)
    if (is_shared(program, whole, i) && is_shared(program, part, i)) whole.inputs[i] = std::move(part.inputs[i]);
}

RunMemory part_of(const Program& program, const RunMemory& whole, const std::vector<std::uint32_t>& customers) {
  const std::vector<std::uint32_t> places = places_of(whole.seen.size(), customers);
  RunMemory part;
  part.exists = whole.exists;
  part.as_of = whole.as_of;
  part.seen = gathered(whole.seen, customers);
  for (const HistoryMemory& history : whole.histories) {
    HistoryMemory& of = part.histories.emplace_back();
    of.known = history.known;
    of.definition = history.definition;
    if (!history.of.empty()) of.of = gathered(history.of, customers);
  }
  for (const RuleMemory& rule : whole.rules) {
    RuleMemory& of = part.rules.emplace_back();
    of.known = rule.known;
    of.since = rule.since;
    of.definition = rule.definition;
    of.truth = gathered(rule.truth, customers);
    for (std::uint32_t i = 0; i < customers.size() && !rule.last_fired.empty(); ++i)
      for (auto at = rule.last_fired.lower_bound({customers[i], ""});
           at != rule.last_fired.end() && at->first.first == customers[i]; ++at)
        of.last_fired.emplace_hint(of.last_fired.end(), std::pair(i, at->first.second), at->second);
  }
  for (const std::vector<bool>& held : whole.segments) part.segments.push_back(gathered(held, customers));
  part.segments.resize(program.facts.size());
  part.changes = rows_of(whole.changes, places);
  part.tags = rows_of(whole.tags, places);
  part.alerts = whole.alerts;
  part.seen_events = whole.seen_events;
  part.tag_definitions = whole.tag_definitions;
  return part;
}

RunMemory joined_memory(const Program& program, RunMemory whole, const RunMemory& part,
                        const std::vector<std::uint32_t>& customers) {
  const std::size_t all = whole.seen.size();
  const std::vector<std::uint32_t> places = places_of(all, customers);
  whole.exists = true;
  whole.as_of = part.as_of;
  whole.seen.assign(all, true);
  whole.histories.resize(program.histories.size());
  for (std::size_t h = 0; h < part.histories.size(); ++h) {
    whole.histories[h].known = part.histories[h].known;
    whole.histories[h].definition = part.histories[h].definition;
    whole.histories[h].of.resize(all);
    for (std::size_t i = 0; i < customers.size(); ++i) whole.histories[h].of[customers[i]] = part.histories[h].of[i];
  }
  whole.rules.resize(program.rules.size());
  for (std::size_t r = 0; r < part.rules.size(); ++r) {
    RuleMemory& rule = whole.rules[r];
    rule.known = part.rules[r].known;
    rule.since = part.rules[r].since;
    rule.definition = part.rules[r].definition;
    put(rule.truth, part.rules[r].truth, customers, all);
    for (const auto& [key, at] : part.rules[r].last_fired)
      rule.last_fired[{customers[key.first], key.second}] = at;  // a firing is never forgotten
  }
  whole.segments.resize(program.facts.size());
  for (std::size_t f = 0; f < part.segments.size(); ++f) put(whole.segments[f], part.segments[f], customers, all);
  replace(whole.changes, part.changes, customers, places);
  forget_changes(program, whole.as_of, whole.changes);
  std::ranges::stable_sort(whole.changes, {},
                           [](const ChangeRow& row) { return std::tuple(row.history, row.customer, row.at); });
  replace(whole.tags, part.tags, customers, places);
  whole.alerts = part.alerts;
  whole.seen_events = part.seen_events;
  whole.tag_definitions = part.tag_definitions;
  return whole;
}

void name_customers(RunResult& result, const std::vector<std::uint32_t>& customers) {
  for (std::uint32_t& customer : result.frame.customer) customer = customers[customer];
  const auto rename = [&](auto& rows) {
    for (auto& row : rows) row.customer = customers[row.customer];
  };
  rename(result.actions);
  rename(result.tags);
  rename(result.decisions);
  rename(result.changes);
  for (auto& [probe, count] : result.issues)
    if (count.first_customer < customers.size()) count.first_customer = customers[count.first_customer];
}

}  // namespace sop
