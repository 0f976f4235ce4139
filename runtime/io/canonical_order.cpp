#include "runtime/io/canonical_order.h"

#include <algorithm>
#include <functional>

#include "runtime/io/column_rows.h"
#include "runtime/io/parallel_tasks.h"

namespace sop {
namespace {

// Customers are sorted in slices of this many, on any thread.
constexpr std::size_t slice_customers = 16'384;

struct TimedRow {
  Micros time;
  std::uint32_t row;
};

// By time; what is of one time by the other columns.
class RowOrder {
 public:
  RowOrder(const Input& input, const TableData& table, const TextPool& pool) : table_(table), pool_(pool) {
    if (input.id >= 0) add(static_cast<std::size_t>(input.id));
    for (std::size_t c = 0; c < table.columns.size(); ++c) add(c);
  }

  bool operator()(const TimedRow& a, const TimedRow& b) const {
    if (a.time != b.time) return a.time < b.time;
    for (const ColumnData* column : columns_)
      if (const int order = compare_rows(*column, pool_, a.row, b.row); order != 0) return order < 0;
    return a.row < b.row;
  }

 private:
  void add(std::size_t column) {
    if (table_.columns[column].rows == table_.rows) columns_.push_back(&table_.columns[column]);
  }

  const TableData& table_;
  const TextPool& pool_;
  std::vector<const ColumnData*> columns_;
};

// Of one customer. `hers` is room that is kept.
void sort_events(Clustering& all, std::size_t first, std::size_t last, const RowOrder& order,
                 std::vector<TimedRow>& hers) {
  const std::span times = std::span(all.times).subspan(first, last - first);
  if (std::ranges::adjacent_find(times, std::ranges::greater_equal()) == times.end()) return;
  hers.clear();
  for (std::size_t i = first; i < last; ++i) hers.push_back({all.times[i], all.rows[i]});
  std::ranges::sort(hers, order);
  for (std::size_t i = first; i < last; ++i) {
    all.times[i] = hers[i - first].time;
    all.rows[i] = hers[i - first].row;
  }
}

}  // namespace

// Times go with their rows, so that only events of one time are looked up where they lie. Most customers' events come
// in order: only hers who has others are put together and sorted. Each thread puts the events of its own customers into
// their places: it passes over all rows, and writes where no other does.
Clustering canonical_order(const Input& input, const TableData& table, const TextPool& pool,
                           std::span<const Micros> times, const RowNumbers& rows, std::size_t customers, int threads) {
  Clustering result{RowNumbers(rows.size()), ColumnValues<Micros>(rows.size()),
                    std::vector<std::uint32_t>(customers + 1, 0)};
  const std::size_t parts = threads > 1 ? static_cast<std::size_t>(threads) : 1;
  const std::size_t each = customers / parts + 1;
  const auto each_of = [&](std::size_t part, auto&& take) {
    const std::size_t first = part * each;
    for (const std::uint32_t row : rows)
      if (const std::uint32_t customer = table.customer[row]; parts == 1 || customer - first < each)
        take(customer, row);
  };
  run_tasks(
      threads, parts, [] { return 0; },
      [&](int, std::size_t part) {
        each_of(part, [&](std::uint32_t customer, std::uint32_t) { ++result.begin[customer + 1]; });
      });
  for (std::size_t c = 0; c < customers; ++c) result.begin[c + 1] += result.begin[c];
  std::vector<std::uint32_t> next(result.begin.begin(), result.begin.end() - 1);
  run_tasks(
      threads, parts, [] { return 0; },
      [&](int, std::size_t part) {
        each_of(part, [&](std::uint32_t customer, std::uint32_t row) {
          const std::uint32_t at = next[customer]++;
          result.rows[at] = row;
          result.times[at] = times[row];
        });
      });
  const RowOrder order(input, table, pool);
  run_tasks(
      threads, (customers + slice_customers - 1) / slice_customers, [] { return std::vector<TimedRow>(); },
      [&](std::vector<TimedRow>& hers, std::size_t slice) {
        const std::size_t first = slice * slice_customers, last = std::min(customers, first + slice_customers);
        for (std::size_t c = first; c < last; ++c)
          sort_events(result, result.begin[c], result.begin[c + 1], order, hers);
      });
  return result;
}

}  // namespace sop
