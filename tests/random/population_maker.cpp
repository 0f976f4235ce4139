// The part of ProgramMaker that makes population functions.
#include <algorithm>

#include "program_maker.h"

namespace sop::random_tests {
namespace {

bool adds_up(PopulationOp op) { return op == PopulationOp::share_of_total || op == PopulationOp::top_reaching; }

bool has_order(const Program& program, Type type) {
  if (type.is(TypeKind::enumeration)) return program.enumerations[type.enumeration.index()].ordered;
  return !type.is(TypeKind::boolean) && !type.is(TypeKind::id);
}

bool is_condition(PopulationOp op) {
  return op == PopulationOp::top || op == PopulationOp::top_share || op == PopulationOp::top_reaching;
}

}  // namespace

InstId ProgramMaker::population(PopulationOp op, Type value_type, int depth) {
  if (adds_up(op) && !is_number(value_type))
    value_type = {dice_.pick({TypeKind::integer, TypeKind::number, TypeKind::money}), false, {}};
  if (!has_order(program_, value_type)) value_type = {TypeKind::text, false, {}};
  Population form;
  form.op = op;
  form.x = value(value_type, Domain::frame(), std::min(depth, 3));
  if (dice_.one_in(2)) form.among = condition(Domain::frame(), std::min(depth, 2));
  form.missing_out = is_condition(op) || dice_.one_in(2);
  form.low_first = dice_.one_in(2) && !is_condition(op);
  form.ties = is_condition(op) ? Ties::id : dice_.pick({Ties::min, Ties::max, Ties::dense, Ties::id});
  form.n = dice_.pick<std::int64_t>({1, 2, 3, 5, 10, 1000});
  form.decimals = dice_.between(0, 4);
  std::int64_t one = 1;
  for (std::int64_t i = 0; i < form.decimals; ++i) one *= 10;
  form.mantissa = dice_.between(0, one);
  const InstId made = append_population(program_, form);
  if (adds_up(op)) watch(made, Domain::frame());
  return made;
}

InstId ProgramMaker::population_or_none(Type type, int depth) {
  std::vector<PopulationOp> fitting;
  for (const PopulationRow& row : population_rows()) {
    const bool whole = row.op == PopulationOp::rank || row.op == PopulationOp::ntile;
    const bool fits = is_condition(row.op)               ? type.is(TypeKind::boolean)
                      : whole                            ? type.is(TypeKind::integer)
                      : row.op == PopulationOp::quantile ? has_order(program_, type)
                                                         : type.is(TypeKind::number);
    if (fits) fitting.push_back(row.op);
  }
  if (fitting.empty()) return {};
  const PopulationOp op = dice_.pick(fitting);
  Type of = op == PopulationOp::quantile ? type : random_type(dice_, program_);
  return population(op, of, depth);
}

}  // namespace sop::random_tests
