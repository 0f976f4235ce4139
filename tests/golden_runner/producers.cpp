#include "tests/golden_runner/producers.h"

#include <fmt/format.h>

#include "compiler/source/source.h"

namespace sop::golden {
namespace {

// LINES: how many lines each source has. Needs no compiler; shows that the runner itself works.
std::string lines(const Case& golden, std::string_view) {
  std::string out;
  for (const auto& [name, text] : golden.sources())
    out += fmt::format("{}: {}\n", name, SourceBuffer(name, text).line_count());
  return out;
}

}  // namespace

const Producers& producers() {
  static const Producers table = {
      {"LINES", lines},
  };
  return table;
}

}  // namespace sop::golden
