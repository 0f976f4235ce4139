// What it takes to decide from one row: the expressions of a program as one straight line of steps over cells, each
// distinct one once, and tables that make answers of them and of her columns (verdicts/verdicts.h). Made once per
// program; deciding allocates nothing.
#pragma once

#include <array>
#include <expected>
#include <memory>
#include <string>
#include <vector>

#include "bindings/c/decider/bounds.h"
#include "bindings/c/decider/cell.h"
#include "bindings/c/decider/verdicts/verdicts.h"
#include "compiler/ir/program.h"

namespace re2 {
class RE2;
}

namespace sop::embed {

enum class RowOp : std::uint8_t {
  load_whole,  // a column into a cell; up to text_is they read a column
  load_truth,
  load_real,
  load_text,
  whole_within,  // low <= a column <= high
  whole_from,    // the cell <= a column; `strict`: <
  whole_to,      // a column <= the cell; `strict`: <
  real_within,
  text_is,  // a column equals a text
  as_of,
  today,
  call,
  matches,  // a text against a pattern
  all_of,
  any_of,
  negation,
  choose,
  fallback,
  is_missing,
  whole_in_set,
  text_in_set,
};

// Small, so that those of a hundred rules stay near the processor.
struct RowStep {
  RowOp op = RowOp::call;
  bool is_condition = false;  // a missing result is false
  bool strict = false;
  std::uint32_t out = 0;                         // the cell it writes
  std::uint32_t args_begin = 0, args_count = 0;  // into RowPlan::args: cells it reads
  std::uint32_t offset = 0, known_offset = 0;    // of its column in a row; while planning: the column
  union {
    WholeBounds whole{};
    RealBounds real;
    std::string_view text;
    CellOp call;
    std::uint32_t set;  // into Program::constant_sets; matches: into RowPlan::patterns
  };
};
static_assert(sizeof(RowStep) == 40);

// Where a column's value lies in a row.
struct RowColumn {
  std::int32_t column = -1;  // of the population
  std::uint32_t offset = 0, known_offset = 0;
};

struct RowAnswer {
  std::string_view kind;  // rule, segment, tag
  std::string name;
  std::uint32_t cell = 0;
};

// How often a step is needed: what does not read the row is known for all rows of a day, or of an instant.
enum class RowPace : std::uint8_t { day, instant, row };

struct RowPlan {
  std::vector<RowColumn> columns;
  std::uint32_t row_bytes = 0;
  std::array<std::vector<RowStep>, 3> steps;  // by RowPace
  // The instants of the local day, and the instant, that the cells stand for.
  Micros day_from = 0, day_to = 0, instant = INT64_MIN;
  std::vector<std::uint32_t> args;
  std::vector<Cell> cells;  // constants filled in; the others are written by steps
  std::vector<std::shared_ptr<const re2::RE2>> patterns;
  std::vector<RowAnswer> answers;
  VerdictTables tables;  // without words: the answers are cells
};

// Why a program's rules cannot be decided from one row.
struct NoRowPlan {
  std::string en, zh;
};

// `program` must outlive the plan: texts point into it.
std::expected<RowPlan, NoRowPlan> plan_row(const Program& program);

struct RowSetting {
  const Program& program;
  OpContext ops;
  Micros as_of = 0;
};

// Writes the plan's cells.
void run_row(RowPlan& plan, const unsigned char* row, const RowSetting& setting);

}  // namespace sop::embed
