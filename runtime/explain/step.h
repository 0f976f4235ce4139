// An explanation: a sentence, and the sentences it stands on.
#pragma once

#include <string>
#include <vector>

namespace sop {

struct ExplainedStep {
  std::string text;
  std::vector<ExplainedStep> because;
};

}  // namespace sop
