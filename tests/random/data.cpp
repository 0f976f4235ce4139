#include "data.h"

#include <fmt/format.h>

#include <algorithm>

#include "values.h"

namespace sop::random_tests {
namespace {

void set_cell(Dataset& dataset, ColumnData& column, std::size_t row, const Constant& value) {
  if (!column.known.empty()) set_bit(column.known, row);
  switch (physical_of(column.type.kind)) {
    case Physical::whole: column.whole[row] = value.whole; break;
    case Physical::real: column.real[row] = value.real; break;
    case Physical::code: column.codes[row] = dataset.pool->intern(value.text); break;
    case Physical::bit:
      if (value.whole != 0) set_bit(column.bits, row);
      break;
  }
}

void fill(Dice& dice, const Program& program, Dataset& dataset, const Input& input, TableData& table) {
  for (const Column& column : input.columns) {
    ColumnData& data = table.columns.emplace_back(make_column(column.type, table.rows));
    for (std::size_t row = 0; row < table.rows; ++row)
      if (!column.type.nullable || !dice.one_in(4))
        set_cell(dataset, data, row, random_value(dice, program, column.type));
  }
}

void fill_stream(Dice& dice, Dataset& dataset, const Input& input, TableData& table) {
  std::size_t row = 0;
  for (std::uint32_t customer = 0; customer < dataset.customers; ++customer) {
    const std::size_t first = row;
    for (; row < table.begin[customer + 1]; ++row) {
      table.time_us[row] = random_instant(dice);
      if (row > first && dice.one_in(4)) table.time_us[row] = table.time_us[row - 1];
      table.customer[row] = customer;
      table.columns[0].codes[row] = dataset.customer_ids[customer];
    }
    std::ranges::sort(table.time_us.begin() + static_cast<std::ptrdiff_t>(first),
                      table.time_us.begin() + static_cast<std::ptrdiff_t>(row));
  }
  table.columns[static_cast<std::size_t>(input.time)].whole = table.time_us;
}

void make_stream(Dice& dice, const Program& program, Dataset& dataset, const Input& input, TableData& table) {
  const std::size_t most = dice.pick<std::size_t>({0, 1, 4, 9});
  table.begin = {0};
  for (std::size_t c = 0; c < dataset.customers; ++c)
    table.begin.push_back(table.begin.back() + static_cast<std::uint32_t>(dice.below(most + 1)));
  table.rows = table.begin.back();
  table.time_us.resize(table.rows);
  table.customer.resize(table.rows);
  fill(dice, program, dataset, input, table);
  fill_stream(dice, dataset, input, table);
}

void make_lookup(Dice& dice, const Program& program, Dataset& dataset, const Input& input, TableData& table) {
  table.rows = dice.pick<std::size_t>({0, 1, 6, 15});
  fill(dice, program, dataset, input, table);
  for (std::uint32_t row = 0; row < table.rows; ++row) {
    const ColumnData& keys = table.columns[0];
    table.row_of_key.try_emplace(keys.codes.empty() ? keys.whole[row] : std::int64_t{keys.codes[row]}, row);
  }
}

void make_side(Dice& dice, const Program& program, Dataset& dataset, const Input& input, TableData& table) {
  table.row_of_customer.assign(dataset.customers, -1);
  std::vector<std::uint32_t> owners;
  for (std::uint32_t customer = 0; customer < dataset.customers; ++customer) {
    if (dice.one_in(3)) continue;
    table.row_of_customer[customer] = static_cast<std::int32_t>(owners.size());
    owners.push_back(customer);
  }
  table.rows = owners.size();
  fill(dice, program, dataset, input, table);
  for (std::uint32_t row = 0; row < table.rows; ++row) {
    table.columns[0].codes[row] = dataset.customer_ids[owners[row]];
    table.row_of_key[dataset.customer_ids[owners[row]]] = row;
  }
}

void make_population(Dice& dice, const Program& program, Dataset& dataset, const Input& input, TableData& table) {
  table.rows = dataset.customers;
  fill(dice, program, dataset, input, table);
  table.columns[0].codes.assign(dataset.customer_ids.begin(), dataset.customer_ids.end());
  for (std::uint32_t c = 0; c < dataset.customers; ++c) table.row_of_key[dataset.customer_ids[c]] = c;
}

void make_tags(Dice& dice, Dataset& dataset) {
  for (std::size_t i = dice.below(3 * dataset.customers + 1); i > 0; --i) {
    TagHolding holding{};
    holding.customer = static_cast<std::uint32_t>(dice.below(dataset.customers));
    holding.tag = dataset.pool->intern(dice.pick({"vip", "新客", "other"}));
    holding.has_group = dice.one_in(2);
    holding.group = dataset.pool->intern(dice.pick({"g1", "g2"}));
    holding.personal = dice.one_in(2);
    holding.person = dataset.pool->intern(dice.pick({"a", "b", "ab"}));
    if (dice.one_in(2)) holding.since = random_instant(dice);
    if (dice.one_in(2)) holding.until = random_instant(dice);
    dataset.tags.push_back(holding);
  }
}

}  // namespace

Dataset random_dataset(Dice& dice, const Program& program, const DataOptions& options) {
  Dataset dataset;
  const bool few = dice.one_in(3);
  dataset.customers = options.block_edge ? dice.pick<std::size_t>({4095, 4096, 4097})
                                         : 1 + dice.below(few ? 3 : options.most_customers);
  for (std::size_t c = 0; c < dataset.customers; ++c)  // ids in another order than the rows
    dataset.customer_ids.push_back(dataset.pool->intern(fmt::format("u{}", (c * 7919 + 13) % 104'729)));
  if (dice.one_in(2))
    for (std::size_t c = 0; c < dataset.customers; ++c) dataset.exists_since.push_back(random_instant(dice));
  dataset.inputs.resize(program.inputs.size());
  for (std::size_t i = 0; i < program.inputs.size(); ++i) {
    const Input& input = program.inputs[i];
    TableData& table = dataset.inputs[i];
    if (input.kind == InputKind::population) make_population(dice, program, dataset, input, table);
    if (input.kind == InputKind::stream) make_stream(dice, program, dataset, input, table);
    if (input.kind == InputKind::lookup) make_lookup(dice, program, dataset, input, table);
    if (input.kind == InputKind::side) make_side(dice, program, dataset, input, table);
  }
  make_tags(dice, dataset);
  return dataset;
}

Frame batch_frame_of(Dice& dice, const Dataset& dataset) {
  Frame frame;
  frame.batch_as_of = dice.one_in(4) ? random_instant(dice) : base_instant;
  const bool some = dice.one_in(6);  // as for a single customer: not everyone is asked for
  for (std::uint32_t c = 0; c < dataset.customers; ++c) {
    const bool exists = dataset.exists_since.empty() || dataset.exists_since[c] <= frame.batch_as_of;
    if (exists && (!some || dice.one_in(2))) frame.customer.push_back(c);
  }
  return frame;
}

Frame event_frame_of(Dice& dice, const Dataset& dataset, InputId stream) {
  Frame frame;
  frame.stream = stream;
  frame.batch_as_of = base_instant;
  const TableData& table = dataset.inputs[stream.index()];
  for (std::uint32_t row = 0; row < table.rows; ++row) {
    if (dice.one_in(4)) continue;
    frame.customer.push_back(table.customer[row]);
    frame.as_of.push_back(table.time_us[row]);
    frame.event.push_back(row);
  }
  return frame;
}

}  // namespace sop::random_tests
