// An explanation: a sentence, and the sentences it stands on.
#pragma once

#include <string>
#include <vector>

namespace sop {

struct Step {
  std::string text;
  std::vector<Step> because;
};

}  // namespace sop
