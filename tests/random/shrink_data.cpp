#include "shrink_data.h"

#include <algorithm>

namespace sop::random_tests {
namespace {

using Keep = std::vector<bool>;

ColumnData kept_rows(const ColumnData& column, const Keep& keep) {
  ColumnData result = make_column(column.type, static_cast<std::size_t>(std::ranges::count(keep, true)));
  std::size_t to = 0;
  for (std::size_t row = 0; row < column.rows; ++row) {
    if (!keep[row]) continue;
    if (!result.known.empty() && column.is_known(row)) set_bit(result.known, to);
    if (!result.whole.empty()) result.whole[to] = column.whole[row];
    if (!result.real.empty()) result.real[to] = column.real[row];
    if (!result.codes.empty()) result.codes[to] = column.codes[row];
    if (!result.bits.empty() && bit_at(column.bits, row)) set_bit(result.bits, to);
    ++to;
  }
  return result;
}

template <class Values>
Values kept(const Values& values, const Keep& keep) {
  Values result;
  for (std::size_t i = 0; i < values.size(); ++i)
    if (keep[i]) result.push_back(values[i]);
  return result;
}

// New index of each kept one, -1 for the others.
std::vector<std::int32_t> renumbered(const Keep& keep) {
  std::vector<std::int32_t> index;
  std::int32_t next = 0;
  for (const bool k : keep) index.push_back(k ? next++ : -1);
  return index;
}

void keep_events(TableData& table, std::size_t customers, const Keep& keep) {
  for (ColumnData& column : table.columns) column = kept_rows(column, keep);
  table.time_us = kept(table.time_us, keep);
  table.customer = kept(table.customer, keep);
  table.rows = table.customer.size();
  table.begin.assign(customers + 1, 0);
  for (const std::uint32_t customer : table.customer) ++table.begin[customer + 1];
  for (std::size_t c = 0; c < customers; ++c) table.begin[c + 1] += table.begin[c];
}

void keep_frame(Frame& frame, const Keep& keep) {
  frame.customer = kept(frame.customer, keep);
  if (!frame.as_of.empty()) frame.as_of = kept(frame.as_of, keep);
  if (!frame.event.empty()) frame.event = kept(frame.event, keep);
}

void keep_stream_customers(Case& test, InputId stream, const Keep& keep, const std::vector<std::int32_t>& index) {
  TableData& table = test.dataset.inputs[stream.index()];
  Keep events;
  for (const std::uint32_t customer : table.customer) events.push_back(keep[customer]);
  if (test.frame.stream == stream) {
    const auto rows = renumbered(events);
    for (auto& event : test.frame.event) event = static_cast<std::uint32_t>(rows[event]);
  }
  keep_events(table, keep.size(), events);
  for (auto& customer : table.customer) customer = static_cast<std::uint32_t>(index[customer]);
  std::vector<std::uint32_t> begin = {0};
  for (std::size_t c = 0; c < keep.size(); ++c)
    if (keep[c]) begin.push_back(table.begin[c + 1]);
  table.begin = std::move(begin);
}

}  // namespace

Case with_frame_rows(const Case& test, std::size_t begin, std::size_t end) {
  Case smaller = test;
  Keep keep(test.frame.rows());
  for (std::size_t row = begin; row < end; ++row) keep[row] = true;
  keep_frame(smaller.frame, keep);
  return smaller;
}

Case without_events(const Case& test, InputId stream, std::size_t begin, std::size_t end) {
  Case smaller = test;
  TableData& table = smaller.dataset.inputs[stream.index()];
  Keep keep(table.rows, true);
  for (std::size_t row = begin; row < end; ++row) keep[row] = false;
  if (test.frame.stream == stream) {
    Keep frame_keep;
    for (const std::uint32_t event : test.frame.event) frame_keep.push_back(keep[event]);
    keep_frame(smaller.frame, frame_keep);
    const auto rows = renumbered(keep);
    for (auto& event : smaller.frame.event) event = static_cast<std::uint32_t>(rows[event]);
  }
  keep_events(table, test.dataset.customers, keep);
  return smaller;
}

Case with_customers_of_frame(const Case& test) {
  Case smaller = test;
  Dataset& data = smaller.dataset;
  Keep keep(data.customers);
  for (const std::uint32_t customer : test.frame.customer) keep[customer] = true;
  const auto index = renumbered(keep);
  for (std::size_t i = 0; i < data.inputs.size(); ++i) {
    const InputKind kind = test.program.inputs[i].kind;
    TableData& table = data.inputs[i];
    if (kind == InputKind::stream) keep_stream_customers(smaller, InputId{i}, keep, index);
    if (!table.row_of_customer.empty()) table.row_of_customer = kept(table.row_of_customer, keep);
    if (kind != InputKind::population) continue;
    for (ColumnData& column : table.columns) column = kept_rows(column, keep);
    table.rows = static_cast<std::size_t>(std::ranges::count(keep, true));
    table.row_of_key.clear();
  }
  data.customer_ids = kept(data.customer_ids, keep);
  if (!data.exists_since.empty()) data.exists_since = kept(data.exists_since, keep);
  data.customers = data.customer_ids.size();
  std::erase_if(data.tags, [&](const TagHolding& holding) { return !keep[holding.customer]; });
  for (auto& holding : data.tags) holding.customer = static_cast<std::uint32_t>(index[holding.customer]);
  for (auto& customer : smaller.frame.customer) customer = static_cast<std::uint32_t>(index[customer]);
  return smaller;
}

Case without_tags(const Case& test) {
  Case smaller = test;
  smaller.dataset.tags.clear();
  return smaller;
}

}  // namespace sop::random_tests
