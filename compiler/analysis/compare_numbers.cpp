// Comparisons of numbers: against a constant, of two values by their difference.
#include <cmath>

#include "compiler/analysis/compare.h"
#include "stdlib/ops/exact.h"
#include "stdlib/time/duration.h"

namespace sop {

FormulaId Comparisons::against(Builtin builtin, InstId value, const Constant& constant, bool turned, InstId whole) {
  const InstId inside = t_.stripped(value);
  const Inst& inst = program_.at(inside);
  if (inst.kind == InstKind::call && row_of(inst.op).builtin == Builtin::hours_since)
    return hours_against(builtin, inside,
                         constant.type.is(TypeKind::number) ? constant.real : static_cast<double>(constant.whole),
                         turned, whole);
  const auto seen = number(value, 0);
  if (!seen) return t_.opaque(whole);
  if (t_.variable(seen->variable).line == Line::real)
    return real_against(builtin, seen->variable,
                        constant.type.is(TypeKind::number) ? constant.real : static_cast<double>(constant.whole),
                        turned);
  return whole_against(builtin, *seen, constant, turned);
}

// sign * x + offset against a constant. Turned: the constant stands on the left.
FormulaId Comparisons::whole_against(Builtin builtin, const Seen& seen, const Constant& constant, bool turned) {
  Formulas& formulas = t_.formulas_;
  if (turned && builtin != Builtin::equal)  // k < v is no v <= k
    return formulas.negate(
        whole_against(builtin == Builtin::less ? Builtin::less_equal : Builtin::less, seen, constant, false));
  std::int64_t limit = constant.whole;
  if (constant.type.is(TypeKind::number)) {
    constexpr double most = 9e18;
    if (!(std::abs(constant.real) < most)) return formulas.truth(builtin != Builtin::equal && constant.real > 0);
    const double down = std::floor(constant.real);
    if (builtin == Builtin::equal && down != constant.real) return formulas.truth(false);
    // Of whole values: below 2.5 is at most 2.
    limit = static_cast<std::int64_t>(down);
    if (builtin == Builtin::less && down != constant.real) builtin = Builtin::less_equal;
  }
  if (constant.type.is(TypeKind::duration)) limit = nominal_micros(unpack_duration(constant.whole));
  const Int128 distance = static_cast<Int128>(limit) - seen.offset;
  const auto cut = [&](Int128 at) -> std::optional<Cut> {
    if (at < INT64_MIN || at > INT64_MAX) return std::nullopt;
    return fixed_cut(static_cast<std::int64_t>(at));
  };
  const auto lower = [&](Int128 at) {  // x < at
    const auto place = cut(at);
    return place ? below(seen.variable, *place) : formulas.truth(at > 0);
  };
  if (builtin == Builtin::equal) {
    const auto place = cut(seen.sign * distance);
    if (!place) return formulas.truth(false);
    return formulas.atom({seen.variable, Asks::equal, *place, -1, -1, {}});
  }
  const int more = builtin == Builtin::less_equal ? 1 : 0;
  if (seen.sign > 0) return lower(distance + more);
  return formulas.negate(lower(-distance + 1 - more));
}

FormulaId Comparisons::real_against(Builtin builtin, VariableId variable, double constant, bool turned) {
  Formulas& formulas = t_.formulas_;
  if (turned && builtin != Builtin::equal)
    return formulas.negate(
        real_against(builtin == Builtin::less ? Builtin::less_equal : Builtin::less, variable, constant, false));
  const Asks asks = builtin == Builtin::equal ? Asks::equal : builtin == Builtin::less ? Asks::below : Asks::at_most;
  return formulas.atom({variable, asks, real_cut(constant), -1, -1, {}});
}

// More hours since means longer ago.
FormulaId Comparisons::hours_against(Builtin builtin, InstId since, double hours, bool turned, InstId whole) {
  constexpr double hour = 3.6e9, most = 1e15;
  const auto seen = instant(program_.args_of(since)[0], 0);
  if (!seen || builtin == Builtin::equal || !(std::abs(hours * hour) < most)) return t_.opaque(whole);
  const Constant limit{{TypeKind::integer, false, {}}, static_cast<std::int64_t>(-std::llround(hours * hour)), 0, {}};
  return whole_against(builtin, *seen, limit, !turned);
}

FormulaId Comparisons::below(VariableId variable, const Cut& cut) {
  return t_.formulas_.atom({variable, Asks::below, cut, -1, -1, {}});
}

// x against y is their difference against what they are moved by.
FormulaId Comparisons::difference(Builtin builtin, const Seen& left, const Seen& right, InstId whole) {
  const Variable x = t_.variable(left.variable), y = t_.variable(right.variable);
  Int128 by = static_cast<Int128>(right.offset) - left.offset;
  if (by < INT64_MIN || by > INT64_MAX) return t_.opaque(whole);
  if (left.variable == right.variable && left.sign == right.sign)
    return t_.formulas_.truth(holds(builtin, by > 0 ? -1 : by < 0 ? 1 : 0));
  if (x.line != y.line || left.sign != 1 || right.sign != 1 || x.minus.exists() || y.minus.exists())
    return t_.opaque(whole);
  const bool turned = y.value < x.value;                                       // one variable for both directions
  const bool of_its_own = x.line == Line::real || x.line == Line::from_today;  // of local dates in days
  const VariableId apart =
      t_.variable_of(turned ? y.value : x.value, of_its_own ? x.line : Line::whole, false, turned ? x.value : y.value);
  if (x.line == Line::real) {
    if (!turned) return real_against(builtin, apart, 0, false);
    return real_against(builtin, apart, 0, true);
  }
  const Constant limit{{TypeKind::integer, false, {}}, static_cast<std::int64_t>(by), 0, {}};
  return whole_against(builtin, {apart, turned ? -1 : 1, 0}, limit, false);
}

}  // namespace sop
