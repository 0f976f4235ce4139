#include "runtime/eval/plan_code.h"

#include <algorithm>

namespace sop {
namespace {

// Hands out buffer numbers, freed ones first.
class BufferPool {
 public:
  std::int32_t take() {
    if (free_.empty()) return size_++;
    const std::int32_t buffer = free_.back();
    free_.pop_back();
    return buffer;
  }
  void give_back(std::int32_t buffer) {
    if (buffer >= 0) free_.push_back(buffer);
  }
  std::int32_t size() const { return size_; }

 private:
  std::vector<std::int32_t> free_;
  std::int32_t size_ = 0;
};

// Which slots a step defines: its own, or for an event pass those that name it.
using Definitions = std::vector<std::vector<Slot>>;

void choose_buffers(PlanCode& code, const Definitions& defined_by) {
  std::vector<std::size_t> last_use(code.slots.size(), 0);
  for (std::size_t s = 0; s < code.steps.size(); ++s) {
    for (const Slot slot : defined_by[s]) last_use[static_cast<std::size_t>(slot)] = s;
    if (code.steps[s].kind == StepKind::outer) continue;  // it reads a slot of another code
    for (const Slot slot : code.args_of(code.steps[s])) last_use[static_cast<std::size_t>(slot)] = s;
  }
  std::vector<std::vector<Slot>> ends(code.steps.size());
  for (std::size_t slot = 0; slot < code.slots.size(); ++slot) ends[last_use[slot]].push_back(static_cast<Slot>(slot));

  BufferPool wide, bits;
  for (std::size_t s = 0; s < code.steps.size(); ++s) {
    for (const Slot slot : defined_by[s]) {
      SlotBuffers& buffers = code.slots[static_cast<std::size_t>(slot)];
      buffers.value = buffers.type.is(TypeKind::boolean) ? bits.take() : wide.take();
      buffers.known = bits.take();
      buffers.failed = bits.take();
    }
    for (const Slot slot : ends[s]) {
      const SlotBuffers& buffers = code.slots[static_cast<std::size_t>(slot)];
      (buffers.type.is(TypeKind::boolean) ? bits : wide).give_back(buffers.value);
      bits.give_back(buffers.known);
      bits.give_back(buffers.failed);
    }
  }
  code.wide_buffers = wide.size();
  code.bit_buffers = bits.size();
}

}  // namespace

Step& CodeBuilder::append(StepKind kind, std::int32_t index, std::span<const Slot> read) {
  const auto begin = static_cast<std::uint32_t>(code_.args.size());
  code_.args.insert(code_.args.end(), read.begin(), read.end());
  return code_.steps.emplace_back(kind, index, -1, begin, static_cast<std::uint32_t>(read.size()));
}

Slot CodeBuilder::define(InstId inst) {
  const auto slot = static_cast<Slot>(code_.slots.size());
  code_.slots.push_back({program_.at(inst).type});
  slots_[inst] = slot;
  return slot;
}

void CodeBuilder::add_evaluation(InstId inst, std::span<const InstId> operands) {
  std::vector<Slot> read;
  for (const InstId operand : operands) read.push_back(slot(operand));
  append(StepKind::evaluate, inst.value, read).slot = define(inst);
}

void CodeBuilder::add_outer(InstId inst, Slot frame_slot) {
  append(StepKind::outer, inst.value, std::span(&frame_slot, 1)).slot = define(inst);
}

void CodeBuilder::add_step(StepKind kind, std::size_t index, std::span<const Slot> read) {
  append(kind, static_cast<std::int32_t>(index), read);
}

void CodeBuilder::add_output(std::size_t root, InstId inst) {
  const Slot read = slot(inst);
  append(StepKind::output, static_cast<std::int32_t>(code_.outputs.size()), std::span(&read, 1));
  code_.outputs.push_back({read, root});
}

void CodeBuilder::add_probe(ProbeSite site, InstId inst, InstId guard, InstId where) {
  std::vector<Slot> read{site.inst = slot(inst)};
  if (guard.exists()) read.push_back(site.guard = slot(guard));
  if (where.exists()) read.push_back(site.where = slot(where));
  append(StepKind::probe, static_cast<std::int32_t>(code_.probes.size()), read);
  code_.probes.push_back(site);
}

PlanCode CodeBuilder::finish() {
  Definitions defined_by(code_.steps.size());
  std::vector<bool> own(code_.slots.size(), false);
  for (std::size_t s = 0; s < code_.steps.size(); ++s)
    if (const Slot slot = code_.steps[s].slot; slot >= 0) {
      defined_by[s].push_back(slot);
      own[static_cast<std::size_t>(slot)] = true;
    }
  // Slots without a step of their own are results of the first event pass that reads them as its arguments.
  for (std::size_t s = 0; s < code_.steps.size(); ++s) {
    if (code_.steps[s].kind != StepKind::event_pass) continue;
    for (const Slot slot : code_.args_of(code_.steps[s]))
      if (!own[static_cast<std::size_t>(slot)]) {
        defined_by[s].push_back(slot);
        own[static_cast<std::size_t>(slot)] = true;
      }
  }
  choose_buffers(code_, defined_by);
  slots_.clear();
  return std::move(code_);
}

}  // namespace sop
