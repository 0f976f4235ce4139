// The part of ProgramMaker that makes aggregates, facts and probes.
#include <fmt/format.h>

#include <algorithm>

#include "program_maker.h"
#include "stdlib/time/duration.h"

namespace sop::random_tests {
namespace {

bool can_fail(AggregateOp op) { return op == AggregateOp::sum || op == AggregateOp::avg || op == AggregateOp::median; }

bool takes_no_value(AggregateOp op) { return row_of(op).values == "days"; }

bool value_optional(AggregateOp op) {
  return op == AggregateOp::first || op == AggregateOp::last || (row_of(op).values == "rows");
}

}  // namespace

InputId ProgramMaker::aggregated_input(AggregateOp op) {
  const bool events_only = op == AggregateOp::first || op == AggregateOp::last || row_of(op).values == "days";
  std::vector<InputId> inputs;
  for (std::size_t i = 0; i < program_.inputs.size(); ++i)
    if (program_.inputs[i].kind == InputKind::stream) inputs.push_back(InputId{i});
  const bool population = options_.setting != Setting::rows && !inside_aggregate_;
  if (population && !events_only && dice_.one_in(4)) return program_.population;
  return dice_.pick(inputs);
}

InstId ProgramMaker::window_bound(int depth) {
  if (dice_.one_in(2)) return {};
  return value({TypeKind::datetime, false, {}}, Domain::frame(), depth);
}

InstId ProgramMaker::aggregate(AggregateOp op, Type value_type, int depth) {
  const std::string_view values = row_of(op).values;
  if ((values == "sum" || values == "mean") && !is_number(value_type))
    value_type = {dice_.pick({TypeKind::integer, TypeKind::number, TypeKind::money}), false, {}};
  if (values == "order" && (value_type.is(TypeKind::boolean) || value_type.is(TypeKind::id)))
    value_type.kind = TypeKind::text;

  Aggregate made{.op = op, .input = aggregated_input(op)};
  const bool stream = made.input != program_.population;
  // Over the population the parts may stand in the frame of each customer as well (which has no event).
  const bool in_frame = !stream && options_.setting == Setting::batch && dice_.one_in(2);
  const Domain rows = in_frame ? Domain::frame() : Domain::rows_of(made.input);
  if (stream) {
    made.from = window_bound(std::min(depth, 2));
    made.to = window_bound(std::min(depth, 2));
  }
  // An aggregate may be under way already: one of the frame, read through `outer`.
  const bool was_inside = std::exchange(inside_aggregate_, true);
  auto outer_fallible = std::exchange(fallible_rows_, {});
  const bool has_value = !takes_no_value(op) && !(value_optional(op) && dice_.one_in(2));
  if (has_value) made.value = value(value_type, rows, std::min(depth, 3));
  const std::size_t in_value = fallible_rows_.size();
  if (!dice_.one_in(3)) made.where = condition(rows, std::min(depth, 3));
  if (stream && dice_.one_in(4)) made.latest_by = value(random_type(dice_, program_), rows, std::min(depth, 2));
  const auto fallible = std::exchange(fallible_rows_, std::move(outer_fallible));
  auto probes = probes_of(fallible, made.where.exists() ? in_value : 0, rows);
  inside_aggregate_ = was_inside;

  if (stream && dice_.one_in(3)) made.after = earlier_events();
  if (made.after.exists() && !dice_.one_in(3)) made.up_to = length();
  const InstId inst = append_aggregate(program_, made);
  watch_inside(AggregateId{program_.aggregates.size() - 1}, std::move(probes));
  if (can_fail(op)) watch(inst, Domain::frame());
  return inst;
}

// Some aggregate over events that the program has already: a link of a chain; or none.
InstId ProgramMaker::earlier_events() const {
  std::vector<InstId> found;
  for (std::size_t i = 0; i < program_.insts.size(); ++i)
    if (program_.insts[i].kind == InstKind::event_aggregate) found.push_back(InstId{i});
  return found.empty() ? InstId{} : dice_.pick(found);
}

// A duration as an author writes it.
InstId ProgramMaker::length() {
  const Duration d = dice_.pick<Duration>({{1, DurationUnit::days},
                                           {7, DurationUnit::days},
                                           {30, DurationUnit::days},
                                           {1, DurationUnit::months},
                                           {12, DurationUnit::months},
                                           {3'600'000'000, DurationUnit::micros},
                                           {1, DurationUnit::micros}});
  return append_constant(program_, {.type = {TypeKind::duration, false, {}}, .whole = pack(d)}, Domain::frame());
}

// Probes of what may fail on an aggregate's rows; of the first `in_value` only where its `where` holds. Made before the
// aggregate itself, so that no guard reads it.
std::vector<IssueProbe> ProgramMaker::probes_of(const std::vector<InstId>& fallible, std::size_t in_value,
                                                Domain rows) {
  std::vector<IssueProbe> probes;
  for (std::size_t i = 0; i < fallible.size(); ++i) {
    const Inst watched = program_.at(fallible[i]);
    if (watched.domain != rows || dice_.one_in(2)) continue;
    IssueProbe probe{.inst = fallible[i], .after_where = i < in_value};
    if (watched.kind == InstKind::call) probe.builtin = row_of(watched.op).builtin;
    if (dice_.one_in(2)) probe.guard = condition(rows, 1);
    probes.push_back(probe);
  }
  return probes;
}

void ProgramMaker::watch_inside(AggregateId id, std::vector<IssueProbe> probes) {
  for (IssueProbe& probe : probes) {
    probe.inside = id;
    program_.probes.push_back(probe);
  }
}

// The smallest key among the rows of a lookup table for which a condition holds.
InstId ProgramMaker::pick_row_or_none(int depth) {
  for (std::size_t i = 0; i < program_.inputs.size(); ++i) {
    const Input& table = program_.inputs[i];
    if (table.kind != InputKind::lookup || !table.columns[0].type.is(TypeKind::id)) continue;
    const InputId input{i};
    const Domain rows = Domain::rows_of(input);
    Aggregate made{.op = AggregateOp::min, .input = input};
    const bool was_inside = std::exchange(inside_aggregate_, true);
    auto outer_fallible = std::exchange(fallible_rows_, {});
    made.value = append_column(program_, input, 0, rows);
    if (!dice_.one_in(4)) made.where = condition(rows, std::min(depth, 3));
    const auto fallible = std::exchange(fallible_rows_, std::move(outer_fallible));
    auto probes = probes_of(fallible, 0, rows);
    inside_aggregate_ = was_inside;
    program_.aggregates.push_back(made);
    const AggregateId id{program_.aggregates.size() - 1};
    const InstId inst = append(program_, {.kind = InstKind::pick_row, .type = {TypeKind::id, true, {}}, .a = id.value});
    watch_inside(id, std::move(probes));
    return inst;
  }
  return {};
}

InstId ProgramMaker::aggregate_or_none(Type type, int depth) {
  std::vector<AggregateOp> fitting;
  for (const AggregateRow& row : aggregate_rows()) {
    const bool counts = row.values == "days" || row.op == AggregateOp::count || row.op == AggregateOp::distinct;
    const bool asks = row.op == AggregateOp::any || row.op == AggregateOp::none;
    const bool fits = counts                  ? type.is(TypeKind::integer)
                      : asks                  ? type.is(TypeKind::boolean)
                      : row.values == "sum"   ? is_number(type)
                      : row.values == "mean"  ? is_number(type) && !type.is(TypeKind::integer)
                      : row.values == "order" ? !type.is(TypeKind::boolean) && !type.is(TypeKind::id)
                                              : true;
    if (fits) fitting.push_back(row.op);
  }
  const AggregateOp op = dice_.pick(fitting);
  const InstId made = aggregate(op, type, depth);
  // Without a value `first` and `last` are instants whatever was asked for.
  return program_.at(made).type.with_nullable(false) == type.with_nullable(false) ? made : InstId{};
}

void ProgramMaker::watch(InstId inst, Domain domain) {
  if (!domain.is_frame() && options_.setting != Setting::rows) {
    fallible_rows_.push_back(inst);
    return;
  }
  if (dice_.one_in(4)) return;
  IssueProbe probe{.inst = inst};
  const Inst& watched = program_.at(inst);
  if (watched.kind == InstKind::call) probe.builtin = row_of(watched.op).builtin;
  if (dice_.one_in(2)) probe.guard = condition(domain, 1);
  program_.probes.push_back(probe);
}

// The last root under a name; others may read it from now on.
void ProgramMaker::make_fact() {
  const InstId root = roots.back();
  Fact fact{.name = fmt::format("f{}", program_.facts.size()), .type = program_.at(root).type, .root = root};
  program_.facts.push_back(std::move(fact));
  roots.push_back(append(program_, {.kind = InstKind::fact,
                                    .type = program_.at(root).type,
                                    .a = static_cast<std::int32_t>(program_.facts.size() - 1)}));
}

}  // namespace sop::random_tests
