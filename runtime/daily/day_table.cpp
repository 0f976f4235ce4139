#include "runtime/daily/day_table.h"

#include <algorithm>

namespace sop {
namespace {

// Longer than any window that is usual; who is not asked by then is asked once for nothing.
constexpr std::int64_t days_ahead = 430;
constexpr std::int64_t most_days = 4'000'000;

bool same_value(const ColumnData& column, std::size_t a, std::size_t b) {
  if (column.is_known(a) != column.is_known(b)) return false;
  if (!column.is_known(a)) return true;
  switch (physical_of(column.type.kind)) {
    case Physical::whole: return column.whole[a] == column.whole[b];
    case Physical::real: return column.real[a] == column.real[b];
    case Physical::code: return column.codes[a] == column.codes[b];
    case Physical::bit: return bit_at(column.bits, a) == bit_at(column.bits, b);
  }
  return false;
}

bool is_rising(const ColumnData& column) {
  if (physical_of(column.type.kind) != Physical::whole || column.type.is(TypeKind::duration)) return false;
  for (std::size_t row = 0; row < column.rows; ++row)
    if (!column.is_known(row)) return false;
  return std::ranges::is_sorted(column.whole);
}

}  // namespace

DayTable::DayTable(const Program& program, const Dataset& dataset, std::vector<InstId> insts, const RunOptions& options,
                   const RunContext& context)
    : zone_(context.zone), today_(context.zone.local_date(options.as_of)) {
  for (std::int64_t n = 1; n <= days_ahead; ++n) midnights_.push_back(midnight(n));
  if (dataset.customers == 0 || insts.empty()) return;
  Frame frame;
  frame.batch_as_of = options.as_of;
  frame.customer.assign(midnights_.size() + 1, 0);
  frame.as_of.push_back(options.as_of);
  frame.as_of.insert(frame.as_of.end(), midnights_.begin(), midnights_.end());
  Evaluation found = options.evaluate(program, dataset, frame, insts, context);
  values_.resize(program.insts.size());
  for (std::size_t i = 0; i < insts.size(); ++i) {
    DayValues& values = *(values_[insts[i].index()] = std::make_unique<DayValues>());
    values.values = std::move(found.values[i]);
    values.rising = is_rising(values.values);
  }
}

Micros DayTable::midnight(std::int64_t n) const { return zone_.instant_of(today_ + std::min(n, most_days), 0); }

Micros DayTable::changes_at(const DayValues& values) const {
  for (std::size_t n = 0; n < midnights_.size(); ++n)
    if (!same_value(values.values, 0, n + 1)) return midnights_[n];
  return end();
}

Micros DayTable::exceeds_at(const DayValues& values, std::int64_t whole) const {
  const auto first = values.values.whole.begin() + 1;
  const auto above = std::upper_bound(first, values.values.whole.end(), whole);
  return above == values.values.whole.end() ? end() : midnights_[static_cast<std::size_t>(above - first)];
}

}  // namespace sop
