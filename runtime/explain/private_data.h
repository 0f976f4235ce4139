// Which values come from personal data (`pii` columns), through facts, aggregates, memory and derived columns: an
// explanation shows *** in their place.
#pragma once

#include <vector>

#include "compiler/ir/program.h"

namespace sop {

inline constexpr const char* masked_value = "***";

class PrivateData {
 public:
  explicit PrivateData(const Program& program) : program_(program), known_(program.insts.size(), unknown) {}
  bool reads(InstId id);

 private:
  enum Answer : std::int8_t { unknown, open, no, yes };
  bool compute(InstId id);
  bool column(std::int32_t input, std::int32_t column);

  const Program& program_;
  std::vector<Answer> known_;
};

}  // namespace sop
