// Where the people in journeys are kept between runs, asked for those a run needs: its cost follows who is due, not who
// is enrolled. Whoever is loaded is loaded whole: all her instances, also those that are over, and all that was done
// for her.
#pragma once

#include <cstdint>
#include <numeric>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "runtime/journeys/instance.h"

namespace sop {

class JourneySource {
 public:
  virtual ~JourneySource() = default;
  // Customers with an instance that waits for nothing later than `until`, and whoever is in one of these journeys.
  virtual std::vector<std::uint32_t> due(Micros until, const std::set<std::string>& journeys) const = 0;
  // In the order of JourneyMemory; the customers ascend.
  virtual void load(std::span<const std::uint32_t> customers, std::vector<Instance>& instances,
                    std::vector<Deed>& deeds) const = 0;
};

// Everybody of a memory whose people stay elsewhere, for those who look at all of them.
inline void load_everybody(JourneyMemory& memory, std::uint32_t customers) {
  if (memory.source == nullptr) return;
  std::vector<std::uint32_t> all(customers);
  std::iota(all.begin(), all.end(), 0u);
  memory.source->load(all, memory.instances, memory.deeds);
  memory.source.reset();
}

}  // namespace sop
