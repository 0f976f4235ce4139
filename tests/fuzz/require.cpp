// How a broken promise ends.
#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>

#include "tests/fuzz/targets.h"

namespace sop::fuzz {

void require(bool holds, std::string_view promise, std::string_view details) {
  if (holds) return;
  fmt::print(stderr, "broken: {}\n{}\n", promise, details);
  std::abort();
}

}  // namespace sop::fuzz
