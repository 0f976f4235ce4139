#include "runtime/eval/fold.h"

#include "runtime/eval/chain.h"
#include "runtime/table/narrow.h"

namespace sop {
namespace {

FoldResult result_of(const Member& member, Machine& frame_machine) {
  return {frame_machine.value_buffer<Word>(member.result), frame_machine.known_buffer(member.result),
          frame_machine.failed_buffer(member.result)};
}

// Folds read values by row: a constant is written out.
Vector expanded(const Vector& value, Physical physical, std::size_t rows, std::vector<Word>& buffer) {
  if (!value.scalar) return value;
  const auto fill = [&]<class T>(T x) {
    buffer.resize(word_count(64 * rows));
    std::fill_n(reinterpret_cast<T*>(buffer.data()), rows, x);
  };
  switch (physical) {
    case Physical::whole: fill(*value.as<std::int64_t>()); break;
    case Physical::real: fill(*value.as<double>()); break;
    case Physical::code: fill(*value.as<TextCode>()); break;
    case Physical::bit: return value;
  }
  return {.data = buffer.data(), .known = value.known};
}

}  // namespace

std::optional<NarrowValues> FoldInput::narrow() const {
  if (value == nullptr || value->narrow == nullptr) return std::nullopt;
  const NarrowColumn& column = *value->narrow;
  if (!column.one.empty()) return NarrowValues{column.one.data() + value->narrow_first, 1, column.base, column.step};
  if (!column.two.empty()) return NarrowValues{column.two.data() + value->narrow_first, 2, column.base, column.step};
  return std::nullopt;
}

void fold(AggregateOp op, const FoldInput& in, const FoldResult& out) {
  switch (op) {
    case AggregateOp::count: return fold_count(in, out);
    case AggregateOp::sum: return fold_sum(in, out);
    case AggregateOp::avg: return fold_avg(in, out);
    case AggregateOp::min: return fold_extreme(in, false, out);
    case AggregateOp::max: return fold_extreme(in, true, out);
    case AggregateOp::median: return fold_median(in, out);
    case AggregateOp::mode: return fold_mode(in, out);
    case AggregateOp::distinct: return fold_distinct(in, out);
    case AggregateOp::first: return fold_first_or_last(in, false, out);
    case AggregateOp::last: return fold_first_or_last(in, true, out);
    case AggregateOp::any: return fold_any(in, true, out);
    case AggregateOp::none: return fold_any(in, false, out);
    case AggregateOp::days_active:
    case AggregateOp::weeks_active:
    case AggregateOp::months_active: return fold_periods(in, op, out);
  }
}

const Word* selection(AggregateOp op, const Vector* where, const Vector* value, std::size_t rows, Word* buffer) {
  const bool reads_row_first = op == AggregateOp::first || op == AggregateOp::last;
  const Word* known = value == nullptr || reads_row_first ? nullptr : value->known;
  if (where == nullptr) return known;
  if (known == nullptr && where->known == nullptr) return where->bits();
  for (std::size_t w = 0; w < word_count(rows); ++w) {
    buffer[w] = where->bits()[w];
    if (known != nullptr) buffer[w] &= known[w];
    if (where->known != nullptr) buffer[w] &= where->known[w];
  }
  return buffer;
}

namespace {

// Of the rows that `where` leaves the last one of each value of `latest_by`.
const Word* latest_rows(const Run& run, PassState& state, const Member& member, const FoldInput& in,
                        const Vector* where) {
  const std::size_t rows = state.events.rows;
  std::vector<Word> written_out;
  FoldInput by = in;
  by.value_type = run.program.at(run.program.aggregates[member.aggregate.index()].latest_by).type;
  const Vector values =
      expanded(state.machine.at(member.latest_by), physical_of(by.value_type.kind), rows, written_out);
  by.value = &values;
  by.selected = selection(AggregateOp::count, where, &values, rows, state.selection_buffer.data());
  keep_latest(by, rows, state.row_buffer.data());
  return state.row_buffer.data();
}

// The packed duration of a constant; null: none.
const std::int64_t* length_of(const Program& program, InstId inst) {
  return inst.exists() ? &program.constants[static_cast<std::size_t>(program.at(inst).a)].whole : nullptr;
}

// The rows of a member that is more than a window and a `where`: the latest of each value, those that continue a chain.
// Which of them have a value is asked last, since a chain goes through all.
const Word* chosen_rows(const Run& run, PassState& state, const Member& member, FoldInput in, const Vector* where) {
  const Aggregate& aggregate = run.program.aggregates[member.aggregate.index()];
  const std::size_t rows = state.events.rows;
  state.row_buffer.resize(word_count(rows));
  state.link_buffer.resize(word_count(rows));
  in.selected = member.latest_by >= 0
                    ? latest_rows(run, state, member, in, where)
                    : selection(AggregateOp::count, where, nullptr, rows, state.selection_buffer.data());
  if (aggregate.after.exists()) {
    const AggregateId before(run.program.at(aggregate.after).a);
    in.selected = continuing_rows(in, state.chains.at(before), length_of(run.program, aggregate.up_to), run.ops, rows,
                                  state.link_buffer.data());
  }
  if (member.keeps_instants) keep_instants(in, state.chains[member.aggregate]);
  const bool reads_row_first = aggregate.op == AggregateOp::first || aggregate.op == AggregateOp::last;
  if (in.value == nullptr || in.value->known == nullptr || reads_row_first) return in.selected;
  for (std::size_t w = 0; w < word_count(rows); ++w)
    state.link_buffer[w] = in.value->known[w] & (in.selected == nullptr ? ~Word{0} : in.selected[w]);
  return state.link_buffer.data();
}

// Does its fold write a value for every row, also where there is none?
bool writes_all_rows(AggregateOp op, Type value) {
  const bool by_number = physical_of(value.kind) == Physical::whole && !value.is(TypeKind::duration);
  return op == AggregateOp::count || ((op == AggregateOp::min || op == AggregateOp::max) && by_number);
}

}  // namespace

void start_member(const Run& run, const Member& member, Machine& frame_machine, std::size_t rows) {
  const FoldResult out = result_of(member, frame_machine);
  clear_all(out.known, rows);
  clear_all(out.failed, rows);
  const Aggregate& aggregate = run.program.aggregates[member.aggregate.index()];
  const Type value = aggregate.value.exists() ? run.program.at(aggregate.value).type : Type{};
  if (run.program.at(member.inst).type.is(TypeKind::boolean))
    clear_all(static_cast<Word*>(out.value), rows);
  else if (!writes_all_rows(aggregate.op, value))
    std::fill_n(static_cast<std::int64_t*>(out.value), rows, 0);
}

void fold_member(const Run& run, PassState& state, const Member& member, Machine& frame_machine) {
  const EventRows& events = state.events;
  const Aggregate& aggregate = run.program.aggregates[member.aggregate.index()];
  const auto window = static_cast<std::size_t>(member.window);
  const Vector* where = member.where < 0 ? nullptr : &state.machine.at(member.where);
  std::vector<Word>& constant = state.constant_buffer;
  FoldInput in{.first = events.first,
               .last = events.last,
               .low = events.low[window].data(),
               .high = events.high[window].data(),
               .shift = events.shift.data(),
               .times = events.table->time_us.data(),
               .pool = run.dataset.pool.get(),
               .zone = &run.context.zone,
               .week_start = run.ops.week_start,
               .kernels = &run.spans,
               .simd = &run.simd,
               .rows = events.rows};
  Vector value;
  if (member.value >= 0) {
    in.value_type = run.program.at(aggregate.value).type;
    value = expanded(state.machine.at(member.value), physical_of(in.value_type.kind), events.rows, constant);
    in.value = &value;
  }
  state.selection_buffer.resize(word_count(events.rows));
  if (member.latest_by >= 0 || aggregate.after.exists() || member.keeps_instants)
    in.selected = chosen_rows(run, state, member, in, where);
  else
    in.selected = selection(aggregate.op, where, in.value, events.rows, state.selection_buffer.data());
  fold(aggregate.op, in, result_of(member, frame_machine));
}

void finish_member(const Run& run, const Member& member, Machine& frame_machine, std::size_t rows) {
  const FoldResult out = result_of(member, frame_machine);
  Vector& vector = frame_machine.at(member.result);
  vector = {.data = out.value};
  if (count_bits(out.known, 0, rows) != rows) vector.known = out.known;
  if (any_bit(out.failed, rows)) vector.failed = out.failed;
  const Type type = run.program.at(member.inst).type;
  if (!type.is(TypeKind::boolean) || type.nullable || vector.known == nullptr) return;
  for (std::size_t w = 0; w < word_count(rows); ++w) static_cast<Word*>(out.value)[w] &= out.known[w];
  vector.known = nullptr;
}

}  // namespace sop
