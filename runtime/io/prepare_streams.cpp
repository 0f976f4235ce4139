// Event streams: derived columns, `where`, ranges, missing keys and times, repeated ids, customers, order, `nth` and
// `gap`.
#include <algorithm>

#include "runtime/io/canonical_order.h"
#include "runtime/io/column_rows.h"
#include "runtime/io/local_clock.h"
#include "runtime/io/parallel_tasks.h"
#include "runtime/io/preparation.h"
#include "runtime/io/value_print.h"

namespace sop {
namespace {

constexpr std::uint32_t nobody = UINT32_MAX;

const ColumnData& column_of(Preparation& p, std::size_t i, int column) {
  return p.table(i).columns[static_cast<std::size_t>(column)];
}

// A date as an event's time is its local midnight (semantics B6). Instants are the column's own, see `times_of`.
void fill_times(Preparation& p, std::size_t i) {
  const ColumnData& time = column_of(p, i, p.input(i).time);
  if (!time.type.is(TypeKind::date)) return;
  LocalClock clock(p.context.zone);
  p.table(i).time_us.resize(p.table(i).rows);
  for (std::size_t row = 0; row < p.table(i).rows; ++row)
    p.table(i).time_us[row] = time.is_known(row) ? clock.instant_of(time.whole[row], 0) : 0;
}

std::span<const Micros> times_of(const TableData& table, const Input& input) {
  const ColumnData& time = table.columns[static_cast<std::size_t>(input.time)];
  return time.type.is(TypeKind::date) ? table.time_us : time.whole;
}

// Keys of a stream as text codes, like Dataset::customer_ids.
TextCode customer_code(Preparation& p, const ColumnData& key, std::size_t row) {
  if (!key.codes.empty()) return key.codes[row];
  std::string text;
  print_value(key, row, {&p.pool(), &p.context.zone, nullptr}, text);
  return p.pool().intern(text);
}

void fill_customers(Preparation& p, std::size_t i) {
  const ColumnData& key = column_of(p, i, p.input(i).key);
  TableData& table = p.table(i);
  table.customer.assign(table.rows, nobody);
  ColumnValues<TextCode> codes;
  if (key.codes.empty())
    for (std::size_t row = 0; row < table.rows; ++row)
      codes.push_back(key.is_known(row) ? customer_code(p, key, row) : 0);
  const ColumnValues<TextCode>& keys = key.codes.empty() ? codes : key.codes;
  const KeyMap customers = customers_by_key(p, i);
  for (std::size_t row = 0; row < table.rows; ++row)
    if (key.is_known(row)) table.customer[row] = static_cast<std::uint32_t>(customers.find(keys[row]));
}

void drop_filtered(Preparation& p, std::size_t i, RowNumbers& rows) {
  const InstId filter = p.input(i).filter;
  if (!filter.exists()) return;
  const Evaluation evaluation =
      p.evaluate(p.program, p.result.dataset, InputId(i), p.table(i), std::span(&filter, 1), p.context);
  const ColumnData& keep = evaluation.values[0];
  p.report(i).filtered =
      std::erase_if(rows, [&](std::uint32_t row) { return !keep.is_known(row) || !bit_at(keep.bits, row); });
  for (const auto& [probe, count] : evaluation.issues) p.result.issues.emplace(probe, count);
}

bool same_event(const TableData& table, std::size_t a, std::size_t b) {
  return std::ranges::all_of(
      table.columns, [&](const ColumnData& column) { return column.rows != table.rows || equal_rows(column, a, b); });
}

// An equal row counts once; rows of one id that differ are bad, all of them (semantics A8).
void drop_repeated(Preparation& p, std::size_t i, RowNumbers& rows) {
  const Input& input = p.input(i);
  if (input.id < 0) return;
  const ColumnData& id = column_of(p, i, input.id);
  KeyMap first(!id.codes.empty(), p.pool().size());
  BitWords repeated(words_for(p.table(i).rows), 0), bad(words_for(p.table(i).rows), 0);
  for (const std::uint32_t row : rows) {
    if (!id.is_known(row)) continue;
    const std::int32_t other = first.find(key_at(id, row));
    if (other < 0) {
      first.set(key_at(id, row), row);
      continue;
    }
    const auto first_row = static_cast<std::uint32_t>(other);
    if (same_event(p.table(i), first_row, row)) {
      set_bit(repeated, row);
      continue;
    }
    if (!bit_at(bad, first_row)) add_finding(p, i, InputFault::conflicting_id, input.id, first_row, "", row);
    add_finding(p, i, InputFault::conflicting_id, input.id, row, "", first_row);
    set_bit(bad, first_row);
    set_bit(bad, row);
  }
  p.report(i).bad += std::erase_if(rows, [&](std::uint32_t row) { return bit_at(bad, row); });
  p.report(i).repeated += std::erase_if(rows, [&](std::uint32_t row) { return bit_at(repeated, row); });
}

// `table customers key customer_id from orders`: the keys of kept events in order of first appearance. She exists from
// her first event on (semantics B1).
void take_population_from(Preparation& p, std::size_t i, const RowNumbers& rows) {
  Dataset& dataset = p.result.dataset;
  const ColumnData& key = column_of(p, i, p.input(i).key);
  TableData& table = p.table(i);
  const std::span times = times_of(table, p.input(i));
  KeyMap customers(!key.codes.empty(), p.pool().size());
  RowNumbers first_rows;
  table.customer.assign(table.rows, nobody);
  for (const std::uint32_t row : rows) {
    std::int32_t customer = customers.find(key_at(key, row));
    if (customer < 0) {
      customer = static_cast<std::int32_t>(first_rows.size());
      customers.set(key_at(key, row), first_rows.size());
      first_rows.push_back(row);
      if (!p.tables[i].number.empty()) p.result.customer_numbers.push_back(p.tables[i].number[row]);
      dataset.exists_since.push_back(times[row]);
    }
    const auto index = static_cast<std::uint32_t>(customer);
    table.customer[row] = index;
    dataset.exists_since[index] = std::min(dataset.exists_since[index], times[row]);
  }
  dataset.customers = first_rows.size();
  for (const std::uint32_t row : first_rows) dataset.customer_ids.push_back(customer_code(p, key, row));
  const std::size_t population = p.program.population.index();
  TableData& people = p.table(population);
  people.rows = first_rows.size();
  people.columns.resize(p.input(population).columns.size());
  const int people_key = p.input(population).key;
  if (people_key < 0) return;
  ColumnData ids = pick_rows(key, first_rows);
  ids.known.clear();
  ids.type = p.input(population).columns[static_cast<std::size_t>(people_key)].type;
  if (ids.type.nullable) ids.known.assign(words_for(ids.rows), ~std::uint64_t{0});
  people.columns[static_cast<std::size_t>(people_key)] = std::move(ids);
  prepare_customer_lookups(p);
}

void drop_orphans(Preparation& p, std::size_t i, RowNumbers& rows) {
  p.report(i).orphans = std::erase_if(rows, [&](std::uint32_t row) { return p.table(i).customer[row] == nobody; });
}

bool is_reported(const Program& program, InputId input) {
  for (const ReportForm& report : program.reports)
    if (std::ranges::any_of(report.measures, [&](const Measure& measure) { return measure.input == input; }))
      return true;
  for (const ReportForm& report : program.reports)
    if (report.credit != Credit::none && report.touch.input == input) return true;
  for (const Funnel& funnel : program.funnels)
    if (std::ranges::any_of(funnel.steps, [&](const FunnelStep& step) { return step.input == input; })) return true;
  return false;
}

// The events of customer c lie at begin[c] to begin[c + 1].
std::vector<std::uint32_t> customers_of(const std::vector<std::uint32_t>& begin) {
  std::vector<std::uint32_t> out(begin.back());
  for (std::size_t c = 0; c + 1 < begin.size(); ++c)
    std::fill(out.begin() + begin[c], out.begin() + begin[c + 1], static_cast<std::uint32_t>(c));
  return out;
}

// All are known: rows without a time were left out.
ColumnData times_as_column(Type type, const ColumnValues<Micros>& times) {
  ColumnData out;
  out.type = type;
  out.rows = times.size();
  out.whole = times;
  if (type.nullable) {
    out.known.assign(words_for(out.rows), ~std::uint64_t{0});
    if (out.rows % 64 != 0) out.known.back() >>= 64 - out.rows % 64;
  }
  return out;
}

void cluster(Preparation& p, std::size_t i, const RowNumbers& rows, TableData& table, std::size_t customers) {
  const Input& input = p.input(i);
  Clustering order =
      canonical_order(input, table, p.pool(), times_of(table, input), rows, customers, p.context.threads);
  table.begin = std::move(order.begin);
  table.time_us = std::move(order.times);
  if (order.rows.size() == table.rows && std::ranges::is_sorted(order.rows)) return;
  table.customer = customers_of(table.begin);
  run_tasks(
      p.context.threads, table.columns.size(), [] { return 0; },
      [&](int, std::size_t c) {
        ColumnData& column = table.columns[c];
        if (column.rows != table.rows) return;
        const bool is_time = static_cast<int>(c) == input.time && column.type.is(TypeKind::datetime);
        column = is_time ? times_as_column(column.type, table.time_us) : pick_rows(column, order.rows);
      });
  table.rows = order.rows.size();
}

bool is_made_here(const Column& column, std::string_view name) {
  return column.used && column.name == name && !column.derived.exists() && column.file_name.empty();
}

ColumnData numbers_among_hers(const TableData& table, Type type) {
  ColumnData nth = make_column(type.with_nullable(false), table.rows);
  nth.type = type;
  for (std::size_t row = 0; row < table.rows; ++row) nth.whole[row] = row - table.begin[table.customer[row]] + 1;
  if (type.nullable)
    for (std::size_t row = 0; row < table.rows; ++row) nth.known.resize(words_for(table.rows)), set_bit(nth.known, row);
  return nth;
}

ColumnData days_since_the_one_before(const TableData& table, Type type, const ZoneRules& zone) {
  ColumnData gap = make_column(type.with_nullable(true), table.rows);
  LocalClock clock(zone);
  Days before = 0;
  for (std::size_t row = 0; row < table.rows; ++row) {
    const Days date = clock.local_date(table.time_us[row]);
    if (row > table.begin[table.customer[row]]) {
      gap.whole[row] = date - before;
      set_bit(gap.known, row);
    }
    before = date;
  }
  return gap;
}

void fill_counted_columns(Preparation& p, std::size_t i, TableData& table) {
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    const Column& column = p.input(i).columns[c];
    if (is_made_here(column, "nth")) table.columns[c] = numbers_among_hers(table, column.type);
    if (is_made_here(column, "gap")) table.columns[c] = days_since_the_one_before(table, column.type, p.context.zone);
  }
}

// The rows that `drop_orphans` is about to drop, by their keys.
void keep_strangers(Preparation& p, std::size_t i, const RowNumbers& rows) {
  if (!is_reported(p.program, InputId(i))) return;
  RowNumbers theirs;
  for (const std::uint32_t row : rows)
    if (p.table(i).customer[row] == nobody) theirs.push_back(row);
  if (theirs.empty()) return;
  const ColumnData& key = column_of(p, i, p.input(i).key);
  std::map<std::string_view, TextCode> keys;
  for (const std::uint32_t row : theirs) {
    const TextCode code = customer_code(p, key, row);
    keys.emplace(p.pool().text(code), code);
  }
  Strangers& strangers = p.result.strangers[i];
  std::map<TextCode, std::uint32_t> index;
  for (const auto& [text, code] : keys) {
    index[code] = static_cast<std::uint32_t>(strangers.keys.size());
    strangers.keys.push_back(code);
  }
  strangers.events = p.table(i);
  for (const std::uint32_t row : theirs) strangers.events.customer[row] = index.at(customer_code(p, key, row));
  cluster(p, i, theirs, strangers.events, strangers.keys.size());
  fill_counted_columns(p, i, strangers.events);
}

void prepare_stream(Preparation& p, std::size_t i) {
  const bool gives_population =
      p.program.population.exists() && p.input(p.program.population.index()).keys_from == InputId(i);
  TableData& table = p.table(i);
  if (!gives_population) fill_customers(p, i);
  const bool issues = !fill_derived_columns(p, i).empty();
  fill_times(p, i);  // the time may be derived: a membership that counts from its campaign's first day
  RowNumbers rows = all_rows(table.rows);
  drop_filtered(p, i, rows);
  drop_out_of_range(p, i, rows);
  p.report(i).without_key = drop_missing(column_of(p, i, p.input(i).key), rows);
  p.report(i).without_time = drop_missing(column_of(p, i, p.input(i).time), rows);
  drop_repeated(p, i, rows);
  if (gives_population) take_population_from(p, i, rows);
  keep_strangers(p, i, rows);
  drop_orphans(p, i, rows);
  cluster(p, i, rows, p.table(i), p.result.dataset.customers);
  fill_counted_columns(p, i, p.table(i));
  // Only kept events may raise issues: ask again on what was kept.
  if (issues) p.result.issues.merge(fill_derived_columns(p, i));
}

}  // namespace

void prepare_streams(Preparation& p) {
  p.result.strangers.resize(p.program.inputs.size());
  const auto& inputs = p.program.inputs;
  const auto& population = p.program.population;
  const InputId giver = population.exists() ? inputs[population.index()].keys_from : InputId();
  if (giver.exists() && p.tables[giver.index()].given) {
    prepare_stream(p, giver.index());
    p.result.issues.merge(fill_derived_columns(p, population.index()));
  }
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (!is_stream(inputs[i]) || InputId(i) == giver) continue;
    if (p.tables[i].given) {
      prepare_stream(p, i);
    } else {
      p.table(i).begin.assign(p.result.dataset.customers + 1, 0);
    }
  }
}

}  // namespace sop
