// How far long work has come, as counters that the engine adds to and somebody else looks at. Nothing here reads a
// clock or prints: rates and estimates are the business of whoever watches, and no result depends on it.
#pragma once

#include <atomic>
#include <cstdint>

namespace sop {

enum class Work : std::uint8_t { none, reading, preparing, evaluating, writing };

class Progress {
 public:
  // A new piece of work of `total` units (bytes of files, rows); 0: nobody knows.
  void begin(Work work, std::uint64_t total) {
    done_ = 0;
    rows_ = 0;
    total_ = total;
    work_ = work;
    ++pieces_;
  }
  // Safe to call from several threads.
  void advance(std::uint64_t units, std::uint64_t rows) {
    done_ += units;
    rows_ += rows;
  }

  Work work() const { return work_; }
  std::uint64_t piece() const { return pieces_; }  // changes with every begin
  std::uint64_t done() const { return done_; }
  std::uint64_t rows() const { return rows_; }
  std::uint64_t total() const { return total_; }

 private:
  std::atomic<Work> work_{Work::none};
  std::atomic<std::uint64_t> pieces_{0}, done_{0}, rows_{0}, total_{0};
};

// The same on a pointer that may be null: most runs are watched by nobody.
inline void begin_work(Progress* progress, Work work, std::uint64_t total) {
  if (progress != nullptr) progress->begin(work, total);
}
inline void advance_work(Progress* progress, std::uint64_t units, std::uint64_t rows) {
  if (progress != nullptr) progress->advance(units, rows);
}

}  // namespace sop
