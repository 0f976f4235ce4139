// The steps of the query: `step 0` is the customers and the instant; each next one adds the columns that need no more
// than the ones before, and the CTEs that aggregate her events for it.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "compiler/ir/program.h"
#include "compiler/sql/aggregates.h"

namespace sop::sql {

// A name inside of a comment.
std::string one_line(std::string_view text);

class Steps {
 public:
  void add_column(int level, std::string text, std::string name, std::string label);
  void add_join(int level, std::string text);
  void add_aggregate(int level, std::size_t input, const AggregateText& made);
  void add_everybody(int level, const AggregateText& made);
  // Adds its CTEs; the name of the last one.
  std::string text(const Program& program, const Dialect& dialect, std::vector<std::string>& ctes) const;

 private:
  struct NamedColumn {
    std::string text, name, label;
  };
  struct Step {
    std::vector<NamedColumn> columns;
    std::vector<std::string> joins;
    std::map<std::size_t, std::vector<AggregateText>> grouped;  // by stream: one pass
    std::vector<std::pair<std::size_t, AggregateText>> apart;   // those that choose among rows first
    std::vector<AggregateText> everybody;
  };
  std::map<int, Step> steps_;
};

}  // namespace sop::sql
