#include "runtime/eval/conditions.h"

namespace sop {
namespace {

Word condition_word(const Vector& v, std::size_t w) {
  return v.known == nullptr ? v.bits()[w] : v.bits()[w] & v.known[w];
}

Word* start_condition(Machine& machine, Slot slot) {
  Word* out = machine.value_buffer<Word>(slot);
  machine.at(slot) = {.data = out};
  return out;
}

}  // namespace

void evaluate_all_of(const Run& run, Machine& machine, const Step& step, std::size_t rows) {
  Word* out = start_condition(machine, step.slot);
  std::vector<const Word*>& bitmaps = machine.bitmaps();
  bitmaps.clear();
  for (const Slot arg : machine.code().args_of(step)) {
    const Vector& condition = machine.at(arg);
    bitmaps.push_back(condition.bits());
    if (condition.known != nullptr) bitmaps.push_back(condition.known);
  }
  if (bitmaps.empty()) return put_all(out, rows);
  run.simd.all_of(bitmaps.data(), bitmaps.size(), word_count(rows), out);
}

void evaluate_any_of(const Run& run, Machine& machine, const Step& step, std::size_t rows) {
  Word* out = start_condition(machine, step.slot);
  std::vector<const Word*>& bitmaps = machine.bitmaps();
  bitmaps.clear();
  bool any_missing = false;
  for (const Slot arg : machine.code().args_of(step)) {
    bitmaps.push_back(machine.at(arg).bits());
    any_missing |= machine.at(arg).known != nullptr;
  }
  if (bitmaps.empty()) return clear_all(out, rows);
  if (!any_missing) return run.simd.any_of(bitmaps.data(), bitmaps.size(), word_count(rows), out);
  clear_all(out, rows);
  for (const Slot arg : machine.code().args_of(step))
    for (std::size_t w = 0; w < word_count(rows); ++w) out[w] |= condition_word(machine.at(arg), w);
}

void evaluate_negation(Machine& machine, const Step& step, std::size_t rows) {
  Word* out = start_condition(machine, step.slot);
  const Vector& arg = machine.at(machine.code().args_of(step)[0]);
  for (std::size_t w = 0; w < word_count(rows); ++w) out[w] = ~condition_word(arg, w) & rows_in_word(rows, w);
}

void evaluate_is_missing(Machine& machine, const Step& step, std::size_t rows) {
  Word* out = start_condition(machine, step.slot);
  const Vector& arg = machine.at(machine.code().args_of(step)[0]);
  for (std::size_t w = 0; w < word_count(rows); ++w)
    out[w] = arg.known == nullptr ? 0 : ~arg.known[w] & rows_in_word(rows, w);
}

void evaluate_is_true(Machine& machine, const Step& step, std::size_t rows) {
  Word* out = start_condition(machine, step.slot);
  const Vector& arg = machine.at(machine.code().args_of(step)[0]);
  for (std::size_t w = 0; w < word_count(rows); ++w) out[w] = condition_word(arg, w);
}

}  // namespace sop
