// Compares the expected sections of one case with what is produced for them. A producer makes the text of one kind of
// section from a case: DIAGNOSTICS, FORMATTED, IR, RESULT, TREE as the compiler comes to have them.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "tests/golden_runner/case.h"

namespace sop::golden {

// `argument` is the word behind the section's name, "" or "zh".
using Producer = std::function<std::string(const Case&, std::string_view argument)>;
using Producers = std::map<std::string, Producer, std::less<>>;

struct Outcome {
  std::string missing;     // sections that nothing produces; rewriting does not help
  std::string difference;  // sections that came out otherwise
  std::string skipped;     // sections that this machine cannot produce, a line each
  std::string text;        // the case with its expected sections rewritten
  bool agrees() const { return missing.empty() && difference.empty(); }
};

Outcome run_case(const Case& golden, const Producers& producers);

}  // namespace sop::golden
