#include "compiler/analysis/compare.h"

#include <cmath>

#include "compiler/analysis/effort.h"
#include "stdlib/ops/exact.h"
#include "stdlib/time/duration.h"

namespace sop {
namespace {

bool compares(Builtin builtin) {
  return builtin == Builtin::equal || builtin == Builtin::less || builtin == Builtin::less_equal;
}

bool holds(Builtin builtin, int order) {
  return builtin == Builtin::equal ? order == 0 : builtin == Builtin::less ? order < 0 : order <= 0;
}

template <typename T>
int ordered(const T& a, const T& b) {
  return a < b ? -1 : b < a ? 1 : 0;
}

int ordered(const Constant& a, const Constant& b) {
  if (a.type.is(TypeKind::text) || a.type.is(TypeKind::id)) return ordered(a.text, b.text);
  if (a.type.is(TypeKind::number) || b.type.is(TypeKind::number)) {
    const auto real = [](const Constant& c) {
      return c.type.is(TypeKind::number) ? c.real : static_cast<double>(c.whole);
    };
    return ordered(real(a), real(b));
  }
  if (a.type.is(TypeKind::duration))
    return ordered(nominal_micros(unpack_duration(a.whole)), nominal_micros(unpack_duration(b.whole)));
  return ordered(a.whole, b.whole);
}

bool looked_into(InstKind kind) {
  switch (kind) {
    case InstKind::column:
    case InstKind::lookup:
    case InstKind::context:
    case InstKind::event_aggregate:
    case InstKind::customer_aggregate:
    case InstKind::history:
    case InstKind::population:
    case InstKind::pick_row:
    case InstKind::calendar: return true;
    default: return false;
  }
}

}  // namespace

FormulaId Comparisons::of(InstId condition) {
  const Inst& inst = program_.at(condition);
  const auto args = program_.args_of(condition);
  if (inst.kind == InstKind::in_set) return member(condition, args[0]);
  const Builtin builtin = row_of(inst.op).builtin;
  if (compares(builtin)) return compared(builtin, args[0], args[1], condition);
  switch (builtin) {
    case Builtin::contains:
    case Builtin::starts_with:
    case Builtin::ends_with:
    case Builtin::matches: return text_test(condition);
    default: return t_.opaque(condition);
  }
}

// Choices and defaults on either side become their alternatives.
FormulaId Comparisons::compared(Builtin builtin, InstId left, InstId right, InstId whole) {
  if (t_.depth_ > effort::expression_depth || t_.too_much()) return t_.opaque(whole);
  ++t_.depth_;
  const InstId sides[] = {t_.stripped(left), t_.stripped(right)};
  FormulaId out;
  for (int i = 0; i < 2 && !out.exists(); ++i) {
    const Inst& inst = program_.at(sides[i]);
    const auto again = [&](InstId value) {
      return i == 0 ? compared(builtin, value, right, whole) : compared(builtin, left, value, whole);
    };
    if (inst.kind == InstKind::choose) out = t_.alternatives(sides[i], again);
    if (inst.kind == InstKind::fallback) {
      const auto args = program_.args_of(sides[i]);
      out = t_.formulas_.choose(t_.known(args[0]), again(args[0]), again(args[1]));
    }
    if (inst.kind == InstKind::missing) out = t_.opaque(whole);
  }
  if (!out.exists()) out = leaves(builtin, left, right, whole);
  --t_.depth_;
  return out;
}

FormulaId Comparisons::leaves(Builtin builtin, InstId left, InstId right, InstId whole) {
  const TypeKind kind = program_.at(left).type.kind;
  const auto a = constant(left), b = constant(right);
  if (a && b) return t_.formulas_.truth(holds(builtin, ordered(*a, *b)));
  FormulaId out;
  switch (kind) {
    case TypeKind::boolean: return truths(left, right);
    case TypeKind::date: out = dates(builtin, left, right, whole); break;
    case TypeKind::datetime: out = instants(builtin, left, right, whole); break;
    case TypeKind::text:
    case TypeKind::id: out = texts(builtin, left, right, whole); break;
    default: {
      if (a || b) {
        out = against(builtin, a ? right : left, a ? *a : *b, a.has_value(), whole);
        break;
      }
      const auto x = number(left, 0), y = number(right, 0);
      out = x && y ? difference(builtin, *x, *y, whole) : t_.opaque(whole);
    }
  }
  return both_known(left, right, out);
}

FormulaId Comparisons::both_known(InstId left, InstId right, FormulaId holds) {
  return t_.formulas_.all({t_.known(left), t_.known(right), holds});
}

FormulaId Comparisons::with_constant(Builtin builtin, InstId value, const Constant& constant) {
  if (t_.depth_ > effort::expression_depth || t_.too_much()) return t_.opaque(value);
  ++t_.depth_;
  const InstId inside = t_.stripped(value);
  const auto args = program_.args_of(inside);
  const auto again = [&](InstId arg) { return with_constant(builtin, arg, constant); };
  FormulaId out;
  switch (program_.at(inside).kind) {
    case InstKind::choose: out = t_.alternatives(inside, again); break;
    case InstKind::fallback: out = t_.formulas_.choose(t_.known(args[0]), again(args[0]), again(args[1])); break;
    case InstKind::constant:
      out = t_.formulas_.truth(holds(builtin, ordered(*this->constant(inside), constant)));
      break;
    default: out = t_.formulas_.all({t_.known(inside), against(builtin, value, constant, false, inside)});
  }
  --t_.depth_;
  return out;
}

FormulaId Comparisons::truths(InstId left, InstId right) {
  const FormulaId a = t_.truth_of(left), b = t_.truth_of(right);
  return both_known(left, right, t_.formulas_.choose(a, b, t_.formulas_.negate(b)));
}

// ---- Numbers ------------------------------------------------------------------------------------------------------

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
    return t_.formulas_.truth(holds(builtin, ordered(std::int64_t{0}, static_cast<std::int64_t>(by))));
  if (x.line != y.line || left.sign != 1 || right.sign != 1 || x.minus.exists() || y.minus.exists())
    return t_.opaque(whole);
  const bool turned = y.value < x.value;  // one variable for both directions
  const VariableId apart = t_.variable_of(turned ? y.value : x.value, x.line == Line::real ? Line::real : Line::whole,
                                          false, turned ? x.value : y.value);
  if (x.line == Line::real) {
    if (!turned) return real_against(builtin, apart, 0, false);
    return real_against(builtin, apart, 0, true);
  }
  const Constant limit{{TypeKind::integer, false, {}}, static_cast<std::int64_t>(by), 0, {}};
  return whole_against(builtin, {apart, turned ? -1 : 1, 0}, limit, false);
}

