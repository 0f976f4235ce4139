// What a facet means, said once: tables are filled by asking it about one value of every stretch that it tells apart.
#include "bindings/c/decider/verdicts/facets.h"

#include <algorithm>

namespace sop::embed {
namespace {

bool after_bound(const Facet& facet, std::int64_t x, const Cell& bound) {
  return bound.known && (facet.strict ? bound.whole < x : bound.whole <= x);
}

bool before_bound(const Facet& facet, std::int64_t x, const Cell& bound) {
  return bound.known && (facet.strict ? x < bound.whole : x <= bound.whole);
}

bool facet_holds(const Facet& facet, const Cell& value, const Cell* cells, const std::vector<char>& truth) {
  const auto holds = [&](const Literal& part) { return (truth[part.facet] != 0) == part.wanted; };
  switch (facet.kind) {
    case FacetKind::missing: return !value.known;
    case FacetKind::truth: return value.known && value.whole != 0;
    case FacetKind::whole_within:
      return value.known && facet.whole.low <= value.whole && value.whole <= facet.whole.high;
    case FacetKind::whole_from: return value.known && after_bound(facet, value.whole, cells[facet.cell]);
    case FacetKind::whole_to: return value.known && before_bound(facet, value.whole, cells[facet.cell]);
    case FacetKind::real_within: return value.known && facet.real.low <= value.real && value.real <= facet.real.high;
    case FacetKind::points: return value.known && std::ranges::binary_search(facet.points, value.whole);
    case FacetKind::texts: return value.known && std::ranges::binary_search(facet.texts, value.text);
    case FacetKind::all_of: return std::ranges::all_of(facet.parts, holds);
    case FacetKind::any_of: return std::ranges::any_of(facet.parts, holds);
  }
  return false;
}

}  // namespace

void judge(const Facets& facets, const Subject& subject, const Cell& value, const Cell* cells,
           std::vector<char>& truth) {
  for (const std::uint32_t id : subject.facets) truth[id] = facet_holds(facets.all[id], value, cells, truth) ? 1 : 0;
}

}  // namespace sop::embed
