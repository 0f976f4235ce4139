// Rows of typed columns as bytes and back, for a spill file of this very process: whole numbers as their distance from
// the least one, in as many bytes as that takes; texts once per block. Not a format for other programs or later days.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/table/column.h"

namespace sop {

// Writes blocks whose texts live in one pool.
class RowPacker {
 public:
  explicit RowPacker(const TextPool& pool) : pool_(pool), place_(pool.size(), none) {}

  void numbers(std::span<const std::uint32_t> values, std::span<const std::uint32_t> rows, std::string& out);
  void column(const ColumnData& column, std::span<const std::uint32_t> rows, std::string& out);

 private:
  static constexpr std::uint32_t none = UINT32_MAX;
  void texts(const ColumnData& column, std::span<const std::uint32_t> rows, std::string& out);

  const TextPool& pool_;
  std::vector<std::uint32_t> place_;  // by code: its place among the block's texts
};

// Reads them in the same order.
class RowUnpacker {
 public:
  explicit RowUnpacker(std::string_view bytes) : bytes_(bytes) {}

  void numbers(std::size_t rows, std::vector<std::uint32_t>& to);
  // Appended to a column of the same type.
  void column(std::size_t rows, TextPool& pool, ColumnData& to);

 private:
  ColumnValues<std::int64_t> wholes(std::size_t rows);
  template <class Value>
  Value take();

  std::string_view bytes_;
};

}  // namespace sop