// ---- Dates --------------------------------------------------------------------------------------------------------

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

// ---- Texts --------------------------------------------------------------------------------------------------------

FormulaId Comparisons::texts(Builtin builtin, InstId left, InstId right, InstId whole) {
  const auto a = constant(left), b = constant(right);
  if (!a && !b) {
    if (t_.stripped(left) == t_.stripped(right)) return t_.formulas_.truth(builtin != Builtin::less);
    return t_.opaque(whole);
  }
  const InstId value = t_.stripped(a ? right : left);
  const Seen seen = unmoved(value, Line::text, !looked_into(program_.at(value).kind));
  if (builtin != Builtin::equal) return t_.opaque(whole);
  Atom atom{seen.variable, Asks::equal, {}, -1, program_.at(t_.stripped(a ? left : right)).a, {}};
  return t_.formulas_.atom(atom);
}

FormulaId Comparisons::text_test(InstId id) {
  const auto args = program_.args_of(id);
  const InstId value = t_.stripped(args[0]);
  const InstKind kind = program_.at(value).kind;
  if (!constant(args[1]) || kind == InstKind::choose || kind == InstKind::fallback || kind == InstKind::missing)
    return t_.opaque(id);
  const Seen seen = unmoved(value, Line::text, !looked_into(kind));
  return t_.formulas_.all({t_.known(value), t_.formulas_.atom({seen.variable, Asks::test, {}, -1, -1, id})});
}

