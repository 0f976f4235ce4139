// What the `test` blocks of a program ask (language.md 2.7), as data: rows, instants, expectations. A production
// Program carries none of it: values and conditions are instructions in `Program::asked`, kept only when a suite is
// asked for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "compiler/ir/program.h"

namespace sop {

// `price: 600`. `value` is an index into Program::asked; none: `missing`.
struct TestField {
  int column = -1;
  std::int32_t value = -1;
  Span span;
};

// `customer c1 { … }`, `orders c1 { … }`, `products { … }`
struct TestRow {
  InputId input;
  std::string customer;  // the label, or empty
  std::vector<TestField> fields;
  std::vector<std::string> tags;  // `tag: vip`: tags she holds from outside
  Span span;
};

// What is not written is not asked. Indexes into Program::asked, or -1.
struct ExpectedAction {
  Verb verb = Verb::send;
  std::string verb_word, object, group;
  std::string channel;                                       // `via`
  std::int64_t at_us = -1;                                   // `at`: the hour it is due
  std::int32_t staff = -1;                                   // `to`
  std::int32_t due = -1, expires = -1;                       // durations
  bool expires_today = false;                                // `expires today`
  std::vector<std::pair<std::string, std::int32_t>> params;  // by name: arguments of a declared action, the group
};

// Of one customer, or of every one where none is named.
struct Expectation {
  std::string customer;
  bool negated = false;
  std::int32_t condition = -1;  // index into Program::asked
  std::optional<ExpectedAction> action;
  Span span;
};

// The clock is set, then things are expected, in the order written.
struct TestStep {
  std::int64_t at_us = 0;
  std::optional<Expectation> expectation;  // none: this step sets the clock
  Span span;
};

struct TestCase {
  std::string name;  // with the row's cells, where the block is one test per row
  Span span;
  bool of_a_row = false;  // one of a block's tests: its text holds names of cells
  std::vector<TestRow> rows;
  std::vector<TestStep> steps;
};

struct TestSuite {
  std::vector<TestCase> tests;
};

}  // namespace sop
