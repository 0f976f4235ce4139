// One pass over a stream for a block of the frame: finds each row's visible events and windows, evaluates the pass's
// code over blocks of events, and folds every aggregate.
#pragma once

#include <vector>

#include "runtime/eval/issues.h"
#include "runtime/eval/machine.h"
#include "runtime/eval/reached.h"

namespace sop {

class StepTimes;

// The events of the rows of one frame block, as row numbers of the stream's table.
struct EventRows {
  const TableData* table = nullptr;
  std::vector<std::uint32_t> begin, end;              // visible events of each frame row
  std::vector<std::vector<std::uint32_t>> low, high;  // per window: the selected events of each frame row
  // Of the current block of events: frame rows first .. last; event g of frame row r stands at g - shift[r].
  std::size_t first = 0, last = 0, rows = 0;
  std::vector<std::int64_t> shift;
  std::vector<std::uint32_t> index;  // scattered blocks: the event of each row of the block
  std::vector<std::uint32_t> owner;  // the frame row of each row of the block
};

struct PassState {
  PassState(const EventPass& event_pass, std::size_t capacity, Chains& all_chains)
      : pass(event_pass), machine(event_pass.code, capacity), chains(all_chains) {}
  const EventPass& pass;
  Machine machine;
  EventRows events;
  std::vector<Word> selection_buffer, constant_buffer, row_buffer, link_buffer;  // of one fold
  Chains& chains;                                                                // of the thread
};

// `times`: charged with it; null: nobody wants to know.
void run_event_pass(const Run& run, PassState& state, Machine& frame_machine, const Block& frame_block,
                    IssueCounts& counts, StepTimes* times);

}  // namespace sop