// `x in (…)`
FormulaId Comparisons::member(InstId id, InstId value) {
  if (t_.depth_ > effort::expression_depth || t_.too_much()) return t_.opaque(id);
  ++t_.depth_;
  const InstId inside = t_.stripped(value);
  const auto args = program_.args_of(inside);
  const std::int32_t set = program_.at(id).a;
  const auto again = [&](InstId arg) { return member(id, arg); };
  FormulaId out;
  switch (program_.at(inside).kind) {
    case InstKind::choose: out = t_.alternatives(inside, again); break;
    case InstKind::fallback: out = t_.formulas_.choose(t_.known(args[0]), again(args[0]), again(args[1])); break;
    case InstKind::missing: out = t_.opaque(id); break;
    case InstKind::constant: {
      bool found = false;
      for (const Constant& each : program_.constant_sets[static_cast<std::size_t>(set)])
        found = found || ordered(each, *constant(inside)) == 0;
      out = t_.formulas_.truth(found);
      break;
    }
    default: {
      const Type type = program_.at(value).type;
      const bool text = type.is(TypeKind::text) || type.is(TypeKind::id);
      const auto seen =
          text ? std::optional(unmoved(inside, Line::text, !looked_into(program_.at(inside).kind))) : number(value, 0);
      const bool direct = seen && seen->sign == 1 && seen->offset == 0 && type.kind == program_.at(inside).type.kind &&
                          !type.is(TypeKind::date) && !type.is(TypeKind::datetime) && !type.is(TypeKind::duration);
      out =
          direct
              ? t_.formulas_.all({t_.known(inside), t_.formulas_.atom({seen->variable, Asks::one_of, {}, set, -1, {}})})
              : t_.opaque(id);
    }
  }
  --t_.depth_;
  return out;
}

// ---- Which variable a value is ------------------------------------------------------------------------------------

std::optional<Constant> Comparisons::constant(InstId value) const {
  const Inst& inst = program_.at(t_.stripped(value));
  if (inst.kind != InstKind::constant) return std::nullopt;
  return program_.constants[static_cast<std::size_t>(inst.a)];
}

Seen Comparisons::unmoved(InstId value, Line line, bool opaque) { return {t_.variable_of(value, line, opaque), 1, 0}; }

// An int, money, number, duration, time or member of an enumeration.
std::optional<Seen> Comparisons::number(InstId value, int depth) {
  const Inst& inst = program_.at(value);
  if (depth > effort::expression_depth) return std::nullopt;
  if (inst.kind == InstKind::fact) {
    const auto seen = number(program_.facts[static_cast<std::size_t>(inst.a)].root, depth + 1);
    if (seen) t_.name(value, *seen);
    return seen;
  }
  if (inst.kind == InstKind::outer || (inst.kind == InstKind::call && inst.op == Op::number_of_integer))
    return number(program_.args_of(value)[0], depth + 1);
  if (inst.kind == InstKind::call)
    if (const auto moved = number_of_call(value, depth)) return moved;
  if (inst.kind == InstKind::missing || inst.kind == InstKind::constant) return std::nullopt;
  const Line line = inst.type.is(TypeKind::number) ? Line::real : Line::whole;
  return unmoved(value, line, !looked_into(inst.kind));
}

std::optional<Seen> Comparisons::number_of_call(InstId value, int depth) {
  const Inst& inst = program_.at(value);
  const auto args = program_.args_of(value);
  const auto plus = [&](std::optional<Seen> seen, std::int64_t by) -> std::optional<Seen> {
    if (!seen || t_.variable(seen->variable).line == Line::real || t_.variable(seen->variable).minus.exists())
      return std::nullopt;
    if (__builtin_add_overflow(seen->offset, by, &seen->offset)) return std::nullopt;
    return seen;
  };
  const auto turned = [](std::optional<Seen> seen) {
    if (seen && seen->offset == INT64_MIN) seen.reset();
    if (seen) seen->sign = -seen->sign, seen->offset = -seen->offset;
    return seen;
  };
  switch (inst.op) {
    case Op::add_integer:
    case Op::add_money:
      if (const auto by = constant(args[1])) return plus(number(args[0], depth + 1), by->whole);
      if (const auto by = constant(args[0])) return plus(number(args[1], depth + 1), by->whole);
      return std::nullopt;
    case Op::subtract_integer:
    case Op::subtract_money:
    case Op::subtract_date: return subtracted(value, depth);
    case Op::negate_integer:
    case Op::negate_money: return turned(number(args[0], depth + 1));
    case Op::days_since_date:
    case Op::days_since_datetime: return turned(day(args[0], depth + 1));
    case Op::days_until_date:
    case Op::days_until_datetime: return day(args[0], depth + 1);
    case Op::days_between_date:
    case Op::days_between_datetime:
      if (days_from_today(program_, args[0]) == fixed_cut(0)) return day(args[1], depth + 1);
      if (days_from_today(program_, args[1]) == fixed_cut(0)) return turned(day(args[0], depth + 1));
      return std::nullopt;
    default: return std::nullopt;
  }
}

