#include "runtime/eval/machine.h"

namespace sop {
namespace {

std::vector<std::unique_ptr<Word[]>> make_buffers(std::int32_t count, std::size_t words) {
  std::vector<std::unique_ptr<Word[]>> buffers;
  for (std::int32_t i = 0; i < count; ++i) buffers.push_back(std::make_unique<Word[]>(words));
  return buffers;
}

}  // namespace

// Capacities are whole words of rows, so that kernels may write the last word as one.
Machine::Machine(const PlanCode& code, std::size_t capacity)
    : code_(&code),
      capacity_(64 * word_count(std::max<std::size_t>(capacity, 1))),
      values_(code.slots.size()),
      memos_(code.slots.size()),
      places_(code.slots.size()),
      wide_(make_buffers(code.wide_buffers, capacity_)),
      bits_(make_buffers(code.bit_buffers, capacity_ / 64)),
      rows_(std::make_unique_for_overwrite<std::uint32_t[]>(capacity_)) {}

}  // namespace sop
