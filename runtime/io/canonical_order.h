// Events clustered by customer and put into canonical order: by time, then the stream's id, then all columns in
// declared order, missing first (semantics A7). Equal files in any row order give the same result.
#pragma once

#include "runtime/io/preparation.h"

namespace sop {

struct Clustering {
  RowNumbers rows;                   // in the new order
  ColumnValues<Micros> times;        // of these
  std::vector<std::uint32_t> begin;  // per customer, and the end
};

// `times` are of all rows of the table.
Clustering canonical_order(const Input& input, const TableData& table, const TextPool& pool,
                           std::span<const Micros> times, const RowNumbers& rows, std::size_t customers, int threads);

}  // namespace sop
