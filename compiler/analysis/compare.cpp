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

}  // namespace sop
