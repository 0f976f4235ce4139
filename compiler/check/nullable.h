// Which values may be missing, as the author sees it: a result beyond its range is an issue (semantics A3), not
// something to be aware of.
#pragma once

#include <span>
#include <vector>

#include "compiler/ir/program.h"

namespace sop {

class Nullable {
 public:
  explicit Nullable(const Program& program) : Nullable(program, {}, false) {}
  // Where `holds` is true; facts that are checked and not lowered yet have no value to judge.
  Nullable(const Program& program, InstId holds, bool trust_placeholders);

  bool operator()(InstId id);
  // By something that may be zero.
  bool divides(const Inst& inst, std::span<const InstId> args) const;

 private:
  void settle(InstId condition);
  void settle_failed(InstId condition);
  bool any(std::span<const InstId> ids);
  bool compute(InstId id);
  bool never_missing(InstId condition);

  const Program& program_;
  std::vector<char> known_;  // 1: never missing, 2: may be
  bool placeholders_known_ = false;
};

bool may_be_missing(const Program& program, InstId value);

// May it be missing where `holds` is true: not settled there by `is known` or by a comparison of it?
bool missing_where(const Program& program, InstId value, InstId holds);

}  // namespace sop
