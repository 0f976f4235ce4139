// Rows handed out to threads in morsels of many blocks. A morsel begins at a multiple of 64 rows, so that no two
// threads write into one word of a result's bitmap.
#pragma once

#include <algorithm>
#include <atomic>
#include <mutex>
#include <numeric>
#include <thread>
#include <vector>

#include "runtime/eval/evaluator.h"

namespace sop {

struct Morsel {
  std::size_t first = 0, last = 0;
};

class MorselQueue {
 public:
  MorselQueue(std::size_t rows, std::size_t morsel_rows) : rows_(rows), morsel_rows_(morsel_rows) {}
  bool take(Morsel& morsel) {
    const std::size_t first = next_.fetch_add(morsel_rows_);
    if (first >= rows_) return false;
    morsel = {first, std::min(rows_, first + morsel_rows_)};
    return true;
  }
  std::size_t morsels() const { return (rows_ + morsel_rows_ - 1) / morsel_rows_; }

 private:
  std::size_t rows_, morsel_rows_;
  std::atomic<std::size_t> next_ = 0;
};

// Whole blocks and whole words: at most 64 K rows, fewer where that leaves threads idle.
inline std::size_t morsel_rows(std::size_t rows, std::size_t threads, std::size_t block_rows) {
  constexpr std::size_t largest = 65'536;
  const std::size_t unit = std::lcm(block_rows, std::size_t{64});
  const std::size_t wanted = std::min(largest, rows / (4 * threads));
  return unit * std::max<std::size_t>(1, wanted / unit);
}

// `work` takes morsels until there are none; it runs on as many threads as have something to do, this one among them.
template <class Work>
void for_each_morsel(std::size_t rows, const RunContext& context, Work work) {
  const auto threads = static_cast<std::size_t>(std::max(1, context.threads));
  MorselQueue queue(rows, morsel_rows(rows, threads, context.block_rows));
  std::vector<std::jthread> others;
  for (std::size_t i = 1; i < std::min(threads, queue.morsels()); ++i) others.emplace_back([&] { work(queue); });
  work(queue);
}

}  // namespace sop
