// `sopc check --emit test`: the customers of findings as `test` blocks, each of them run first.
#pragma once

#include <string>
#include <vector>

#include "compiler/driver/compile.h"

namespace sop::cli {

struct EmittedTests {
  std::string text;                  // those in which the finding happens
  std::size_t shown = 0;             // how many those are
  bool of_errors = false;            // a plain `sopc test` refuses the program they belong to
  std::vector<std::string> missing;  // findings that show a customer and have no such test: code and place
};

EmittedTests emit_tests(const Sources& sources, const CheckOptions& options, const Compilation& compilation,
                        Language language);

}  // namespace sop::cli
