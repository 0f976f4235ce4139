// Aggregates over the whole population: their values and conditions are evaluated once over every customer who exists
// at the row's instant, folded, and read by all rows of that instant.
//
// A sum of number adds in the order of the customers' ids, so that it does not depend on the order of the file.
#include <algorithm>
#include <set>

#include "runtime/eval/edges.h"
#include "runtime/eval/evaluate.h"
#include "runtime/eval/fold.h"
#include "runtime/eval/prepared.h"

namespace sop {
namespace {

// A column of the frame in another row order.
ColumnData reordered(const ColumnData& column, const std::vector<std::uint32_t>& order) {
  ColumnData out = make_column(column.type.with_nullable(true), order.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    const std::size_t row = order[i];
    if (!column.is_known(row)) continue;
    set_bit(out.known, i);
    switch (physical_of(column.type.kind)) {
      case Physical::whole: out.whole[i] = column.whole[row]; break;
      case Physical::real: out.real[i] = column.real[row]; break;
      case Physical::code: out.codes[i] = column.codes[row]; break;
      case Physical::bit:
        if (bit_at(column.bits, row)) set_bit(out.bits, i);
        break;
    }
  }
  return out;
}

Vector view_of(const ColumnData& column) {
  const Word* known = column.known.empty() ? nullptr : column.known.data();
  switch (physical_of(column.type.kind)) {
    case Physical::whole: return {.data = column.whole.data(), .known = known};
    case Physical::real: return {.data = column.real.data(), .known = known};
    case Physical::code: return {.data = column.codes.data(), .known = known};
    case Physical::bit: return {.data = column.bits.data(), .known = known};
  }
  return {};
}

Scalar fold_population(const Aggregate& aggregate, Type result, const ColumnData* value, const ColumnData* where,
                       std::size_t rows, const Dataset& dataset) {
  const auto high = static_cast<std::uint32_t>(rows);
  const std::uint32_t low = 0;
  const std::int64_t shift = 0;
  FoldInput in{.first = 0, .last = 1, .low = &low, .high = &high, .shift = &shift, .pool = dataset.pool.get()};
  Vector values, conditions;
  if (value != nullptr) {
    values = view_of(*value);
    in.value = &values;
    in.value_type = value->type;
  }
  if (where != nullptr) conditions = view_of(*where);
  std::vector<Word> buffer(word_count(rows));
  in.selected = selection(aggregate.op, where == nullptr ? nullptr : &conditions, in.value, rows, buffer.data());
  Word folded = 0, known = 0, failed = 0;
  fold(aggregate.op, in, {&folded, &known, &failed});
  Scalar scalar{.known = known != 0, .failed = failed != 0};
  switch (physical_of(result.kind)) {
    case Physical::bit:
    case Physical::whole: scalar.whole = std::bit_cast<std::int64_t>(folded); break;
    case Physical::real: scalar.real = std::bit_cast<double>(folded); break;
    case Physical::code: std::memcpy(&scalar.code, &folded, sizeof scalar.code); break;
  }
  return scalar;
}

struct PopulationRoots {
  std::vector<InstId> roots;
  std::vector<AggregateId> aggregates;
  std::vector<int> value, where;  // per aggregate: which root, or -1
};

PopulationRoots roots_of(const Program& program, std::span<const InstId> insts) {
  PopulationRoots result;
  const auto add = [&](InstId inst) {
    if (!inst.exists()) return -1;
    result.roots.push_back(inst);
    return static_cast<int>(result.roots.size()) - 1;
  };
  for (const InstId inst : insts) {
    const AggregateId id(program.at(inst).a);
    result.aggregates.push_back(id);
    result.value.push_back(add(program.aggregates[id.index()].value));
    result.where.push_back(add(program.aggregates[id.index()].where));
  }
  return result;
}

void add_instant(const Program& program, const Dataset& dataset, const Frame& frame, Micros as_of,
                 std::span<const InstId> insts, const PopulationRoots& asked, const RunContext& context,
                 bool issues_count, Prepared& prepared) {
  Frame everyone = batch_frame(dataset, as_of);
  everyone.edges = frame.edges;
  const Evaluation found = evaluate_frame(program, dataset, everyone, asked.roots, context, asked.aggregates);
  const std::vector<std::uint32_t> order = rows_by_id(dataset, everyone);
  std::vector<ColumnData> columns;
  for (const ColumnData& column : found.values) columns.push_back(reordered(column, order));
  const auto column = [&](int root) { return root < 0 ? nullptr : &columns[static_cast<std::size_t>(root)]; };
  for (std::size_t i = 0; i < insts.size(); ++i) {
    PopulationValues& values = prepared.population[insts[i]];
    values.instants.push_back(as_of);
    values.values.push_back(fold_population(program.aggregates[asked.aggregates[i].index()], program.at(insts[i]).type,
                                            column(asked.value[i]), column(asked.where[i]), everyone.rows(), dataset));
  }
  for (const auto& [probe, count] : found.issues) {
    if (!issues_count) break;
    IssueCount& total = prepared.population_issues[probe];
    total.evaluations += count.evaluations;
    total.first_customer = std::min(total.first_customer, count.first_customer);
  }
}

}  // namespace

void prepare_population(const Program& program, const Dataset& dataset, const Frame& frame, const Plan& plan,
                        const RunContext& context, Prepared& prepared) {
  if (plan.population_aggregates.empty() && plan.guarding_aggregates.empty()) return;
  std::set<Micros> instants(frame.as_of.begin(), frame.as_of.end());
  if (frame.as_of.empty()) instants.insert(frame.batch_as_of);
  for (const std::vector<InstId>* insts : {&plan.population_aggregates, &plan.guarding_aggregates}) {
    if (insts->empty()) continue;
    for (const InstId inst : *insts) prepared.population[inst] = {};
    const PopulationRoots asked = roots_of(program, *insts);
    const bool issues_count = insts == &plan.population_aggregates;
    for (const Micros as_of : instants)
      add_instant(program, dataset, frame, as_of, *insts, asked, context, issues_count, prepared);
  }
}

}  // namespace sop
