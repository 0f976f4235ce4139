// What a question depends on in the end: columns, tags, events and what is taken as given; and the constants it
// compares with, near which its answer changes.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "compiler/confirm/tried.h"

namespace sop::trial {

// Numbers near which something changes, per kind of value.
struct Marks {
  std::set<std::int64_t> integers, money, dates, instants, times, durations;
  std::set<double> numbers;
  std::set<std::string> texts;
  std::set<std::int64_t> days_away, micros_away;  // from today, from now
  bool operator==(const Marks&) const = default;
};

struct StreamAsked {
  std::vector<InstId> forms;   // aggregates
  std::set<int> columns;       // of its rows
  std::set<InstId> looked_up;  // from its rows
  bool operator==(const StreamAsked&) const = default;
};

struct Leaves {
  std::set<std::pair<std::int32_t, std::int32_t>> columns, row_columns;  // input, column
  std::set<InstId> looked_up, tags, given;
  std::map<std::int32_t, StreamAsked> streams;
  Marks marks;
  std::set<InstId> context;  // the instruction of `today`
  std::int64_t weight = 0;   // of evaluating all of it once, in plain operators
  bool beyond = false;       // something that is not looked into
};

class LeavesUnder {
 public:
  explicit LeavesUnder(const Program& program) : program_(program) {}
  void add(InstId id);
  Leaves& found() { return found_; }

 private:
  void column(const Inst& inst);
  void aggregate(InstId id);
  void mark(const Constant& constant);
  void mark_instant(InstId id);

  const Program& program_;
  std::set<InstId> seen_;
  Leaves found_;
};

// What is taken as given (ranks, what holds of all customers): does each come from something of its own, so that one
// says nothing of another?
bool free_of_each_other(const Program& program, const std::set<InstId>& given);

// Values worth trying for one of this type, the plainest first.
std::vector<Held> worth_trying(const Program& program, Type type, const Marks& marks, Days today, bool may_lie_ahead);

}  // namespace sop::trial
