// What an evaluation looks up once for all its blocks: constants and sets as codes, tag holders, rows of lookup keys,
// the values of aggregates over the whole population, and the frame's instant when all rows share it.
#pragma once

#include <map>
#include <vector>

#include "runtime/eval/evaluator.h"
#include "runtime/eval/plan.h"
#include "runtime/eval/vector.h"

namespace sop {

// The members of a constant set, by physical type. Durations are compared by their nominal length.
struct PreparedSet {
  std::vector<std::int64_t> wholes;  // sorted; also booleans
  std::vector<double> reals;         // sorted
  std::vector<TextCode> codes;       // sorted; texts that the run never holds are left out
  std::vector<Word> code_bits;       // large sets: one bit per code of the pool
};

struct TagSpan {
  std::uint32_t customer;
  Micros since, until;
  bool personal = false;
  TextCode person = 0;  // who gave it, of a personal tag
};

// Who holds a tag: sorted by customer; for a frame of one instant also as a bitmap over customers.
struct PreparedTag {
  std::vector<TagSpan> spans;
  std::vector<Word> holders;
};

// An aggregate over the population, per distinct instant of the frame (sorted).
struct PopulationValues {
  std::vector<Micros> instants;
  std::vector<Scalar> values;
};

constexpr std::uint32_t no_row = UINT32_MAX;

struct Prepared {
  std::vector<Scalar> constants;                            // parallel to Program::constants
  std::map<std::int32_t, PreparedSet> sets;                 // by ConstantSetId
  std::map<InstId, PreparedTag> tags;                       // by the has_tag instruction
  std::map<std::int32_t, std::vector<std::uint32_t>> rows;  // by InputId: row of a text key's code
  std::map<InstId, PopulationValues> population;
  bool one_instant = false;
  Scalar as_of, today;
  std::map<std::uint32_t, IssueCount> population_issues;
  std::size_t longest_segment = 1;  // the most events of one customer in one stream
};

Prepared prepare(const Program& program, const Dataset& dataset, const Frame* frame, const Plan& plan,
                 const RunContext& context);

// The values of these customer aggregates for the frame's instants, and the issues met on the way.
void prepare_population(const Program& program, const Dataset& dataset, const Frame& frame, const Plan& plan,
                        const RunContext& context, Prepared& prepared);

}  // namespace sop
