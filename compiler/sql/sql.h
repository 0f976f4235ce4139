// The facts of a program as one SELECT over its tables: one CTE per input, one per stream and step of the dependency
// order, one row per customer in the end. Made from the IR alone; what SQL cannot say is left out and named.
//
// The tables are called as the inputs and have their columns, under the names of the files; instants are instants
// (TIMESTAMPTZ or the like). They are taken to be clean: nobody checks ranges or keys here. What is missing is NULL.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/ir/program.h"
#include "compiler/sql/dialect.h"

namespace sop::sql {

struct LeftOut {
  std::string name;  // of the fact
  std::string why_en, why_zh;
};

struct FactsQuery {
  std::string text;  // empty: no fact can be said
  std::vector<std::string> facts;
  std::vector<LeftOut> left_out;
};

struct QueryOptions {
  DialectId dialect = DialectId::duckdb;
  std::optional<Micros> as_of;  // none: a parameter of the query
  bool chinese = false;         // comments
};

FactsQuery facts_query(const Program& program, const QueryOptions& options);

}  // namespace sop::sql
