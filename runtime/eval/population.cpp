// Aggregates over the whole population: their values and conditions are evaluated once over every customer who exists
// at the row's instant, folded, and read by all rows of that instant.
//
// A sum of number adds in the order of the customers' ids, so that it does not depend on the order of the file. Where
// the dataset holds some of the customers only, the values are those that are known of all.
#include "runtime/eval/population.h"

#include <algorithm>
#include <set>

#include "runtime/eval/edge_parts.h"
#include "runtime/eval/edges.h"
#include "runtime/eval/evaluate.h"
#include "runtime/eval/fold.h"
#include "runtime/eval/ordered_values.h"
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

Scalar scalar_of(Type type, Word folded, bool known, bool failed) {
  Scalar scalar{.known = known, .failed = failed};
  switch (physical_of(type.kind)) {
    case Physical::bit:
    case Physical::whole: scalar.whole = std::bit_cast<std::int64_t>(folded); break;
    case Physical::real: scalar.real = std::bit_cast<double>(folded); break;
    case Physical::code: std::memcpy(&scalar.code, &folded, sizeof scalar.code); break;
  }
  return scalar;
}

Scalar fold_population(const Aggregate& aggregate, Type result, const ColumnData* value, const ColumnData* where,
                       std::size_t rows, const TextPool& pool) {
  const auto high = static_cast<std::uint32_t>(rows);
  const std::uint32_t low = 0;
  const std::int64_t shift = 0;
  FoldInput in{.first = 0, .last = 1, .low = &low, .high = &high, .shift = &shift, .pool = &pool};
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
  return scalar_of(result, folded, known != 0, failed != 0);
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

// Issues that the population's rows have.
void count_issues(const Evaluation& found, bool issues_count, Prepared& prepared) {
  if (!issues_count) return;
  for (const auto& [probe, count] : found.issues) {
    IssueCount& total = prepared.population_issues[probe];
    total.evaluations += count.evaluations;
    total.first_customer = std::min(total.first_customer, count.first_customer);
  }
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
                                            column(asked.value[i]), column(asked.where[i]), everyone.rows(),
                                            *dataset.pool));
  }
  count_issues(found, issues_count, prepared);
}

Scalar known_of_all(const PlainValue& value, Type type, TextPool& pool) {
  const bool is_text = physical_of(type.kind) == Physical::code && value.known;
  return {.whole = value.whole,
          .real = value.real,
          .code = is_text ? pool.intern(value.text) : TextCode{0},
          .known = value.known,
          .failed = value.failed};
}

// The values of all customers are given; what fails on the way is counted for those who are here.
void take_known(const Program& program, const Dataset& dataset, const Frame& frame, Micros as_of,
                std::span<const InstId> insts, const PopulationRoots& asked, const RunContext& context,
                bool issues_count, Prepared& prepared) {
  const KnownOfAll& all = *context.among_all;
  const std::vector<InstId> numbered = customer_aggregates(program);
  // While parts are found out nobody counts issues, and what only their guards read may still be unknown.
  const bool must_be_known = issues_count || std::ranges::find(all.known, false) == all.known.end();
  for (const InstId inst : insts) {
    const auto number = static_cast<std::size_t>(std::ranges::find(numbered, inst) - numbered.begin());
    const bool is_known =
        as_of == all.as_of && number < all.aggregates.size() && all.known[all.populations.size() + number];
    if (!is_known && must_be_known) throw NotKnownOfAll();
    PopulationValues& values = prepared.population[inst];
    values.instants.push_back(as_of);
    const PlainValue value = is_known ? all.aggregates[number] : PlainValue{};
    values.values.push_back(known_of_all(value, program.at(inst).type, *dataset.pool));
  }
  if (!issues_count || program.probes.empty()) return;
  Frame everyone = batch_frame(dataset, as_of);
  everyone.edges = frame.edges;
  count_issues(evaluate_frame(program, dataset, everyone, asked.roots, context, asked.aggregates), true, prepared);
}

// A condition's rows as 0 and 1.
ColumnData spelled_out(const ColumnData& bits) {
  ColumnData out;
  out.type = {TypeKind::integer, false, {}};
  out.rows = bits.rows;
  for (std::size_t row = 0; row < bits.rows; ++row) out.whole.push_back(bit_at(bits.bits, row) ? 1 : 0);
  return out;
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
    const auto add = context.among_all == nullptr ? add_instant : take_known;
    for (const Micros as_of : instants)
      add(program, dataset, frame, as_of, *insts, asked, context, issues_count, prepared);
  }
}

PartOfAll part_of_aggregate(const Aggregate& form, const ColumnData* value, const ColumnData* where,
                            const Dataset& dataset, const Frame& frame, std::span<const std::uint32_t> by_id) {
  std::vector<std::uint32_t> rows;
  for (const std::uint32_t row : by_id) {
    const bool selected = where == nullptr || (bit_at(where->bits, row) && where->is_known(row));
    if (selected && (value == nullptr || value->is_known(row))) rows.push_back(row);
  }
  PartOfAll part;
  part.count = rows.size();
  const PartShape shape = shape_of(form, value == nullptr ? Type{} : value->type);
  if (value == nullptr || shape == PartShape::count) return part;
  if (shape == PartShape::total) {
    for (const std::uint32_t row : rows) part.total += value->whole[row];
    return part;
  }
  const auto id = [&](std::uint32_t row) {
    return std::string(dataset.pool->text(dataset.customer_ids[frame.customer[row]]));
  };
  const bool is_condition = physical_of(value->type.kind) == Physical::bit;
  const ColumnData spelled = is_condition ? spelled_out(*value) : ColumnData{};
  with_keys(is_condition ? spelled : *value, *dataset.pool, [&](const auto& values) {
    if (shape == PartShape::customers) return add_customers(values, rows, id, part);
    sort_by_value(rows, values, false);
    add_values(values, rows, part);
  });
  return part;
}

namespace {

// From how many there are, and their sum.
Scalar counted(const Aggregate& form, Type value, Type result, PartShape shape, const PartOfAll& all) {
  if (shape == PartShape::count) {
    Scalar scalar{.whole = static_cast<std::int64_t>(all.count)};
    if (form.op == AggregateOp::any) scalar.whole = all.count > 0 ? 1 : 0;
    if (form.op == AggregateOp::none) scalar.whole = all.count == 0 ? 1 : 0;
    return scalar;
  }
  Word folded = 0, known = 0, failed = 0;
  const FoldResult out{&folded, &known, &failed};
  if (form.op == AggregateOp::sum)
    set_sum(out, 0, all.total);
  else if (all.count > 0)
    set_mean(value, out, 0, all.total, static_cast<std::int64_t>(all.count));
  return scalar_of(result, folded, known != 0, failed != 0);
}

}  // namespace

PlainValue folded(const Program& program, InstId inst, const PartOfAll& all) {
  const Aggregate& form = program.aggregates[static_cast<std::size_t>(program.at(inst).a)];
  const Type value = form.value.exists() ? program.at(form.value).type : Type{};
  const Type result = program.at(inst).type;
  const PartShape shape = shape_of(form, value);
  TextPool pool;
  Scalar found;
  if (shape == PartShape::count || shape == PartShape::total) {
    found = counted(form, value, result, shape, all);
  } else {
    const ColumnData column = column_of(value, all, pool);
    found = fold_population(form, result, &column, nullptr, column.rows, pool);
  }
  const bool is_text = physical_of(result.kind) == Physical::code && found.known && !found.failed;
  return {found.whole, found.real, is_text ? std::string(pool.text(found.code)) : std::string(), found.known,
          found.failed};
}

}  // namespace sop
