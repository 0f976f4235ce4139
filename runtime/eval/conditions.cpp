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

void evaluate_all_of(Machine& machine, const Step& step, std::size_t rows) {
  Word* out = start_condition(machine, step.slot);
  put_all(out, rows);
  for (const Slot arg : machine.code().args_of(step))
    for (std::size_t w = 0; w < word_count(rows); ++w) out[w] &= condition_word(machine.at(arg), w);
}

void evaluate_any_of(Machine& machine, const Step& step, std::size_t rows) {
  Word* out = start_condition(machine, step.slot);
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
