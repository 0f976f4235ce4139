// What a program asks of all customers together, found out in pieces of them: population functions and aggregates over
// the population, at the one instant of a run. Every piece says its part of those questions that stand on nothing still
// unknown; the parts of all pieces are merged, in any order; what follows joins `KnownOfAll`, and the next questions
// can be asked. With everything known a piece is evaluated as if all customers were in its dataset
// (RunContext::among_all).
//
//   KnownOfAll all = nothing_known(program, as_of);
//   for (const auto& asked : levels_of_all(program)) {
//     PartsOfAll merged;
//     for (piece) merge(program, merged, parts_of_all(program, piece, asked, evaluate, context with &all));
//     learn(program, merged, all);
//   }
#pragma once

#include "runtime/eval/evaluator.h"
#include "runtime/eval/part_of_all.h"

namespace sop {

// The instructions that aggregate over the population. Their numbers, like those of populations, are the same in a
// program that a run rewrites for locks and pauses.
std::vector<InstId> customer_aggregates(const Program& program);

// Questions by number: populations, then customer aggregates.
std::size_t questions_of_all(const Program& program);
// Which questions some roots read, through facts, aggregates and other questions too.
std::vector<bool> reached_questions(const Program& program, std::span<const InstId> roots);
// What each question reads itself: its value and condition.
std::vector<InstId> roots_of_question(const Program& program, std::size_t question);

// The type of its values, and what a part says of them.
struct KindOfQuestion {
  Type type;
  PartShape shape;
};
KindOfQuestion kind_of_question(const Program& program, std::size_t question);

// All questions of a program, those that read no other first, then what stands on them.
std::vector<std::vector<std::size_t>> levels_of_all(const Program& program);

// The answers of some pieces to some questions.
struct PartsOfAll {
  Micros as_of = 0;
  std::vector<std::size_t> asked;
  std::vector<PartOfAll> parts;  // parallel
  std::optional<RowsOfAll> rows;
};

KnownOfAll nothing_known(const Program& program, Micros as_of);

// What the customers of this dataset have to say. All that `asked` read is known in `context.among_all`.
PartsOfAll parts_of_all(const Program& program, const Dataset& dataset, const std::vector<std::size_t>& asked,
                        EvaluateFn evaluate, const RunContext& context);

// Of the same questions, of other customers. `into` without questions takes those of `from`.
void merge(const Program& program, PartsOfAll& into, PartsOfAll from);
// All of them, pair by pair: each customer is moved as often as the number of pieces can be halved.
PartsOfAll merged(const Program& program, std::vector<PartsOfAll> parts);

// `parts`: of all customers.
void learn(const Program& program, const PartsOfAll& parts, KnownOfAll& all);

// An evaluation asked for something that `among_all` does not know: what asks is at fault, never the data.
struct NotKnownOfAll : std::exception {
  const char* what() const noexcept override { return "something was asked of all customers that is not known"; }
};

}  // namespace sop
