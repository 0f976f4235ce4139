#include "compiler/check/places.h"

#include <algorithm>

namespace sop {
namespace {

bool inside(Span inner, Span outer) {
  return inner.file == outer.file && outer.begin <= inner.begin && inner.end <= outer.end;
}

template <typename Item>
void sort_out(std::vector<Item>& all) {
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
}

}  // namespace

void Places::close() {
  for (const auto& [inst, span] : values_) by_span_.emplace_back(span, inst);
  sort_out(values_);
  sort_out(by_span_);
  sort_out(conditions_);
  sort_out(declarations_);
}

Span Places::written(InstId inst, Span within) const {
  auto place = std::lower_bound(values_.begin(), values_.end(), std::pair(inst, Span{within.file, within.begin, 0}));
  for (; place != values_.end() && place->first == inst && place->second.begin < within.end; ++place)
    if (inside(place->second, within)) break;
  if (place == values_.end() || place->first != inst || !inside(place->second, within)) return {};
  while (std::next(place) != values_.end() && std::next(place)->first == inst &&
         inside(std::next(place)->second, place->second))
    ++place;
  return place->second;
}

Span Places::of(InstId inst, Span within) const {
  const Span place = written(inst, within);
  return place.exists() ? place : within;
}

InstId Places::at(const BySpan& all, Span span) {
  const auto found = std::lower_bound(all.begin(), all.end(), std::pair(span, InstId{}));
  return found != all.end() && found->first == span ? found->second : InstId{};
}

// Declarations do not overlap, but for a module and those of its body: the innermost begins last.
Span Places::declaration_around(Span span) const {
  auto after = std::upper_bound(declarations_.begin(), declarations_.end(), Span{span.file, span.begin, UINT32_MAX});
  for (int tries = 0; after != declarations_.begin() && tries < 2; ++tries)
    if (--after; inside(span, *after)) return *after;
  return span;
}

}  // namespace sop
