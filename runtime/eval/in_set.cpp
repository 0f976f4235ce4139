// Membership in a constant set: a few members are compared one by one, many by binary search, texts by a bit per code;
// the members of a narrow column are looked for by their places.
#include <algorithm>

#include "runtime/eval/compare.h"
#include "runtime/eval/conditions.h"
#include "runtime/eval/vectorised.h"
#include "stdlib/time/duration.h"

namespace sop {
namespace {

constexpr std::size_t few_members = 8;

// One comparison per member over the block, so that each is a loop the compiler vectorises.
template <class T>
SOP_VECTORISED void find_few(const T* members, std::size_t count, const T* values, std::size_t rows, Word* out) {
  alignas(64) std::uint8_t flags[64];
  for (std::size_t w = 0; w < word_count(rows); ++w) {
    const std::size_t in_word = std::min<std::size_t>(64, rows - 64 * w);
    std::fill_n(flags, 64, std::uint8_t{0});
    for (std::size_t m = 0; m < count; ++m) {
      const T member = members[m];
      if (in_word == 64)
        for (std::size_t i = 0; i < 64; ++i) flags[i] |= static_cast<std::uint8_t>(values[64 * w + i] == member);
      else
        for (std::size_t i = 0; i < in_word; ++i) flags[i] |= static_cast<std::uint8_t>(values[64 * w + i] == member);
    }
    out[w] = pack_flags(flags);
  }
}

template <class T>
void find_members(const std::vector<T>& members, const Vector& value, std::size_t rows, Word* out) {
  const T* values = value.as<T>();
  if (members.size() <= few_members && !value.scalar)
    return find_few(members.data(), members.size(), values, rows, out);
  fill_flags(out, rows, [&](std::size_t i) { return std::ranges::binary_search(members, values[value.at(i)]); });
}

void find_codes(const PreparedSet& set, const Vector& value, std::size_t rows, Word* out) {
  if (set.code_bits.empty()) return find_members(set.codes, value, rows, out);
  const auto* codes = value.as<TextCode>();
  fill_flags(out, rows, [&](std::size_t i) {
    const TextCode code = codes[value.at(i)];
    return code < 64 * set.code_bits.size() && test(set.code_bits.data(), code);
  });
}

void find_durations(const PreparedSet& set, const Vector& value, std::size_t rows, Word* out) {
  const auto* packed = value.as<std::int64_t>();
  fill_flags(out, rows, [&](std::size_t i) {
    return std::ranges::binary_search(set.wholes, nominal_micros(unpack_duration(packed[value.at(i)])));
  });
}

void find_bits(const PreparedSet& set, const Vector& value, std::size_t rows, Word* out) {
  const bool has_true = std::ranges::binary_search(set.wholes, 1);
  const bool has_false = std::ranges::binary_search(set.wholes, 0);
  for (std::size_t w = 0; w < word_count(rows); ++w) {
    const Word bits = value.bits()[w];
    out[w] = ((has_true ? bits : 0) | (has_false ? ~bits : 0)) & rows_in_word(rows, w);
  }
}

}  // namespace

void evaluate_in_set(const Run& run, std::int32_t set_id, Type type, Machine& machine, const Step& step,
                     std::size_t rows) {
  SoughtPlaces& places = machine.places(step.slot);
  if (places.set == nullptr) places.set = &run.prepared.sets.at(set_id);
  const PreparedSet& set = *places.set;
  const Vector& value = machine.at(machine.code().args_of(step)[0]);
  Word* out = machine.value_buffer<Word>(step.slot);
  switch (physical_of(type.kind)) {
    case Physical::whole:
      if (type.is(TypeKind::duration))
        find_durations(set, value, rows, out);
      else if (!find_whole_members(run, set.wholes, value, places, rows, out))
        find_members(set.wholes, value, rows, out);
      break;
    case Physical::real: find_members(set.reals, value, rows, out); break;
    case Physical::code:
      if (!find_code_members(run, set.codes, value, places, rows, out)) find_codes(set, value, rows, out);
      break;
    case Physical::bit: find_bits(set, value, rows, out); break;
  }
  if (value.known != nullptr) {
    const Word* const both[] = {out, value.known};
    run.simd.all_of(both, 2, word_count(rows), out);
  }
  machine.at(step.slot) = {.data = out};
}

}  // namespace sop
