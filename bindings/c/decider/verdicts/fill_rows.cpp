#include "bindings/c/decider/verdicts/fill_rows.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace sop::embed {
namespace {

constexpr std::int64_t least_whole = INT64_MIN, most_whole = INT64_MAX;
constexpr double infinite = std::numeric_limits<double>::infinity();

template <class Value>
struct CutList {
  Value* begin;
  std::size_t count = 0;
  void add(Value cut) { begin[count++] = cut; }
};

void add_bounds(CutList<std::int64_t>& cuts, std::int64_t low, std::int64_t high) {
  if (low > high) return;
  if (low != least_whole) cuts.add(low);
  if (high != most_whole) cuts.add(high + 1);
}

// A bound of a strict comparison is the next value; there may be none.
void add_day_cut(CutList<std::int64_t>& cuts, const Facet& facet, const Cell& bound) {
  const bool next = (facet.kind == FacetKind::whole_from) == facet.strict;
  if (bound.known && !(next && bound.whole == most_whole)) cuts.add(bound.whole + (next ? 1 : 0));
}

void add_whole_cuts(CutList<std::int64_t>& cuts, const Facet& facet, const Cell* cells) {
  if (facet.kind == FacetKind::whole_within) add_bounds(cuts, facet.whole.low, facet.whole.high);
  if (facet.kind == FacetKind::whole_from || facet.kind == FacetKind::whole_to)
    add_day_cut(cuts, facet, cells[facet.cell]);
  for (const std::int64_t point : facet.points) add_bounds(cuts, point, point);
}

void add_real_cuts(CutList<double>& cuts, const Facet& facet) {
  if (facet.kind != FacetKind::real_within || !(facet.real.low <= facet.real.high)) return;
  if (facet.real.low != -infinite) cuts.add(facet.real.low);
  if (facet.real.high != infinite) cuts.add(std::nextafter(facet.real.high, infinite));
}

// Ascending, each once, and filled up to the width of the search.
template <class Value>
void put_in_order(const CutList<Value>& cuts, VerdictLook& look, Value never) {
  std::sort(cuts.begin, cuts.begin + cuts.count);
  Value* const end = std::unique(cuts.begin, cuts.begin + cuts.count);
  look.cut_count = static_cast<std::uint32_t>(end - cuts.begin);
  look.width = search_width(look.cut_count);
  std::fill(end, cuts.begin + look.width, never);
}

Cell known_cell() {
  Cell value;
  value.known = true;
  return value;
}

}  // namespace

std::size_t most_cuts(const Facets& facets, const Subject& subject) {
  std::size_t count = 0;
  for (const std::uint32_t id : subject.facets) {
    const Facet& facet = facets.all[id];
    const bool is_bound = facet.kind >= FacetKind::whole_within && facet.kind <= FacetKind::real_within;
    count += (is_bound ? 2 : 0) + 2 * facet.points.size();
  }
  return count;
}

std::uint32_t search_width(std::size_t cuts) {
  std::uint32_t width = cuts <= 2 ? 2 : cuts <= 4 ? 4 : 8;
  while (width < cuts) width *= 2;
  return width;
}

void fill_row(VerdictTables& tables, const Subject& subject, const Cell& value, const Cell* cells, std::uint64_t* at) {
  std::fill_n(at, tables.words, std::uint64_t{0});
  judge(tables.facets, subject, value, cells, tables.truth);
  for (const std::uint32_t id : subject.facets)
    for (const BitPlace& place : tables.places[id][static_cast<std::size_t>(tables.truth[id])])
      at[place.word] |= place.bits;
}

void fill_truths(VerdictTables& tables, const Subject& subject, const VerdictLook& look) {
  std::uint64_t* at = tables.rows.data() + look.first_row;
  Cell value;
  value.whole = 0;
  fill_row(tables, subject, value, nullptr, at);
  value.known = true;
  fill_row(tables, subject, value, nullptr, at += tables.words);
  value.whole = 1;
  fill_row(tables, subject, value, nullptr, at += tables.words);
}

void fill_wholes(VerdictTables& tables, const Subject& subject, VerdictLook& look, const Cell* cells) {
  CutList<std::int64_t> cuts{tables.whole_cuts.data() + look.cuts};
  for (const std::uint32_t id : subject.facets) add_whole_cuts(cuts, tables.facets.all[id], cells);
  put_in_order(cuts, look, most_whole);
  std::uint64_t* at = tables.rows.data() + look.first_row;
  fill_row(tables, subject, Cell(), cells, at);
  for (std::uint32_t i = 0; i <= look.cut_count; ++i) {
    Cell value = known_cell();
    value.whole = i == 0 ? least_whole : cuts.begin[i - 1];
    fill_row(tables, subject, value, cells, at += tables.words);
  }
}

void fill_reals(VerdictTables& tables, const Subject& subject, VerdictLook& look) {
  CutList<double> cuts{tables.real_cuts.data() + look.cuts};
  for (const std::uint32_t id : subject.facets) add_real_cuts(cuts, tables.facets.all[id]);
  put_in_order(cuts, look, infinite);
  std::uint64_t* at = tables.rows.data() + look.first_row;
  fill_row(tables, subject, Cell(), nullptr, at);
  Cell value = known_cell();
  value.real = std::numeric_limits<double>::quiet_NaN();
  fill_row(tables, subject, value, nullptr, at += tables.words);
  for (std::uint32_t i = 0; i <= look.cut_count; ++i) {
    value.real = i == 0 ? -infinite : cuts.begin[i - 1];
    fill_row(tables, subject, value, nullptr, at += tables.words);
  }
}

}  // namespace sop::embed
