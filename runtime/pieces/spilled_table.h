// A table of people that is never whole in memory: each piece of a run adds its rows, in the order of its customers;
// in the end they are merged by customer, block by block, into the order of a run over everybody at once.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "runtime/io/write.h"
#include "runtime/pieces/spill_file.h"

namespace sop {

class SpilledTable {
 public:
  // `pattern`: a table of no rows with the columns of all.
  SpilledTable(SpillFile& file, OutputTable pattern) : file_(file), pattern_(std::move(pattern)) {}

  void begin_piece() { pieces_.emplace_back(); }
  // Rows of the piece that was begun last; `numbers`: their customers', ascending over all blocks of a piece.
  Written add(const OutputTable& block, std::span<const std::uint32_t> numbers);
  std::uint64_t rows() const { return rows_; }
  std::uint64_t row_bytes() const;  // about what a row takes in memory

  // All rows, to a file that was begun for them.
  Written write(TableFile& to, std::size_t block_rows) const;

 private:
  struct Block {
    Extent place;
    std::uint32_t rows = 0;
  };
  class Cursor;
  class Merge;

  SpillFile& file_;
  OutputTable pattern_;
  std::vector<std::vector<Block>> pieces_;
  std::uint64_t rows_ = 0;
};

}  // namespace sop
