// What `sopc test` prints: text for people, JSON, JUnit; and the coverage of conditions.
#pragma once

#include <string>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/source/source.h"
#include "runtime/testing/run_tests.h"

namespace sop {

struct TestView {
  const Program& program;
  const TestSuite& suite;
  const TestReport& report;
  const Sources& sources;
  Language language;
};

std::string test_text(const TestView& view);
std::string test_json(const TestView& view);
std::string test_junit(const TestView& view);
// Atoms never seen true or false, each with a test to begin from.
std::string coverage_text(const TestView& view);

}  // namespace sop
