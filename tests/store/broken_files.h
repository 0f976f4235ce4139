// An SQLite file layer over the default one whose writes, truncations or syncs fail from the Nth on, or only the Nth.
#pragma once

#include <cstdint>

namespace sop::store_tests {

enum class Breaks : std::uint8_t { disk_full, write, sync };

struct BreakPlan {
  Breaks what = Breaks::write;
  std::int64_t at = -1;   // counted from 0; -1: never
  bool for_good = false;  // and everything of the kind after it
};

// Default layer for as long as this lives; counts what the plan could have broken.
class BrokenFiles {
 public:
  explicit BrokenFiles(BreakPlan plan);
  ~BrokenFiles();
  BrokenFiles(const BrokenFiles&) = delete;
  BrokenFiles& operator=(const BrokenFiles&) = delete;
  static std::int64_t count();
};

}  // namespace sop::store_tests
