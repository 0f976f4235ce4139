// When a customer's stored tags begin and end, for the histories of facts that read them.
#pragma once

#include <span>
#include <vector>

#include "compiler/ir/program.h"
#include "runtime/table/dataset.h"

namespace sop {

class TagInstants {
 public:
  // Empty for a history that reads no stored tag.
  TagInstants(const Program& program, const Dataset& dataset, const History& history);

  std::span<const Micros> of(std::uint32_t customer) const;

 private:
  std::vector<std::pair<std::uint32_t, Micros>> all_;  // in order
  std::vector<Micros> times_;                          // parallel
};

}  // namespace sop
