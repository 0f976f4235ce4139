// The rows of each input as the query reads them: typed, derived columns filled in, lookups joined, the stream's
// `where` applied, nothing after the instant. What columns and lookups are needed becomes known while expressions are
// made; the text comes last.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "compiler/ir/program.h"
#include "compiler/sql/dialect.h"

namespace sop::sql {

struct JoinedLookup {
  std::string alias;
  InputId input;
  std::string key;        // what the lookup's key must equal
  std::set<int> columns;  // those read
};

struct Source {
  bool used = false;
  std::set<int> columns;
  std::map<int, std::string> derived;  // column -> its text
  std::vector<JoinedLookup> lookups;
  std::string filter;
  bool has_places = false;  // the order of her events is needed
};

// What every rows CTE holds besides columns.
inline constexpr const char* who_column = "_who";
inline constexpr const char* her_column = "_her";  // in CTEs that join a step: no name of theirs is one of the step's
inline constexpr const char* at_column = "_at";
inline constexpr const char* place_column = "_place";

// How the rows of an input are called in the query.
std::string rows_name(const Program& program, const Dialect& dialect, std::size_t input);
// A looked-up column among the rows of whoever looks.
std::string lookup_column(const Program& program, const JoinedLookup& lookup, int column);

// Is it a column that the reader makes: `nth`, `gap`?
bool is_made(const Column& column);

// The CTEs of one input: `NAME AS (...)`, with its places where they are needed.
std::vector<std::string> source_text(const Program& program, const Dialect& dialect, std::size_t input,
                                     const Source& source);

}  // namespace sop::sql
