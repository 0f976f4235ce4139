#include "runtime/run/blast_guard.h"

#include <algorithm>

namespace sop {

std::int64_t blast_limit(const Project& project, std::vector<std::int64_t> recent) {
  if (recent.empty()) return project.guard_cap;
  std::ranges::sort(recent);
  const std::size_t middle = recent.size() / 2;
  const double median = recent.size() % 2 == 1
                            ? static_cast<double>(recent[middle])
                            : (static_cast<double>(recent[middle - 1]) + static_cast<double>(recent[middle])) / 2;
  return std::max(project.guard_cap, static_cast<std::int64_t>(project.guard_factor * median));
}

}  // namespace sop
