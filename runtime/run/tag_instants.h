// When a customer's stored tags begin and end, for the histories of facts that read them.
#pragma once

#include <span>
#include <vector>

#include "compiler/ir/program.h"
#include "runtime/run/instants.h"
#include "runtime/table/dataset.h"

namespace sop {

class TagInstants {
 public:
  // Empty for a history that reads no stored tag.
  TagInstants(const Program& program, const Dataset& dataset, const History& history);

  std::span<const Instant> of(std::uint32_t customer) const;

 private:
  std::vector<std::pair<std::uint32_t, Instant>> all_;  // in order
  std::vector<Instant> instants_;                       // parallel
};

}  // namespace sop
