// Rewrites the expected blocks of a case in place. Everything else of the file stays byte for byte as it was.
#pragma once

#include <string>
#include <vector>

#include "tests/golden_runner/case.h"

namespace sop::golden {

struct NewContent {
  const Section* section;  // of this case
  std::string content;
};

std::string updated(const Case& golden, const std::vector<NewContent>& contents);

}  // namespace sop::golden
