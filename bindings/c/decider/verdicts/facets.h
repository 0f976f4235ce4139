// Conditions that look at one value each: a column of her row, or a cell that steps have computed. All that a program
// asks of one value is a *subject*; what it asks are *facets* of it, and so is whatever is joined of facets of one
// subject alone. Only planning and the beginning of a day read this.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "bindings/c/decider/bounds.h"
#include "bindings/c/decider/cell.h"
#include "compiler/ir/program.h"

namespace sop::embed {

// A facet, or that it does not hold.
struct Literal {
  std::uint32_t facet = 0;
  bool wanted = true;
};

enum class FacetKind : std::uint8_t {
  missing,
  truth,
  whole_within,
  whole_from,  // the day's cell <= the value; `strict`: <
  whole_to,    // the value <= the day's cell; `strict`: <
  real_within,
  points,  // one of these whole numbers
  texts,   // one of these texts
  all_of,
  any_of,
};

struct Facet {
  FacetKind kind = FacetKind::truth;
  bool strict = false;
  std::uint32_t subject = 0;
  std::uint32_t cell = 0;
  WholeBounds whole;
  RealBounds real;
  std::vector<std::int64_t> points;     // ascending
  std::vector<std::string_view> texts;  // ascending
  std::vector<Literal> parts;           // earlier facets of the same subject
};

enum class SubjectKind : std::uint8_t { truth, whole, real, text };

struct Subject {
  SubjectKind kind = SubjectKind::truth;
  bool in_row = false;      // `place` is one of RowPlan::columns; else a cell
  bool by_the_day = false;  // some facet reads a cell of the day
  std::uint32_t place = 0;
  std::vector<std::uint32_t> facets;  // in the order in which they read each other
};

struct Facets {
  std::vector<Subject> subjects;
  std::vector<Facet> all;
};

// Which facets of the subject hold for a value: writes truth[facet] for each of them.
void judge(const Facets& facets, const Subject& subject, const Cell& value, const Cell* cells,
           std::vector<char>& truth);

}  // namespace sop::embed
