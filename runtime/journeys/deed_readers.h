// Which rules and histories depend on what journeys and rules do while a run goes on: sends, tasks, entries, coupons,
// and tags that actions set. They are decided instant by instant with the journeys (semantics D4); all others once,
// before.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "compiler/ir/program.h"
#include "runtime/run/order.h"
#include "runtime/table/dataset.h"

namespace sop {

struct DeedReaders {
  std::vector<bool> rules;      // parallel to Program::rules: those with triggers
  std::vector<bool> histories;  // parallel to Program::histories: told again when something was done
  std::vector<bool> streams;    // parallel to Program::inputs: they grow while a run goes on
  std::set<std::string> tags;   // that journeys, and rules decided with them, set or take away
  bool any_history = false;
};

DeedReaders deed_readers(const Program& program);

// Rules that write what a history reads, and read what comes of it.
bool in_a_circle(const Together& together);

// A stream of what we did, which runs fill: `sends`, `tasks`, `entries`, the coupons given.
bool is_ours(const Input& input);

// A row of a stream that runs fill: of what we did, or of a change that an action caused. Such a row comes after the
// actions of its instant; a change that an event or a midnight caused comes with these.
bool is_our_doing(const Input& input, const TableData& rows, std::uint32_t row, const TextPool& pool);

}  // namespace sop
