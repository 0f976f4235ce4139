// What an evaluation will do, decided once: which instructions are needed, in which order, and which scratch buffers
// hold their values. A PlanCode is the straight line run for every block of one domain; an EventPass is the PlanCode of
// a stream's rows plus the aggregates it folds into the frame.
//
// Aggregates are grouped by stream and *level* (an aggregate that reads no other is at level 1), so that one pass over
// a stream serves all its aggregates, and an aggregate may use others through `outer`.
#pragma once

#include <span>
#include <vector>

#include "compiler/ir/program.h"

namespace sop {

using Slot = std::int32_t;  // into the values of a block; -1: none

enum class StepKind : std::uint8_t {
  evaluate,    // index = instruction
  outer,       // args[0] = slot of the frame's code, broadcast to the rows of the event block
  event_pass,  // index = into Plan::passes
  fold,        // index = into EventPass::members
  probe,       // index = into PlanCode::probes
  output,      // index = into PlanCode::outputs
};

struct Step {
  StepKind kind = StepKind::evaluate;
  std::int32_t index = -1;
  Slot slot = -1;
  std::uint32_t args_begin = 0, args_count = 0;  // into PlanCode::args
};

// Where a slot's value lies. Buffers of 8 bytes a row (`wide`) and of one bit a row are numbered apart.
struct SlotBuffers {
  Type type;
  std::int32_t value = -1;  // a bit buffer for booleans, else a wide one
  std::int32_t known = -1, failed = -1;
};

struct ProbeSite {
  std::uint32_t probe = 0;
  Slot inst = -1, guard = -1;
  Slot where = -1;           // count only rows where this holds
  std::int32_t member = -1;  // in a pass: count only the rows of this member's window
};

struct OutputSite {
  Slot slot = -1;
  std::size_t root = 0;
};

struct PlanCode {
  std::vector<Step> steps;
  std::vector<Slot> args;
  std::vector<SlotBuffers> slots;
  std::vector<ProbeSite> probes;
  std::vector<OutputSite> outputs;
  std::int32_t wide_buffers = 0, bit_buffers = 0;

  std::span<const Slot> args_of(const Step& step) const {
    return std::span(args).subspan(step.args_begin, step.args_count);
  }
};

// One aggregate of a pass (of a lookup table: the row picked). `from` and `to` of its window are slots of the frame.
struct Member {
  AggregateId aggregate;
  InstId inst;
  Slot result = -1;                             // of the frame
  Slot value = -1, where = -1, latest_by = -1;  // of the pass
  std::int32_t window = -1;
  bool keeps_instants = false;  // another link continues it
};

struct WindowSlots {
  Slot from = -1, to = -1;  // -1: unbounded
  bool operator==(const WindowSlots&) const = default;
};

struct EventPass {
  InputId stream;
  PlanCode code;
  std::vector<Member> members;
  std::vector<WindowSlots> windows;
  bool needs_owner = false;  // some step reads the frame
};

struct Plan {
  PlanCode code;
  std::vector<EventPass> passes;
  std::vector<InstId> population_aggregates;  // evaluated before the blocks
  std::vector<InstId> guarding_aggregates;    // likewise, read by guards of probes only: their own issues do not count
};

// `inside`: customer aggregates whose `value` and `where` are evaluated in this frame; their probes are counted.
Plan plan_frame(const Program& program, std::span<const InstId> roots, std::span<const AggregateId> inside);
// The rows of an input, without a frame.
Plan plan_rows(const Program& program, InputId input, std::span<const InstId> roots);

}  // namespace sop
