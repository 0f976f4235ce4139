// Does an action that a run did answer an expectation (`expect send t via wx at 11:00`)? Only what is written is asked:
// verb and object, and then channel, hour, times, person and arguments, each where the expectation names it.
#pragma once

#include <string>

#include "compiler/ir/test_suite.h"
#include "runtime/run/run.h"

namespace sop {

struct DeedsOfATest {
  const Program& program;
  const Dataset& dataset;
  const RunResult& result;
  const RunContext& context;
};

// Verb and object alone.
bool is_that_deed(const Action& action, const ExpectedAction& expected);

// All of it.
bool answers(const DeedsOfATest& run, const ActionRow& row, const ExpectedAction& expected);

// How it was really done, for a failure: `send t1 via sms, due 2026-10-31 10:00`, `disc(rate: 0.1)`.
std::string really_done(const DeedsOfATest& run, const ActionRow& row);

}  // namespace sop
