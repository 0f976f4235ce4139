// Room for rows in the middle of a table that grows: what stands behind moves back, once, however many rows come. The
// new rows hold nothing yet: zeros, and missing where a column can be.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "runtime/table/column.h"

namespace sop {

// `places`: where the new rows will stand, ascending; `rows`: how many there are then. Calls `move(from, to, count)`
// for every span of old rows that moves, the last first.
template <class Move>
void move_back(std::span<const std::uint32_t> places, std::size_t rows, Move move) {
  std::size_t end = rows;  // of the span, where it will stand
  for (std::size_t k = places.size(); k > 0; --k) {
    const std::size_t begin = places[k - 1] + std::size_t{1};
    if (begin < end) move(begin - k, begin, end - begin);
    end = places[k - 1];
  }
}

template <class Value, class Allocator>
void make_room(std::vector<Value, Allocator>& values, std::span<const std::uint32_t> places, std::size_t rows) {
  values.resize(rows);
  Value* all = values.data();
  move_back(places, rows, [&](std::size_t from, std::size_t to, std::size_t count) {
    std::copy_backward(all + from, all + from + count, all + to + count);
  });
  for (const std::uint32_t place : places) all[place] = Value{};
}

void make_room(ColumnData& column, std::span<const std::uint32_t> places, std::size_t rows);

// The value is missing, or zero, as in a row that is new.
void clear_row(ColumnData& column, std::size_t row);

}  // namespace sop
