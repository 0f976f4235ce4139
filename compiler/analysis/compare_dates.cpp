// Comparisons of dates and instants: as such, and counted from today or now.
#include "compiler/analysis/compare.h"
#include "stdlib/time/duration.h"

namespace sop {

FormulaId Comparisons::cut_against(Builtin builtin, const Seen& seen, const Cut& cut, bool turned, InstId whole) {
  Formulas& formulas = t_.formulas_;
  if (turned && builtin != Builtin::equal)
    return formulas.negate(
        cut_against(builtin == Builtin::less ? Builtin::less_equal : Builtin::less, seen, cut, false, whole));
  const auto at = moved(cut, -seen.offset);
  const auto after = at ? moved(*at, 1) : std::nullopt;
  if (!after || seen.sign != 1) return t_.opaque(whole);
  if (builtin == Builtin::less) return below(seen.variable, *at);
  if (builtin == Builtin::less_equal) return below(seen.variable, *after);
  return formulas.all({below(seen.variable, *after), formulas.negate(below(seen.variable, *at))});
}

FormulaId Comparisons::dates(Builtin builtin, InstId left, InstId right, InstId whole) {
  const auto from_left = days_from_today(program_, left), from_right = days_from_today(program_, right);
  const auto a = constant(left), b = constant(right);
  if (from_left && from_right) {
    const auto between = order(*from_left, *from_right);
    return between ? t_.formulas_.truth(holds(builtin, *between)) : t_.opaque(whole);
  }
  if (a || b) {  // on the line of dates as such
    const auto from_today = a ? from_right : from_left;
    const auto seen = from_today ? std::nullopt : day(a ? right : left, 0);
    if (from_today ? from_today->family != 0 || !t_.today_.exists() : !seen) return t_.opaque(whole);
    Seen as_such = unmoved(t_.today_, Line::date);
    if (seen) {
      const Variable leaf = t_.variable(seen->variable);
      as_such = unmoved(leaf.value, Line::date, leaf.opaque);
    }
    as_such.offset = seen ? seen->offset : from_today->at;
    return whole_against(builtin, as_such, a ? *a : *b, a.has_value());
  }
  const auto x = from_left ? std::nullopt : day(left, 0), y = from_right ? std::nullopt : day(right, 0);
  if (x && from_right) return cut_against(builtin, *x, *from_right, false, whole);
  if (y && from_left) return cut_against(builtin, *y, *from_left, true, whole);
  return x && y ? difference(builtin, *x, *y, whole) : t_.opaque(whole);
}

FormulaId Comparisons::instants(Builtin builtin, InstId left, InstId right, InstId whole) {
  const auto from_left = micros_from_now(program_, left), from_right = micros_from_now(program_, right);
  if (from_left && from_right) {
    const auto between = order(*from_left, *from_right);
    return between ? t_.formulas_.truth(holds(builtin, *between)) : t_.opaque(whole);
  }
  // Before the midnight that a day begins with is before that day.
  const auto midnight = [&](InstId value) -> std::optional<Cut> {
    value = t_.stripped(value);
    const Inst& inst = program_.at(value);
    if (inst.kind != InstKind::call || inst.op != Op::datetime_of_date) return std::nullopt;
    return days_from_today(program_, program_.args_of(value)[0]);
  };
  if (const auto from = midnight(right); from && builtin == Builtin::less)
    if (const auto x = day(left, 0)) return cut_against(builtin, *x, *from, false, whole);
  if (const auto from = midnight(left); from && builtin == Builtin::less_equal)
    if (const auto y = day(right, 0)) return cut_against(builtin, *y, *from, true, whole);
  const auto a = constant(left), b = constant(right);
  const auto x = from_left || a ? std::nullopt : instant(left, 0),
             y = from_right || b ? std::nullopt : instant(right, 0);
  if (x && from_right) return cut_against(builtin, *x, *from_right, false, whole);
  if (y && from_left) return cut_against(builtin, *y, *from_left, true, whole);
  if (x && y) return difference(builtin, *x, *y, whole);
  if ((x && b) || (y && a)) {
    const Seen& seen = x ? *x : *y;
    const Variable leaf = t_.variable(seen.variable);
    Seen as_such = unmoved(leaf.value, Line::whole, leaf.opaque);
    as_such.offset = seen.offset;
    return whole_against(builtin, as_such, a ? *a : *b, a.has_value());
  }
  return t_.opaque(whole);
}

FormulaId Comparisons::days_ahead_at_most(InstId date, std::int64_t days) {
  const auto seen = day(date, 0);
  return seen ? cut_against(Builtin::less_equal, *seen, fixed_cut(days), false, date) : t_.opaque(date);
}

}  // namespace sop
