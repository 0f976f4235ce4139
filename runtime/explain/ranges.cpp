// Comparisons of one value with bounds from both sides, as `between` and windows make them: one sentence for all. The
// bounds are written in the program or the clock's.
#include <algorithm>

#include "runtime/explain/explainer.h"

namespace sop {
namespace {

bool below(const KnownValue& a, const KnownValue& b) { return std::tie(a.whole, a.real) < std::tie(b.whole, b.real); }
bool same(const KnownValue& a, const KnownValue& b) { return a.whole == b.whole && a.real == b.real; }

}  // namespace

std::optional<Explainer::Bound> Explainer::bound_of(InstId part) const {
  const Inst& inst = program_.at(part);
  if (inst.kind != InstKind::call) return std::nullopt;
  const Builtin builtin = row_of(inst.op).builtin;
  if (builtin != Builtin::less && builtin != Builtin::less_equal) return std::nullopt;
  const auto args = program_.args_of(part);
  if (is_fixed(args[0]) == is_fixed(args[1]) || program_.at(args[0]).type.is(TypeKind::text)) return std::nullopt;
  const bool lower = is_fixed(args[0]);
  const InstId at = lower ? args[0] : args[1];
  if (!is_known(at)) return std::nullopt;
  return Bound{lower ? args[1] : args[0], at, lower, builtin == Builtin::less_equal};
}

bool Explainer::tighter(const Bound& bound, InstId than, bool than_inclusive) const {
  const KnownValue &a = *at_.value(bound.at), &b = *at_.value(than);
  if (same(a, b)) return than_inclusive && !bound.inclusive;
  return bound.lower ? below(b, a) : below(a, b);
}

std::optional<Explainer::Range> Explainer::range_from(std::span<const InstId> parts, InstId first) const {
  const auto start = bound_of(first);
  if (!start) return std::nullopt;
  Range range{.x = start->x, .parts = {}};
  for (const InstId part : parts) {
    const auto bound = bound_of(part);
    if (!bound || bound->x != range.x) continue;
    range.parts.push_back(part);
    InstId& end = bound->lower ? range.low : range.high;
    bool& inclusive = bound->lower ? range.low_in : range.high_in;
    if (end.exists() && !tighter(*bound, end, inclusive)) continue;
    end = bound->at;
    inclusive = bound->inclusive;
  }
  if (!range.low.exists() || !range.high.exists()) return std::nullopt;
  return range;
}

std::optional<Explainer::Range> Explainer::whole_range(InstId all_of) const {
  const auto args = program_.args_of(all_of);
  auto range = range_from(args, args[0]);
  if (range && range->parts.size() < args.size()) range.reset();
  return range;
}

// A day of an instant is read as the instant.
InstId Explainer::read_of_range(const Range& range) const {
  const Inst& inst = program_.at(range.x);
  return inst.kind == InstKind::call && inst.op == Op::date_of_datetime ? program_.args_of(range.x)[0] : range.x;
}

std::string Explainer::range_phrase(const Range& range) {
  return phrases_.range(range.x, range.low, range.low_in, range.high, range.high_in);
}

}  // namespace sop
