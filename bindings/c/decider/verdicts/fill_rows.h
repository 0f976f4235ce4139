// The rows of bits of one subject: one per stretch of values that its facets tell apart.
#pragma once

#include "bindings/c/decider/verdicts/verdicts.h"

namespace sop::embed {

// How many cuts the facets of a subject of whole numbers or numbers may draw, at most.
std::size_t most_cuts(const Facets& facets, const Subject& subject);

// How many values the search for one among so many cuts looks at.
std::uint32_t search_width(std::size_t cuts);

// Rows in the order of the look-up: missing, false, true; missing, up to the first cut, ...; numbers have a row for
// what is no number behind that of missing ones.
constexpr std::uint32_t truth_rows = 3;
constexpr std::uint32_t rows_beside_cuts = 3;

void fill_truths(VerdictTables& tables, const Subject& subject, const VerdictLook& look);
void fill_wholes(VerdictTables& tables, const Subject& subject, VerdictLook& look, const Cell* cells);
void fill_reals(VerdictTables& tables, const Subject& subject, VerdictLook& look);

// The bits of one value into the row at `at`.
void fill_row(VerdictTables& tables, const Subject& subject, const Cell& value, const Cell* cells, std::uint64_t* at);

}  // namespace sop::embed
