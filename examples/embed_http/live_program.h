// The program that decides now. Another one takes its place at once: requests that have begun finish on the one they
// began with, which goes when the last of them is done. No request waits for a compiler, and none is refused.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <sop.hpp>
#include <string>
#include <vector>

#include "customer_row.h"

// One version of the program, for all threads. A decider belongs to one thread at a time: requests borrow them.
class ProgramVersion {
 public:
  ProgramVersion(int number, sop_api::Program program, sop_api::Decider first);

  int number() const { return number_; }
  const RowLayout& layout() const { return layout_; }

  // The bits of the layout's answers; nothing where the library refuses.
  std::optional<std::vector<std::uint64_t>> decide(const CustomerRow& row, std::int64_t as_of_us);

 private:
  sop_api::Decider borrow();

  const int number_;
  const sop_api::Program program_;
  const RowLayout layout_;
  std::mutex mutex_;
  std::vector<sop_api::Decider> idle_;
};

// What became of a new program's text: its version, or why the old one stays.
struct Swapped {
  int version = 0;
  std::string findings;  // JSON; empty: it decides from now on
};

class LiveProgram {
 public:
  std::shared_ptr<ProgramVersion> now() const;
  Swapped swap(const std::string& text);

 private:
  mutable std::mutex mutex_;
  std::mutex swapping_;  // one compiler at a time, so that versions take their turn
  std::shared_ptr<ProgramVersion> now_;
  int versions_ = 0;
};
