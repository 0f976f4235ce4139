// The value of the first true condition, and `default`: values of several instructions blended by bitmaps.
#include <algorithm>

#include "runtime/eval/conditions.h"

namespace sop {
namespace {

// The result of a blend under construction: values and known bits.
struct Blend {
  void* data;
  Word* known;
  std::size_t rows;
  Physical physical;
  bool may_miss = false;
};

template <class T>
void copy_word(Blend& out, const Vector& from, std::size_t w, Word mask) {
  T* to = static_cast<T*>(out.data) + 64 * w;
  const T* values = from.as<T>() + (from.scalar ? 0 : 64 * w);
  const std::size_t stride = from.scalar ? 0 : 1;
  if (mask == ~Word{0})
    for (std::size_t i = 0; i < 64; ++i) to[i] = values[i * stride];
  else
    for (; mask != 0; mask &= mask - 1) {
      const auto i = static_cast<std::size_t>(std::countr_zero(mask));
      to[i] = values[i * stride];
    }
}

void copy_bit_word(Blend& out, const Vector& from, std::size_t w, Word mask) {
  Word& to = static_cast<Word*>(out.data)[w];
  to = (to & ~mask) | (from.bits()[w] & mask);
}

// Takes the rows of `mask` from `from`.
void take(Blend& out, const Vector& from, std::size_t w, Word mask) {
  if (mask == 0) return;
  switch (out.physical) {
    case Physical::whole: copy_word<std::int64_t>(out, from, w, mask); break;
    case Physical::real: copy_word<double>(out, from, w, mask); break;
    case Physical::code: copy_word<TextCode>(out, from, w, mask); break;
    case Physical::bit: copy_bit_word(out, from, w, mask); break;
  }
  const Word known = from.known == nullptr ? ~Word{0} : from.known[w];
  out.known[w] = (out.known[w] & ~mask) | (known & mask);
  out.may_miss |= from.known != nullptr;
}

Blend start_blend(Machine& machine, Slot slot, std::size_t rows) {
  const Type type = machine.code().slots[static_cast<std::size_t>(slot)].type;
  Blend blend{machine.value_buffer<Word>(slot), machine.known_buffer(slot), rows, physical_of(type.kind)};
  if (blend.physical == Physical::bit) clear_all(machine.value_buffer<Word>(slot), rows);
  clear_all(blend.known, rows);
  return blend;
}

void finish_blend(const Blend& blend, Machine& machine, Slot slot) {
  machine.at(slot) = {.data = blend.data, .known = blend.may_miss ? blend.known : nullptr};
}

}  // namespace

void evaluate_choose(Machine& machine, const Step& step, std::size_t rows) {
  const std::span<const Slot> args = machine.code().args_of(step);
  Blend blend = start_blend(machine, step.slot, rows);
  for (std::size_t w = 0; w < word_count(rows); ++w) {
    Word open = rows_in_word(rows, w);
    for (std::size_t arm = 0; arm + 1 < args.size() && open != 0; arm += 2) {
      const Vector& condition = machine.at(args[arm]);
      Word taken = condition.bits()[w] & open;
      if (condition.known != nullptr) taken &= condition.known[w];
      take(blend, machine.at(args[arm + 1]), w, taken);
      open &= ~taken;
    }
    take(blend, machine.at(args.back()), w, open);
  }
  finish_blend(blend, machine, step.slot);
}

void evaluate_fallback(Machine& machine, const Step& step, std::size_t rows) {
  const std::span<const Slot> args = machine.code().args_of(step);
  const Vector& value = machine.at(args[0]);
  const Vector& other = machine.at(args[1]);
  Blend blend = start_blend(machine, step.slot, rows);
  for (std::size_t w = 0; w < word_count(rows); ++w) {
    const Word all = rows_in_word(rows, w);
    const Word there = value.known == nullptr ? all : value.known[w];
    take(blend, value, w, there);
    take(blend, other, w, all & ~there);
  }
  blend.may_miss = other.known != nullptr && value.known != nullptr;
  finish_blend(blend, machine, step.slot);
}

}  // namespace sop
