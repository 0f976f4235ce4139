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
#include "runtime/eval/first_fault.h"

namespace sop {

struct Morsel {
  std::size_t first = 0, last = 0;
};

class MorselQueue {
 public:
  MorselQueue(std::size_t rows, std::size_t morsel_rows, Allowance* allowance, std::uint64_t row_cost)
      : rows_(rows), morsel_rows_(morsel_rows), allowance_(allowance), row_cost_(row_cost) {}
  bool take(Morsel& morsel) {
    const std::size_t first = next_.fetch_add(morsel_rows_);
    if (first >= rows_) return false;
    morsel = {first, std::min(rows_, first + morsel_rows_)};
    return allowance_ == nullptr || allowance_->spend((morsel.last - morsel.first) * row_cost_);
  }
  std::size_t morsels() const { return (rows_ + morsel_rows_ - 1) / morsel_rows_; }

 private:
  std::size_t rows_, morsel_rows_;
  Allowance* allowance_;
  std::uint64_t row_cost_;
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
// `row_cost`: what one row costs of the context's allowance.
template <class Work>
void for_each_morsel(std::size_t rows, const RunContext& context, std::uint64_t row_cost, Work work) {
  const auto threads = static_cast<std::size_t>(std::max(1, context.threads));
  MorselQueue queue(rows, morsel_rows(rows, threads, context.block_rows), context.allowance, row_cost);
  FirstFault fault;
  const auto share = [&] { fault.run([&] { work(queue); }); };
  {
    std::vector<std::jthread> others;
    for (std::size_t i = 1; i < std::min(threads, queue.morsels()); ++i) others.emplace_back(share);
    share();
  }
  fault.raise();
  if (context.allowance != nullptr) context.allowance->stop_here();
}

}  // namespace sop
