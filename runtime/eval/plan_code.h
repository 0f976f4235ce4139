// Builds one PlanCode: steps in order, outputs and probes as soon as what they read is there, then scratch buffers by
// the last use of every slot.
#pragma once

#include <map>

#include "runtime/eval/plan.h"

namespace sop {

class CodeBuilder {
 public:
  explicit CodeBuilder(const Program& program) : program_(program) {}

  // The slot of an instruction's value, defined or not.
  bool has(InstId inst) const { return slots_.contains(inst); }
  Slot slot(InstId inst) const { return slots_.at(inst); }

  // Steps that define a value. `operands` are instructions already defined.
  void add_evaluation(InstId inst, std::span<const InstId> operands);
  void add_outer(InstId inst, Slot frame_slot);
  // A step that defines several values (an event pass) or none (a fold). It reads `read`.
  Slot define(InstId inst);
  void add_step(StepKind kind, std::size_t index, std::span<const Slot> read);

  void add_output(std::size_t root, InstId inst);
  void add_probe(ProbeSite site, InstId inst, InstId guard, InstId where);

  // Chooses buffers. The builder is empty afterwards.
  PlanCode finish();

 private:
  Step& append(StepKind kind, std::int32_t index, std::span<const Slot> read);

  const Program& program_;
  PlanCode code_;
  std::map<InstId, Slot> slots_;
};

}  // namespace sop
