// Aggregates and standings as SQL. One that only counts, adds or compares is a column of the one pass over her events;
// one that chooses among rows (the last value, the most frequent, the latest of each) has a subquery of its own.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "compiler/sql/expressions.h"

namespace sop::sql {

struct AggregateText {
  std::string name;                                          // of the column in the step
  std::vector<std::pair<std::string, std::string>> columns;  // name, text: of the pass; empty: it cannot be said
  std::string subquery;                                      // of one apart; {rows}, {below}
  std::string result;                                        // from the columns of {g}
  bool needs_places = false;
  bool may_miss = true;
  int level = 0;  // of the highest step it reads
};

std::string word_of(AggregateOp op);

AggregateText aggregate_text(const Program& program, const Dialect& dialect, Expressions& expressions,
                             const Aggregate& form, Type type, std::string name);
AggregateText everybody_text(const Program& program, const Dialect& dialect, Expressions& expressions,
                             const Aggregate& form, Type type, std::string name);
// Where she stands among all customers (semantics C2).
std::optional<std::string> standing_text(const Program& program, const Dialect& dialect, Expressions& expressions,
                                         const Population& form, Place& place);

}  // namespace sop::sql
