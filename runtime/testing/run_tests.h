// Runs the tests of a program: rows to a dataset, the clock set, the program run, what was expected compared. Pure like
// a run: the same suite gives the same results in the same order.
#pragma once

#include "compiler/ir/test_suite.h"
#include "runtime/run/run.h"
#include "runtime/testing/reading.h"
#include "runtime/testing/watch.h"

namespace sop {

// Why an action was or was not there: a rule that does it, and the atom of its condition that decided.
struct RuleReading {
  std::string rule;
  bool fired = false;
  std::optional<Reading::Atom> atom;
};

// A journey that does it, and where the customer is in it.
struct JourneyReading {
  std::string journey;
  bool entered = false;
  bool inside = false;
  std::string step;     // inside: where she stands
  std::string outcome;  // over: goal, exited, ended
};

struct TestFailure {
  Span span;  // of the expectation, else of the test
  bool is_expectation = false;
  std::string customer;  // her id, or empty
  bool negated = false;
  std::optional<ExpectedAction> action;  // an action that did not happen, or did
  std::optional<Reading::Atom> atom;     // of a condition: what differed first
  bool unborn = false;                   // she does not exist yet at this instant
  std::vector<JourneyReading> journeys;
  std::vector<RuleReading> rules;
  std::vector<std::string> done_otherwise;  // verb and object as expected, the rest not
  std::vector<std::string> decisions;       // "suppressed: opted_out": decided, and nothing sent
  std::vector<ReadValue> values;
  std::string fault_en, fault_zh;  // the test's own rows are no data
};

struct TestResult {
  std::size_t test = 0;  // index into the suite
  std::vector<TestFailure> failures;
  std::vector<std::string> notes;  // columns not given that may not be missing
};

struct TestReport {
  std::vector<TestResult> results;    // parallel to the suite
  std::vector<WatchedAtom> coverage;  // by place; only if asked for
};

TestReport run_tests(const Program& program, const TestSuite& suite, const RunContext& context, bool coverage);

}  // namespace sop
