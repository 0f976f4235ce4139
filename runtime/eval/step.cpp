// One instruction for one block: dispatch by kind, the strictness of calls, and conditions made two-valued.
#include "runtime/eval/calendars.h"
#include "runtime/eval/columns.h"
#include "runtime/eval/compare.h"
#include "runtime/eval/conditions.h"
#include "runtime/eval/held.h"
#include "runtime/eval/lift.h"
#include "runtime/eval/standing.h"
#include "runtime/eval/tags.h"

namespace sop {
namespace {

// Rows whose arguments are all there; null where nothing can miss.
const Word* known_arguments(Machine& machine, const Step& step, std::size_t rows) {
  Word* out = machine.known_buffer(step.slot);
  bool any = false;
  for (const Slot arg : machine.code().args_of(step)) {
    const Word* known = machine.at(arg).known;
    if (known == nullptr) continue;
    for (std::size_t w = 0; w < word_count(rows); ++w) out[w] = any ? out[w] & known[w] : known[w];
    any = true;
  }
  return any ? out : nullptr;
}

// Failures count only where the arguments were there; then the value is missing.
void mask_failures(Machine& machine, Slot slot, std::size_t rows) {
  Vector& out = machine.at(slot);
  Word* failed = machine.failed_buffer(slot);
  if (out.known != nullptr)
    for (std::size_t w = 0; w < word_count(rows); ++w) failed[w] &= out.known[w];
  if (!any_bit(failed, rows)) return;
  Word* known = machine.known_buffer(slot);
  if (out.known == nullptr) put_all(known, rows);
  for (std::size_t w = 0; w < word_count(rows); ++w) known[w] &= ~failed[w];
  out.known = known;
  out.failed = failed;
}

// Of constants only: computed once, valid for all rows.
void spread_first_row(Machine& machine, Slot slot, std::size_t rows) {
  Vector& out = machine.at(slot);
  const auto spread = [&](Word* bits) { test(bits, 0) ? put_all(bits, rows) : clear_all(bits, rows); };
  if (machine.code().slots[static_cast<std::size_t>(slot)].type.is(TypeKind::boolean))
    spread(machine.value_buffer<Word>(slot));
  else
    out.scalar = true;
  if (out.known != nullptr) spread(machine.known_buffer(slot));
  if (out.failed != nullptr) spread(machine.failed_buffer(slot));
}

void evaluate_call(const Run& run, Machine& machine, const Block& block, const Inst& inst, const Step& step) {
  const std::span<const Slot> slots = machine.code().args_of(step);
  bool all_scalar = true;
  KernelCall call{run.ops,
                  *run.dataset.pool,
                  block.rows,
                  {},
                  nullptr,
                  machine.value_buffer<Word>(step.slot),
                  machine.failed_buffer(step.slot),
                  machine.memo(step.slot)};
  for (std::size_t i = 0; i < slots.size(); ++i) {
    call.args[i] = machine.at(slots[i]);
    all_scalar &= call.args[i].scalar;
  }
  if (all_scalar) call.rows = 1;
  call.known = known_arguments(machine, step, call.rows);
  kernel_of(inst.op)(call);
  machine.at(step.slot) = {.data = call.out, .known = call.known};
  if (row_of(inst.op).may_fail) mask_failures(machine, step.slot, call.rows);
  if (all_scalar) spread_first_row(machine, step.slot, block.rows);
}

void read_instants(const Run& run, Machine& machine, const Block& block, Slot slot, bool as_date) {
  auto* out = machine.value_buffer<std::int64_t>(slot);
  for (std::size_t i = 0; i < block.rows; ++i) {
    const Micros as_of = run.frame->as_of_at(block.first + i);
    out[i] = as_date ? run.context.zone.local_date(as_of) : as_of;
  }
  machine.at(slot) = {.data = out};
}

void read_event_times(Machine& machine, const Block& block, Slot slot) {
  if (block.table == nullptr) return set_missing(machine, slot, block.rows);
  auto* out = machine.value_buffer<std::int64_t>(slot);
  for (std::size_t i = 0; i < block.rows; ++i) out[i] = block.table->time_us[block.input_rows.at(i)];
  machine.at(slot) = {.data = out};
}

void evaluate_context(const Run& run, Machine& machine, const Block& block, const Inst& inst, Slot slot) {
  if (run.frame == nullptr) return set_missing(machine, slot, block.rows);
  switch (static_cast<ContextValue>(inst.a)) {
    case ContextValue::as_of:
      if (run.prepared.one_instant) return set_scalar(run.prepared.as_of, machine, slot, block.rows);
      return read_instants(run, machine, block, slot, false);
    case ContextValue::today:
      if (run.prepared.one_instant) return set_scalar(run.prepared.today, machine, slot, block.rows);
      return read_instants(run, machine, block, slot, true);
    case ContextValue::event_time: return read_event_times(machine, block, slot);
  }
}

// An aggregate over the population: one value per instant of the frame.
void read_population_value(const Run& run, Machine& machine, const Block& block, InstId inst, Slot slot) {
  const PopulationValues& values = run.prepared.population.at(inst);
  if (values.values.empty()) return set_missing(machine, slot, block.rows);
  if (values.values.size() == 1) return set_scalar(values.values[0], machine, slot, block.rows);
  const Physical physical = physical_of(run.program.at(inst).type.kind);
  Word* known = machine.known_buffer(slot);
  Word* failed = machine.failed_buffer(slot);
  clear_all(known, block.rows);
  clear_all(failed, block.rows);
  if (physical == Physical::bit) clear_all(machine.value_buffer<Word>(slot), block.rows);
  for (std::size_t i = 0; i < block.rows; ++i) {
    const auto at = std::ranges::lower_bound(values.instants, run.frame->as_of_at(block.first + i));
    const Scalar& value = values.values[static_cast<std::size_t>(at - values.instants.begin())];
    if (value.known) put(known, i);
    if (value.failed) put(failed, i);
    switch (physical) {
      case Physical::whole: machine.value_buffer<std::int64_t>(slot)[i] = value.whole; break;
      case Physical::real: machine.value_buffer<double>(slot)[i] = value.real; break;
      case Physical::code: machine.value_buffer<TextCode>(slot)[i] = value.code; break;
      case Physical::bit: machine.value_buffer<Word>(slot)[i / 64] |= Word{value.whole != 0} << (i % 64); break;
    }
  }
  machine.at(slot) = {.data = machine.value_buffer<Word>(slot), .known = known, .failed = failed};
}

template <class T>
void spread_to_events(const Vector& from, const Block& block, T* out) {
  for (std::size_t i = 0; i < block.rows; ++i) out[i] = from.as<T>()[from.at(block.owner[i])];
}

void spread_bits(const Word* from, const Block& block, Word* out) {
  clear_all(out, block.rows);
  for (std::size_t i = 0; i < block.rows; ++i) out[i / 64] |= Word{test(from, block.owner[i])} << (i % 64);
}

// The value of the frame row that an event belongs to.
void evaluate_outer(Machine& machine, const Block& block, const Step& step) {
  const Vector& from = block.frame->at(machine.code().args_of(step)[0]);
  Vector& out = machine.at(step.slot);
  out = {.data = from.data, .scalar = from.scalar};
  if (!from.scalar) {
    const Type type = machine.code().slots[static_cast<std::size_t>(step.slot)].type;
    switch (physical_of(type.kind)) {
      case Physical::whole: spread_to_events(from, block, machine.value_buffer<std::int64_t>(step.slot)); break;
      case Physical::real: spread_to_events(from, block, machine.value_buffer<double>(step.slot)); break;
      case Physical::code: spread_to_events(from, block, machine.value_buffer<TextCode>(step.slot)); break;
      case Physical::bit: spread_bits(from.bits(), block, machine.value_buffer<Word>(step.slot)); break;
    }
    out.data = machine.value_buffer<Word>(step.slot);
  }
  if (from.known != nullptr) {
    spread_bits(from.known, block, machine.known_buffer(step.slot));
    out.known = machine.known_buffer(step.slot);
  }
  if (from.failed != nullptr) {
    spread_bits(from.failed, block, machine.failed_buffer(step.slot));
    out.failed = machine.failed_buffer(step.slot);
  }
}

void evaluate_kept(const Run& run, Machine& machine, const Block& block, const Inst& inst, Slot slot) {
  const auto index = static_cast<std::size_t>(inst.a);
  if (run.frame == nullptr || index >= run.frame->kept.size() || run.frame->kept[index].rows == 0)
    return set_missing(machine, slot, block.rows);
  const ColumnData& column = run.frame->kept[index];
  Word* known = machine.known_buffer(slot);
  clear_all(known, block.rows);
  const Physical physical = physical_of(inst.type.kind);
  if (physical == Physical::bit) clear_all(machine.value_buffer<Word>(slot), block.rows);
  for (std::size_t i = 0; i < block.rows; ++i) {
    const std::size_t row = block.first + i;
    if (column.is_known(row)) put(known, i);
    switch (physical) {
      case Physical::whole: machine.value_buffer<std::int64_t>(slot)[i] = column.whole[row]; break;
      case Physical::real: machine.value_buffer<double>(slot)[i] = column.real[row]; break;
      case Physical::code: machine.value_buffer<TextCode>(slot)[i] = column.codes[row]; break;
      case Physical::bit: machine.value_buffer<Word>(slot)[i / 64] |= Word{bit_at(column.bits, row)} << (i % 64); break;
    }
  }
  machine.at(slot) = {.data = machine.value_buffer<Word>(slot), .known = known};
}

void evaluate_inst(const Run& run, Machine& machine, const Block& block, const Step& step) {
  const InstId id(step.index);
  const Inst& inst = run.program.at(id);
  const std::size_t rows = block.rows;
  switch (inst.kind) {
    case InstKind::constant:
      return set_scalar(run.prepared.constants[static_cast<std::size_t>(inst.a)], machine, step.slot, rows);
    case InstKind::missing: return set_missing(machine, step.slot, rows);
    case InstKind::column: return evaluate_column(run, machine, block, inst, step.slot);
    case InstKind::lookup: return evaluate_lookup(run, machine, block, inst, step);
    case InstKind::context: return evaluate_context(run, machine, block, inst, step.slot);
    case InstKind::call:
      if (evaluate_comparison(run, machine, block, inst, step)) return;
      return evaluate_call(run, machine, block, inst, step);
    case InstKind::all_of: return evaluate_all_of(run, machine, step, rows);
    case InstKind::any_of: return evaluate_any_of(run, machine, step, rows);
    case InstKind::negation: return evaluate_negation(machine, step, rows);
    case InstKind::choose: return evaluate_choose(machine, step, rows);
    case InstKind::fallback: return evaluate_fallback(machine, step, rows);
    case InstKind::in_set: {
      const Type type = run.program.at(run.program.args_of(id)[0]).type;
      return evaluate_in_set(run, inst.a, type, machine, step, rows);
    }
    case InstKind::is_missing: return evaluate_is_missing(machine, step, rows);
    case InstKind::is_true: return evaluate_is_true(machine, step, rows);
    case InstKind::customer_aggregate:
      if (run.frame == nullptr) return set_missing(machine, step.slot, rows);
      return read_population_value(run, machine, block, id, step.slot);
    case InstKind::population: {
      if (run.frame == nullptr) return set_missing(machine, step.slot, rows);
      const auto index = static_cast<std::size_t>(inst.a);
      return evaluate_population(run, machine, block, run.program.populations[index],
                                 run.frame->edges->populations[index], inst.type, step);
    }
    case InstKind::has_tag:
      if (run.frame == nullptr) return set_missing(machine, step.slot, rows);
      return evaluate_has_tag(run, machine, block, run.prepared.tags.at(id), step);
    case InstKind::calendar: return evaluate_calendar(run, machine, inst, step, rows);
    case InstKind::history:
      if (run.frame == nullptr) return set_missing(machine, step.slot, rows);
      return evaluate_history(run, machine, block, inst, step.slot);
    case InstKind::kept: return evaluate_kept(run, machine, block, inst, step.slot);
    case InstKind::fact:             // replaced by its root
    case InstKind::outer:            // a step of its own kind
    case InstKind::event_aggregate:  // a result of an event pass
    case InstKind::pick_row:         // likewise, of one over a lookup table
      return set_missing(machine, step.slot, rows);
  }
}

// Conditions are two-valued: missing is false (semantics A1).
void settle_condition(Machine& machine, Slot slot, std::size_t rows) {
  const Type type = machine.code().slots[static_cast<std::size_t>(slot)].type;
  Vector& out = machine.at(slot);
  if (!type.is(TypeKind::boolean) || type.nullable || out.known == nullptr) return;
  Word* bits = machine.value_buffer<Word>(slot);
  for (std::size_t w = 0; w < word_count(rows); ++w) bits[w] = out.bits()[w] & out.known[w];
  out.data = bits;
  out.known = nullptr;
}

}  // namespace

void evaluate_step(const Run& run, Machine& machine, const Block& block, const Step& step) {
  if (step.kind == StepKind::outer)
    evaluate_outer(machine, block, step);
  else
    evaluate_inst(run, machine, block, step);
  settle_condition(machine, step.slot, block.rows);
}

}  // namespace sop
