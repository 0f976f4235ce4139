#include "runtime/eval/held.h"

#include <algorithm>

namespace sop {
namespace {

constexpr std::int32_t nothing = -1;

// The value of the latest change at or before the instant.
std::int32_t value_at(const HistoryData& history, std::size_t customer, Micros as_of) {
  if (customer + 1 >= history.begin.size()) return nothing;
  const auto first = history.at.begin() + history.begin[customer];
  const auto last = history.at.begin() + history.begin[customer + 1];
  const auto after = std::upper_bound(first, last, as_of);
  return after == first ? nothing : history.value[static_cast<std::size_t>(after - history.at.begin()) - 1];
}

}  // namespace

void evaluate_history(const Run& run, Machine& machine, const Block& block, const Inst& inst, Slot slot) {
  const auto index = static_cast<std::size_t>(inst.a);
  static const HistoryData none;
  const HistoryData& history = index < run.dataset.histories.size() ? run.dataset.histories[index] : none;
  Word* known = machine.known_buffer(slot);
  clear_all(known, block.rows);
  const bool condition = inst.type.is(TypeKind::boolean);
  Word* bits = machine.value_buffer<Word>(slot);
  auto* members = machine.value_buffer<std::int64_t>(slot);
  if (condition) clear_all(bits, block.rows);
  for (std::size_t i = 0; i < block.rows; ++i) {
    const std::int32_t value = value_at(history, block.customers.at(i), run.frame->as_of_at(block.first + i));
    if (!condition) members[i] = std::max(value, 0);
    if (value == nothing) continue;
    put(known, i);
    if (condition && value != 0) put(bits, i);
  }
  machine.at(slot) = {.data = bits, .known = known};
}

}  // namespace sop
