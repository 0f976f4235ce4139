#include "runtime/eval/compare.h"

#include <algorithm>
#include <array>

#include "runtime/table/narrow.h"

namespace sop {
namespace {

enum class Comparison : std::uint8_t { none, equal, less, less_equal };

// By op: comparisons of whole numbers, and equality of texts.
constexpr auto comparisons = [] {
  std::array<Comparison, 256> out{};
  for (const Op op : {Op::equal_integer, Op::equal_money, Op::equal_date, Op::equal_time, Op::equal_datetime,
                      Op::equal_enumeration, Op::equal_text, Op::equal_id})
    out[static_cast<std::size_t>(op)] = Comparison::equal;
  for (const Op op :
       {Op::less_integer, Op::less_money, Op::less_date, Op::less_time, Op::less_datetime, Op::less_enumeration})
    out[static_cast<std::size_t>(op)] = Comparison::less;
  for (const Op op : {Op::less_equal_integer, Op::less_equal_money, Op::less_equal_date, Op::less_equal_time,
                      Op::less_equal_datetime, Op::less_equal_enumeration})
    out[static_cast<std::size_t>(op)] = Comparison::less_equal;
  return out;
}();

// Both ends belong to it.
struct Range {
  std::int64_t low = INT64_MIN, high = INT64_MAX;
  bool empty = false;
};

Range range_above(Comparison comparison, std::int64_t constant) {
  if (comparison == Comparison::less_equal) return {.low = constant};
  return constant == INT64_MAX ? Range{.empty = true} : Range{.low = constant + 1};
}

Range range_below(Comparison comparison, std::int64_t constant) {
  if (comparison == Comparison::less_equal) return {.high = constant};
  return constant == INT64_MIN ? Range{.empty = true} : Range{.high = constant - 1};
}

Range range_of(Comparison comparison, bool constant_first, std::int64_t constant) {
  if (comparison == Comparison::equal) return {constant, constant};
  return constant_first ? range_above(comparison, constant) : range_below(comparison, constant);
}

struct NarrowRange {
  std::uint32_t low = 0, high = 0;
  bool empty = true;
};

// Differences of what is at least the base fit in 64 bits without a sign.
NarrowRange narrowed(const NarrowColumn& column, Range range) {
  if (range.empty || range.high < column.base) return {};
  const auto base = static_cast<std::uint64_t>(column.base), step = static_cast<std::uint64_t>(column.step);
  std::uint64_t low = 0;
  if (range.low > column.base) {
    const std::uint64_t distance = static_cast<std::uint64_t>(range.low) - base;
    low = distance / step + (distance % step != 0);
  }
  const std::uint64_t high =
      std::min<std::uint64_t>(column.largest, (static_cast<std::uint64_t>(range.high) - base) / step);
  if (low > high) return {};
  return {static_cast<std::uint32_t>(low), static_cast<std::uint32_t>(high), false};
}

void find_narrow(const SimdKernels& simd, const NarrowColumn& column, std::size_t first, NarrowRange range,
                 std::size_t rows, Word* out) {
  if (range.empty) return clear_all(out, rows);
  if (range.low == 0 && range.high == column.largest) return put_all(out, rows);
  const std::uint32_t width = range.high - range.low;
  if (!column.one.empty())
    simd.in_range_8(column.one.data() + first, rows, static_cast<std::uint8_t>(range.low),
                    static_cast<std::uint8_t>(width), out);
  else if (!column.two.empty())
    simd.in_range_16(column.two.data() + first, rows, static_cast<std::uint16_t>(range.low),
                     static_cast<std::uint16_t>(width), out);
  else
    simd.in_range_32(column.four.data() + first, rows, range.low, width, out);
}

void find_wholes(const SimdKernels& simd, const Vector& value, Range range, std::size_t rows, Word* out) {
  if (value.narrow != nullptr)
    return find_narrow(simd, *value.narrow, value.narrow_first, narrowed(*value.narrow, range), rows, out);
  if (range.empty) return clear_all(out, rows);
  const auto low = static_cast<std::uint64_t>(range.low);
  simd.in_range_64(value.as<std::uint64_t>(), rows, low, static_cast<std::uint64_t>(range.high) - low, out);
}

// Which places among the column's own values are asked for: found once per thread and step, since a step's column and
// constants stay what they are.
const SoughtPlaces& places_in(const NarrowColumn& column, SoughtPlaces& places, auto find) {
  if (places.column == &column) return places;
  places = {.column = &column};
  find([&](std::uint32_t place) { places.all.push_back(place); });
  for (const std::uint32_t place : places.all) {
    if (!column.one.empty()) places.bytes.insert(static_cast<std::uint8_t>(place));
    if (!column.two.empty()) places.two.push_back(static_cast<std::uint16_t>(place));
  }
  return places;
}

constexpr std::size_t few_wide = 16, few_narrow = 64;

// False: too many for a comparison each.
bool find_places(const SimdKernels& simd, const NarrowColumn& column, std::size_t first, const SoughtPlaces& places,
                 std::size_t rows, Word* out) {
  if (places.all.size() <= 1) {
    const NarrowRange only = places.all.empty() ? NarrowRange{} : NarrowRange{places.all[0], places.all[0], false};
    find_narrow(simd, column, first, only, rows, out);
    return true;
  }
  if (!column.one.empty()) {
    simd.one_of_8(column.one.data() + first, rows, places.bytes, out);
    return true;
  }
  if (places.all.size() > few_narrow) return false;
  if (!column.two.empty())
    simd.one_of_16(column.two.data() + first, rows, places.two.data(), places.two.size(), out);
  else
    simd.one_of_32(column.four.data() + first, rows, places.all.data(), places.all.size(), out);
  return true;
}

void find_code(const Run& run, TextCode code, const Vector& value, SoughtPlaces& places, std::size_t rows, Word* out) {
  if (value.narrow == nullptr) return run.simd.in_range_32(value.as<TextCode>(), rows, code, 0, out);
  find_code_members(run, std::span(&code, 1), value, places, rows, out);
}

// A comparison with a missing operand is false where that is a condition, else missing.
void set_condition(const Run& run, Machine& machine, Slot slot, const Vector& value, std::size_t rows, Word* out) {
  const Word* known = value.known;
  Vector result{.data = out};
  if (known != nullptr && machine.code().slots[static_cast<std::size_t>(slot)].type.nullable) {
    Word* copy = machine.known_buffer(slot);
    std::copy_n(known, word_count(rows), copy);
    result.known = copy;
  } else if (known != nullptr) {
    const Word* const both[] = {out, known};
    run.simd.all_of(both, 2, word_count(rows), out);
  }
  machine.at(slot) = result;
}

}  // namespace

bool evaluate_comparison(const Run& run, Machine& machine, const Block& block, const Inst& inst, const Step& step) {
  const Comparison comparison = comparisons[static_cast<std::size_t>(inst.op)];
  if (comparison == Comparison::none) return false;
  const std::span<const Slot> args = machine.code().args_of(step);
  const Vector &a = machine.at(args[0]), &b = machine.at(args[1]);
  if (a.scalar == b.scalar) return false;
  const Vector &value = a.scalar ? b : a, &constant = a.scalar ? a : b;
  if (constant.known != nullptr) return false;
  Word* out = machine.value_buffer<Word>(step.slot);
  if (inst.op == Op::equal_text || inst.op == Op::equal_id) {
    SoughtPlaces& places = machine.places(step.slot);
    if (places.asked != *constant.as<TextCode>()) places = {.asked = *constant.as<TextCode>()};
    find_code(run, places.asked, value, places, block.rows, out);
  } else {
    const Range range = range_of(comparison, a.scalar, *constant.as<std::int64_t>());
    find_wholes(run.simd, value, range, block.rows, out);
  }
  set_condition(run, machine, step.slot, value, block.rows, out);
  return true;
}

bool find_whole_members(const Run& run, std::span<const std::int64_t> members, const Vector& value,
                        SoughtPlaces& places, std::size_t rows, Word* out) {
  if (value.scalar) return false;
  if (value.narrow != nullptr) {
    const NarrowColumn& column = *value.narrow;
    places_in(column, places, [&](auto add) {
      for (const std::int64_t member : members)
        if (const NarrowRange place = narrowed(column, {member, member}); !place.empty) add(place.low);
    });
    if (find_places(run.simd, column, value.narrow_first, places, rows, out)) return true;
  }
  if (members.size() > few_wide) return false;
  run.simd.one_of_64(value.as<std::uint64_t>(), rows, reinterpret_cast<const std::uint64_t*>(members.data()),
                     members.size(), out);
  return true;
}

bool find_code_members(const Run& run, std::span<const TextCode> members, const Vector& value, SoughtPlaces& places,
                       std::size_t rows, Word* out) {
  if (value.scalar) return false;
  if (value.narrow != nullptr) {
    const NarrowColumn& column = *value.narrow;
    places_in(column, places, [&](auto add) {
      for (const TextCode member : members)
        if (const auto place = column.place_of(member)) add(*place);
    });
    if (find_places(run.simd, column, value.narrow_first, places, rows, out)) return true;
  }
  if (members.size() > few_wide) return false;
  run.simd.one_of_32(value.as<TextCode>(), rows, members.data(), members.size(), out);
  return true;
}

}  // namespace sop
