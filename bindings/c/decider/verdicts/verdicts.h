// All answers of a row by tables instead of step after step. A value of hers leads to a row of bits: which answers it
// ends (a clause of one literal fails), and which further clauses it fulfils. The rows of all values are joined by OR;
// an answer is true where nothing ended it and each further clause was fulfilled. Comparisons are not made one by one:
// a value is looked up among the bounds that all rules draw through its column, a text among the texts they ask for.
//
// Conditions that no single value decides are cells that steps compute, and enter as subjects of their own.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "bindings/c/decider/verdicts/facets.h"
#include "bindings/c/decider/verdicts/text_codes.h"

namespace sop::embed {

struct VerdictLook {
  std::uint32_t offset = 0, known_offset = 0;  // in her row; or the cell
  std::uint32_t first_row = 0;                 // words into VerdictTables::rows: where the value is missing
  std::uint32_t cuts = 0, cut_count = 0;       // text: `cuts` is the place in `codes`
  std::uint32_t width = 0;                     // of the search: cuts and what never is one
};

// By what is looked up and where it lies.
struct VerdictLooks {
  std::vector<VerdictLook> truths, wholes, reals, texts;
};

struct BitPlace {
  std::uint32_t word = 0;
  std::uint64_t bits = 0;
};

struct VerdictTables {
  std::uint32_t words = 0;  // of a row of bits, of which the first are those of the answers; 0: no tables
  std::uint32_t answer_words = 0;
  std::vector<std::uint32_t> clause_of;  // which word of answers each further word is about
  std::vector<std::uint64_t> start;      // what the rows are joined to
  std::vector<std::uint64_t> rows;
  VerdictLooks in_row, in_cells;
  std::vector<std::int64_t> whole_cuts;
  std::vector<double> real_cuts;
  std::vector<TextCodes> codes;

  // What it takes to fill rows, at the beginning of a day too.
  Facets facets;
  std::vector<std::array<std::vector<BitPlace>, 2>> places;  // by facet: where it does not hold, where it does
  std::vector<char> truth;
  struct Moving {
    std::uint32_t subject = 0;
    bool in_row = false;
    std::uint32_t look = 0;  // among the wholes
  };
  std::vector<Moving> moving;  // subjects whose bounds are those of the day

  // While deciding.
  std::vector<const std::uint64_t*> found;
  std::vector<std::uint64_t> joined;
};

// Bounds and rows of a new day. Takes no memory.
void begin_day(VerdictTables& tables, const Cell* cells);

// `answers`: answer_words of them.
void decide_by_tables(VerdictTables& tables, const unsigned char* row, const Cell* cells, std::uint64_t* answers);

}  // namespace sop::embed
