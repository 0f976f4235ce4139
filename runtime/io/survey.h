// What real files hold against what a program declares (`sopc check --data`): every declared column is read, used or
// not, and what does not fit is counted instead of failing at the first. Judges nothing: what is wrong is the reader's
// word.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "runtime/io/prepare.h"

namespace sop {

// All findings of one kind in one column.
struct SurveyProblem {
  BadInput first;
  std::uint64_t count = 0;
  std::vector<std::pair<std::string, std::uint64_t>> members;  // values that no member of an enumeration stands for
};

// Of a column of dates or instants: the local days it reaches from and to.
struct DayRange {
  Days first = 0, last = 0;
  bool is_time = false;  // of the stream's events
};

struct ColumnSurvey {
  std::string name;
  bool nullable = false;
  std::optional<DayRange> days;  // none: no date, or no value
  std::uint64_t missing = 0;
  std::string lookup;                 // `-> products`: the table, where it was given
  std::uint64_t without_row = 0;      // values that name no row there
  std::uint64_t known_in_lookup = 0;  // of so many
};

struct InputSurvey {
  std::string name;
  std::vector<std::string> files;
  std::uint64_t rows = 0;
  std::uint64_t orphans = 0;  // events of customers that the population's file lacks
  std::vector<SurveyProblem> problems;
  std::vector<ColumnSurvey> columns;
};

struct Survey {
  std::vector<BadInput> usage;
  std::vector<InputSurvey> inputs;  // those given, as declared
  std::optional<Dataset> dataset;   // where nothing was wrong
};

Survey survey(const Program& program, std::span<const Binding> bindings, EvaluateRowsFn evaluate,
              const RunContext& context);

// 0 all fits, 1 something does not, 2 wrong usage, 3 a file could not be read.
int exit_code_of(const Survey& survey);

// A sentence with its number: "`abc` in `age` is not a whole number (12 such values)".
std::string text_of(const SurveyProblem& problem, const InputSurvey& input, Language language);

// Sentences about what may be so: shares of missing values, keys without a row, customers nobody knows.
std::vector<std::string> notes_of(const InputSurvey& input, Language language);

}  // namespace sop
