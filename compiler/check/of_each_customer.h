// What an expression of a report reads of single customers (language 2.9): columns, tags, and facts that come of them.
// An aggregate in a report is one value of all; below a fact it is hers.
#pragma once

#include <optional>
#include <set>

#include "compiler/ir/program.h"

namespace sop {

class OfEachCustomer {
 public:
  explicit OfEachCustomer(const Program& program) : program_(program) {}

  // The first such instruction, as it stands in the expression.
  std::optional<InstId> first_in(InstId id) const;

 private:
  bool is_hers(InstId id, std::set<InstId>& seen) const;

  const Program& program_;
};

}  // namespace sop
