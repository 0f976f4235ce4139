#include "runtime/pieces/spilled_table.h"

#include <algorithm>
#include <numeric>
#include <queue>

#include "runtime/pieces/packed_rows.h"

namespace sop {

Written SpilledTable::add(const OutputTable& block, std::span<const std::uint32_t> numbers) {
  if (block.rows == 0) return {};
  // A locked tag is missing although its group has a tag for everybody: of some pieces, so of the whole.
  for (std::size_t c = 0; c < pattern_.columns.size(); ++c)
    if (block.columns[c].data.type.nullable) pattern_.columns[c].data.type.nullable = true;
  std::vector<std::uint32_t> rows(block.rows);
  std::iota(rows.begin(), rows.end(), 0u);
  RowPacker packer(*block.pool);
  std::string bytes;
  packer.numbers(numbers, rows, bytes);
  for (const OutputColumn& column : block.columns) packer.column(column.data, rows, bytes);
  const auto place = file_.add(bytes);
  if (!place) return std::unexpected(place.error());
  pieces_.back().push_back({*place, static_cast<std::uint32_t>(block.rows)});
  rows_ += block.rows;
  return {};
}

std::uint64_t SpilledTable::row_bytes() const {
  std::uint64_t bytes = 4;
  for (const OutputColumn& column : pattern_.columns)
    bytes += physical_of(column.data.type.kind) == Physical::bit ? 1 : 8;
  return bytes;
}

// One piece's rows, a block of them at a time.
class SpilledTable::Cursor {
 public:
  Cursor(const SpilledTable& table, const std::vector<Block>& blocks) : table_(table), blocks_(blocks) {}

  // The next block; false: there is none.
  std::expected<bool, WriteFault> load() {
    if (next_ == blocks_.size()) return false;
    const Block& block = blocks_[next_++];
    const auto bytes = table_.file_.read(block.place);
    if (!bytes) return std::unexpected(bytes.error());
    pool_ = std::make_unique<TextPool>();
    columns_.clear();
    numbers_.clear();
    RowUnpacker unpacker(*bytes);
    unpacker.numbers(block.rows, numbers_);
    for (const OutputColumn& column : table_.pattern_.columns) {
      columns_.push_back(make_column(column.data.type, 0));
      unpacker.column(block.rows, *pool_, columns_.back());
    }
    at_ = 0;
    forget_texts();
    return true;
  }

  bool is_done() const { return at_ == numbers_.size(); }
  std::uint32_t number() const { return numbers_[at_]; }
  std::uint32_t take() { return static_cast<std::uint32_t>(at_++); }

  // The codes of its texts in another pool, until that is another one.
  void forget_texts() { codes_.assign(pool_->size(), unknown); }
  TextCode code_in(TextPool& pool, TextCode own) {
    TextCode& code = codes_[own];
    if (code == unknown) code = pool.intern(pool_->text(own));
    return code;
  }
  const ColumnData& column(std::size_t c) const { return columns_[c]; }

 private:
  static constexpr TextCode unknown = UINT32_MAX;
  const SpilledTable& table_;
  const std::vector<Block>& blocks_;
  std::size_t next_ = 0, at_ = 0;
  std::unique_ptr<TextPool> pool_;
  std::vector<std::uint32_t> numbers_;
  std::vector<ColumnData> columns_;
  std::vector<TextCode> codes_;
};

class SpilledTable::Merge {
 public:
  Merge(const SpilledTable& table, TableFile& to, std::size_t block_rows)
      : table_(table), to_(to), block_rows_(block_rows) {
    for (const std::vector<Block>& blocks : table.pieces_) cursors_.emplace_back(table, blocks);
    begin_block();
  }

  Written run() {
    for (std::uint32_t c = 0; c < cursors_.size(); ++c)
      if (auto loaded = load(c); !loaded) return loaded;
    while (!first_.empty()) {
      const std::uint32_t c = first_.top().second;
      first_.pop();
      Cursor& cursor = cursors_[c];
      // All rows of her, and of those behind her until somebody else's are due.
      while (!cursor.is_done() && (first_.empty() || cursor.number() < first_.top().first)) {
        picks_.emplace_back(c, cursor.take());
        if (block_.rows + picks_.size() < block_rows_) continue;
        gather();
        if (auto written = end_block(); !written) return written;
      }
      if (!cursor.is_done()) {
        first_.emplace(cursor.number(), c);
        continue;
      }
      gather();  // before its block goes
      if (auto loaded = load(c); !loaded) return loaded;
    }
    gather();
    return block_.rows > 0 || !is_begun_ ? end_block() : Written();
  }

 private:
  Written load(std::uint32_t c) {
    const auto loaded = cursors_[c].load();
    if (!loaded) return std::unexpected(loaded.error());
    if (*loaded) first_.emplace(cursors_[c].number(), c);
    return {};
  }

  void begin_block() {
    pool_ = std::make_shared<TextPool>();
    block_ = table_.pattern_;
    block_.pool = pool_;
    for (OutputColumn& column : block_.columns) column.data = make_column(column.data.type, 0);
  }

  Written end_block() {
    auto written = to_.add(block_);
    is_begun_ = true;
    begin_block();
    for (Cursor& cursor : cursors_)
      if (!cursor.is_done()) cursor.forget_texts();
    return written;
  }

  // The rows picked so far, column by column.
  void gather() {
    for (std::size_t c = 0; c < block_.columns.size(); ++c) gather(c, block_.columns[c].data);
    block_.rows += picks_.size();
    picks_.clear();
  }

  void gather(std::size_t c, ColumnData& to) {
    const std::size_t before = to.rows;
    to.rows += picks_.size();
    const auto each = [&](auto put) {
      for (std::size_t i = 0; i < picks_.size(); ++i) put(before + i, cursors_[picks_[i].first], picks_[i].second);
    };
    if (to.type.nullable) {
      to.known.resize(words_for(to.rows), 0);
      each([&](std::size_t at, Cursor& from, std::uint32_t row) {
        if (from.column(c).is_known(row)) set_bit(to.known, at);
      });
    }
    switch (physical_of(to.type.kind)) {
      case Physical::whole:
        to.whole.resize(to.rows);
        return each([&](std::size_t at, Cursor& from, std::uint32_t row) { to.whole[at] = from.column(c).whole[row]; });
      case Physical::real:
        to.real.resize(to.rows);
        return each([&](std::size_t at, Cursor& from, std::uint32_t row) { to.real[at] = from.column(c).real[row]; });
      case Physical::code:
        to.codes.resize(to.rows, 0);
        return each([&](std::size_t at, Cursor& from, std::uint32_t row) {
          if (from.column(c).is_known(row)) to.codes[at] = from.code_in(*pool_, from.column(c).codes[row]);
        });
      case Physical::bit:
        to.bits.resize(words_for(to.rows), 0);
        return each([&](std::size_t at, Cursor& from, std::uint32_t row) {
          if (bit_at(from.column(c).bits, row)) set_bit(to.bits, at);
        });
    }
  }

  const SpilledTable& table_;
  TableFile& to_;
  const std::size_t block_rows_;
  std::vector<Cursor> cursors_;
  using First = std::pair<std::uint32_t, std::uint32_t>;  // the number of a piece's next customer, the piece
  std::priority_queue<First, std::vector<First>, std::greater<>> first_;
  std::vector<First> picks_;  // a piece, a row of its block
  std::shared_ptr<TextPool> pool_;
  OutputTable block_;
  bool is_begun_ = false;
};

Written SpilledTable::write(TableFile& to, std::size_t block_rows) const { return Merge(*this, to, block_rows).run(); }

}  // namespace sop