// x - k, k - x, a day - today, today - a day.
std::optional<Seen> Comparisons::subtracted(InstId value, int depth) {
  const Inst& inst = program_.at(value);
  const auto args = program_.args_of(value);
  std::optional<Seen> seen;
  bool turned = false;
  std::int64_t by = 0;
  if (inst.op == Op::subtract_date) {
    const auto from_left = days_from_today(program_, args[0]), from_right = days_from_today(program_, args[1]);
    if ((from_left && from_left->family != 0) || (from_right && from_right->family != 0)) return std::nullopt;
    turned = from_left.has_value();
    if (!from_left == !from_right) return std::nullopt;
    seen = day(args[turned ? 1 : 0], depth + 1);
    by = turned ? from_left->at : -from_right->at;
  } else {
    const auto a = constant(args[0]), b = constant(args[1]);
    if (!a == !b || (b && b->whole == INT64_MIN)) return std::nullopt;
    turned = a.has_value();
    seen = number(args[turned ? 1 : 0], depth + 1);
    by = turned ? a->whole : -b->whole;
  }
  if (!seen || t_.variable(seen->variable).line == Line::real) return std::nullopt;
  if (turned) {
    if (seen->offset == INT64_MIN) return std::nullopt;
    seen->sign = -seen->sign;
    seen->offset = -seen->offset;
  }
  if (__builtin_add_overflow(seen->offset, by, &seen->offset)) return std::nullopt;
  return seen;
}

// A date, or the local date of an instant, counted from today.
std::optional<Seen> Comparisons::day(InstId value, int depth) {
  const Inst& inst = program_.at(value);
  if (depth > effort::expression_depth) return std::nullopt;
  if (inst.kind == InstKind::fact) {
    const auto seen = day(program_.facts[static_cast<std::size_t>(inst.a)].root, depth + 1);
    if (seen) t_.name(value, *seen);
    return seen;
  }
  if (inst.kind == InstKind::outer) return day(program_.args_of(value)[0], depth + 1);
  if (inst.kind == InstKind::call) {
    const auto args = program_.args_of(value);
    if (inst.op == Op::date_of_datetime || inst.op == Op::datetime_of_date) return day(args[0], depth + 1);
    const bool plus = inst.op == Op::add_date_duration || inst.op == Op::add_datetime_duration;
    const bool minus = inst.op == Op::subtract_date_duration || inst.op == Op::subtract_datetime_duration;
    const auto by = plus || minus ? constant(args[1]) : std::nullopt;
    const Duration length = by ? unpack_duration(by->whole) : Duration{};
    constexpr std::int64_t most_days = 4'000'000;
    if (by && length.unit == DurationUnit::days && std::abs(length.count) < most_days) {
      auto seen = day(args[0], depth + 1);
      if (seen) seen->offset += plus ? length.count : -length.count;
      return seen;
    }
  }
  if (inst.kind == InstKind::missing || inst.kind == InstKind::constant || inst.kind == InstKind::choose ||
      inst.kind == InstKind::fallback)
    return std::nullopt;
  return unmoved(value, Line::from_today, !looked_into(inst.kind));
}

std::optional<Seen> Comparisons::instant(InstId value, int depth) {
  const Inst& inst = program_.at(value);
  if (depth > effort::expression_depth) return std::nullopt;
  if (inst.kind == InstKind::fact) {
    const auto seen = instant(program_.facts[static_cast<std::size_t>(inst.a)].root, depth + 1);
    if (seen) t_.name(value, *seen);
    return seen;
  }
  if (inst.kind == InstKind::outer) return instant(program_.args_of(value)[0], depth + 1);
  if (inst.kind == InstKind::missing || inst.kind == InstKind::constant || inst.kind == InstKind::choose ||
      inst.kind == InstKind::fallback)
    return std::nullopt;
  return unmoved(value, Line::from_now, !looked_into(inst.kind));
}

}  // namespace sop
