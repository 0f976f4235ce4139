// What operations do with values, where that is linear; what is not is an unknown within the bounds of its result.
#include <cmath>

#include "compiler/analysis/ranges.h"
#include "compiler/solver/z3/values.h"
#include "stdlib/time/civil.h"
#include "stdlib/time/duration.h"

namespace sop::solver {
namespace {

constexpr std::int64_t micros_of_day = micros_per_day;
constexpr std::int64_t widest_shift = 26 * (micros_per_day / 24);  // of a local clock between two instants
constexpr std::int64_t exact_in_doubles = std::int64_t{1} << 53;
constexpr double half_of_last_bit = 0x1p-53, smallest = 0x1p-1074;

Int128 power_of_ten_or_none(std::int64_t n) { return n < 0 || n > 18 ? 0 : static_cast<Int128>(power_of_ten(n)); }

}  // namespace

Meant Values::call(InstId id) {
  const Inst& inst = program_.at(id);
  if (inst.type.is(TypeKind::date))
    if (const auto cut = days_from_today(program_, id)) return {terms_.truth(true), terms_.sum(today(), place(*cut))};
  if (inst.type.is(TypeKind::datetime))
    if (const auto cut = micros_from_now(program_, id)) return {terms_.truth(true), terms_.sum(now(), place(*cut))};
  switch (row_of(inst.op).builtin) {
    case Builtin::equal:
    case Builtin::less:
    case Builtin::less_equal: return compared(id);
    default: break;
  }
  for (InstId arg : program_.args_of(id)) of(arg);
  switch (inst.type.kind) {
    case TypeKind::boolean:
    case TypeKind::text:
    case TypeKind::id:
    case TypeKind::time:
    case TypeKind::enumeration:
    case TypeKind::error: return strict(id, nullptr);
    case TypeKind::integer:
    case TypeKind::duration: return of_whole_numbers(id);
    case TypeKind::money: return of_money(id);
    case TypeKind::number: return of_numbers(id);
    case TypeKind::date:
    case TypeKind::datetime: return of_dates(id);
  }
  return strict(id, nullptr);
}

// No value: any within its bounds. By zero nothing is divided.
Meant Values::strict(InstId id, Term value) {
  const Inst& inst = program_.at(id);
  const auto args = program_.args_of(id);
  std::vector<Term> known;
  for (InstId arg : args) known.push_back(of(arg).known);
  const Builtin builtin = row_of(inst.op).builtin;
  if (builtin == Builtin::divide || builtin == Builtin::div || builtin == Builtin::mod) {
    const bool real = is_real(program_.at(args[1]).type.kind);
    known.push_back(terms_.no(terms_.equal(of(args[1]).value, real ? terms_.real(0) : number_of(0))));
  }
  if (value == nullptr) {
    value = new_value(inst.type.kind);
    bound(id, value);
  }
  if (is_condition(inst.type)) {  // never missing: false where an argument is
    known.push_back(value);
    return boolean(terms_.all(known));
  }
  return {terms_.all(known), value};
}

Term Values::argument(InstId id, std::size_t i) { return of(program_.args_of(id)[i]).value; }

std::optional<Constant> Values::literal(InstId id) const {
  for (int steps = 0; steps < 100; ++steps) {
    const Inst& inst = program_.at(id);
    if (inst.kind == InstKind::constant) return program_.constants[static_cast<std::size_t>(inst.a)];
    if (inst.kind == InstKind::fact)
      id = program_.facts[static_cast<std::size_t>(inst.a)].root;
    else if (inst.kind == InstKind::outer)
      id = program_.args_of(id)[0];
    else
      return std::nullopt;
    if (!id.exists()) return std::nullopt;
  }
  return std::nullopt;
}

Meant Values::compared(InstId id) {
  const Inst& inst = program_.at(id);
  const Term a = argument(id, 0), b = argument(id, 1);
  switch (row_of(inst.op).builtin) {
    case Builtin::equal: return strict(id, terms_.equal(a, b));
    case Builtin::less: return strict(id, terms_.below(a, b));
    default: return strict(id, terms_.at_most(a, b));
  }
}

// ---- Whole numbers ------------------------------------------------------------------------------------------------

Term Values::magnitude_of(Term value, Term zero) {
  return terms_.choose(terms_.at_most(zero, value), value, terms_.difference(zero, value));
}

Meant Values::of_whole_numbers(InstId id) {
  const Op op = program_.at(id).op;
  const auto args = program_.args_of(id);
  const auto a = [&] { return argument(id, 0); };
  const auto b = [&] { return argument(id, 1); };
  const auto at_least_one = [&](std::size_t i) {
    const auto by = literal(args[i]);
    return by && by->whole > 0;
  };
  switch (op) {
    case Op::add_integer: return strict(id, terms_.sum(a(), b()));
    case Op::subtract_integer:
    case Op::subtract_date: return strict(id, terms_.difference(a(), b()));
    case Op::negate_integer: return strict(id, terms_.difference(number_of(0), a()));
    case Op::multiply_integer:
      if (literal(args[0]) || literal(args[1])) return strict(id, terms_.product(a(), b()));
      break;
    case Op::abs_integer: return strict(id, magnitude_of(a(), number_of(0)));
    case Op::larger_integer: return strict(id, terms_.choose(terms_.below(a(), b()), b(), a()));
    case Op::smaller_integer: return strict(id, terms_.choose(terms_.below(b(), a()), b(), a()));
    case Op::div_integer:
      if (at_least_one(1)) return strict(id, terms_.quotient(a(), b()));
      break;
    case Op::mod_integer:
      if (at_least_one(1)) return strict(id, terms_.rest(a(), b()));
      break;
    case Op::floor_number:
    case Op::ceil_number: {
      const Term out = terms_.some_whole(), real = terms_.as_real(out), one = terms_.real(1);
      const bool down = op == Op::floor_number;
      law(down ? terms_.at_most(real, a()) : terms_.at_most(a(), real));
      law(down ? terms_.below(a(), terms_.sum(real, one)) : terms_.below(terms_.difference(real, one), a()));
      return strict(id, out);
    }
    case Op::days_since_date:
    case Op::days_since_datetime: return strict(id, terms_.difference(b(), day_of(args[0])));
    case Op::days_until_date:
    case Op::days_until_datetime: return strict(id, terms_.difference(day_of(args[0]), b()));
    case Op::days_between_date:
    case Op::days_between_datetime: return strict(id, terms_.difference(day_of(args[1]), day_of(args[0])));
    case Op::years_since_date:
    case Op::years_since_datetime: return strict(id, years_between(day_of(args[0]), b()));
    case Op::year_of_date:
    case Op::year_of_datetime: return strict(id, year_of(day_of(args[0])));
    case Op::days_of_integer: return strict(id, terms_.product(number_of(micros_of_day), a()));
    default: break;
  }
  return strict(id, nullptr);
}

// ---- Money --------------------------------------------------------------------------------------------------------

// |out * denominator - exact| is at most half the denominator.
Term Values::near(Term exact, Int128 denominator) {
  const Term out = terms_.some_whole(), by = terms_.whole(denominator), two = number_of(2);
  const Term apart = terms_.product(two, terms_.difference(terms_.product(by, out), exact));
  law(terms_.between(terms_.whole(-denominator), apart, by));
  return out;
}

Meant Values::of_money(InstId id) {
  const Op op = program_.at(id).op;
  const auto args = program_.args_of(id);
  const auto a = [&] { return argument(id, 0); };
  const auto b = [&] { return argument(id, 1); };
  const auto whole_units = [&](Term out) {  // money without decimals
    const Term units = terms_.some_whole();
    law(terms_.equal(out, terms_.product(number_of(money_scale), units)));
    return out;
  };
  switch (op) {
    case Op::add_money: return strict(id, terms_.sum(a(), b()));
    case Op::subtract_money: return strict(id, terms_.difference(a(), b()));
    case Op::negate_money: return strict(id, terms_.difference(number_of(0), a()));
    case Op::abs_money: return strict(id, magnitude_of(a(), number_of(0)));
    case Op::larger_money: return strict(id, terms_.choose(terms_.below(a(), b()), b(), a()));
    case Op::smaller_money: return strict(id, terms_.choose(terms_.below(b(), a()), b(), a()));
    case Op::multiply_money_integer:
      if (literal(args[0]) || literal(args[1])) return strict(id, terms_.product(a(), b()));
      break;
    case Op::divide_money_integer:
      if (const auto by = literal(args[1]); by && by->whole > 0) return strict(id, near(a(), by->whole));
      break;
    case Op::multiply_money_decimal: {
      const auto mantissa = literal(args[1]), decimals = literal(args[2]);
      const Int128 by = decimals ? power_of_ten_or_none(decimals->whole) : 0;
      if (mantissa && by > 0) return strict(id, near(terms_.product(number_of(mantissa->whole), a()), by));
      break;
    }
    case Op::divide_money_decimal: {
      const auto mantissa = literal(args[1]), decimals = literal(args[2]);
      const Int128 by = decimals ? power_of_ten_or_none(decimals->whole) : 0;
      if (mantissa && mantissa->whole > 0 && by > 0)
        return strict(id, near(terms_.product(terms_.whole(by), a()), mantissa->whole));
      break;
    }
    case Op::floor_money: {
      const Term out = whole_units(terms_.some_whole());
      law(terms_.between(out, a(), terms_.sum(out, number_of(money_scale - 1))));
      return strict(id, out);
    }
    case Op::ceil_money: {
      const Term out = whole_units(terms_.some_whole());
      law(terms_.between(a(), out, terms_.sum(a(), number_of(money_scale - 1))));
      return strict(id, out);
    }
    case Op::round_money_whole: {
      const Term out = whole_units(terms_.some_whole()), apart = terms_.difference(out, a());
      law(terms_.between(number_of(-money_scale / 2), apart, number_of(money_scale / 2)));
      return strict(id, out);
    }
    default: break;
  }
  return strict(id, nullptr);
}

// ---- Numbers ------------------------------------------------------------------------------------------------------

// The double nearest to it: within half of its last bit.
Term Values::rounded(Term exact) {
  const Term out = terms_.some_real();
  const Term most = terms_.sum(terms_.product(terms_.real(half_of_last_bit), magnitude_of(exact, terms_.real(0))),
                               terms_.real(smallest));
  law(terms_.between(terms_.difference(exact, most), out, terms_.sum(exact, most)));
  plain_.push_back(terms_.equal(out, exact));
  rounded_.push_back({out, exact});
  return out;
}

Meant Values::of_numbers(InstId id) {
  const Op op = program_.at(id).op;
  const auto args = program_.args_of(id);
  const auto a = [&] { return argument(id, 0); };
  const auto b = [&] { return argument(id, 1); };
  // Divided by a constant: half of the last bit holds of the quotient, which is one of the terms' reals.
  const auto divided = [&](Term by, double divisor) -> Meant {
    if (divisor == 0 || !std::isfinite(divisor)) return strict(id, nullptr);
    const Term exact = terms_.some_real();
    law(terms_.equal(terms_.product(terms_.real(divisor), exact), by));
    return strict(id, rounded(exact));
  };
  const auto small = [&](Term whole) {
    return terms_.between(number_of(-exact_in_doubles), whole, number_of(exact_in_doubles));
  };
  switch (op) {
    case Op::add_number: return strict(id, rounded(terms_.sum(a(), b())));
    case Op::subtract_number: return strict(id, rounded(terms_.difference(a(), b())));
    case Op::negate_number: return strict(id, terms_.difference(terms_.real(0), a()));
    case Op::abs_number: return strict(id, magnitude_of(a(), terms_.real(0)));
    case Op::larger_number: return strict(id, terms_.choose(terms_.below(a(), b()), b(), a()));
    case Op::smaller_number: return strict(id, terms_.choose(terms_.below(b(), a()), b(), a()));
    case Op::multiply_number:
      if (literal(args[0]) || literal(args[1])) return strict(id, rounded(terms_.product(a(), b())));
      break;
    case Op::divide_number:
      if (const auto by = literal(args[1])) return divided(a(), by->real);
      break;
    case Op::divide_integer:
    case Op::divide_money: {  // both sides are rounded to doubles where they are very large
      const auto by = literal(args[1]);
      if (!by || by->whole == 0 || std::abs(by->whole) > exact_in_doubles) break;
      const Meant out = divided(terms_.as_real(a()), static_cast<double>(by->whole));
      return {out.known, terms_.choose(small(a()), out.value, terms_.some_real())};
    }
    case Op::number_of_integer: {
      if (const auto value = literal(args[0])) return strict(id, mark(static_cast<double>(value->whole)));
      const Term exact = terms_.as_real(a());
      return strict(id, terms_.choose(small(a()), exact, rounded(exact)));
    }
    case Op::hours_since_datetime:
    case Op::hours_between_datetime: {
      const Term apart = terms_.difference(b(), a());
      const Meant out = divided(terms_.as_real(apart), 3.6e9);
      return {out.known, terms_.choose(small(apart), out.value, terms_.some_real())};
    }
    case Op::round_number_whole: {
      const Term out = terms_.some_whole(), apart = terms_.difference(terms_.as_real(out), a());
      law(terms_.between(terms_.real(-0.5), apart, terms_.real(0.5)));
      return strict(id, terms_.as_real(out));
    }
    default: break;
  }
  return strict(id, nullptr);
}

// ---- Dates --------------------------------------------------------------------------------------------------------

// By days exactly; by months between the shortest and the longest they can be. Of an instant the local clock moves.
Term Values::moved(Term base, InstId duration, bool forwards, bool instant) {
  const std::int64_t unit = instant ? micros_of_day : 1;
  const auto by = literal(duration);
  const auto loose = [&](Term low, Term high) {
    const Term out = terms_.some_whole(), apart = terms_.difference(out, base);
    law(terms_.between(low, apart, high));
    return out;
  };
  const auto shift = [&](Term exact) {  // in `unit`s; a day of a zone may be longer or shorter
    if (!instant) return terms_.sum(base, exact);
    const Term out = loose(terms_.sum(exact, number_of(-widest_shift)), terms_.sum(exact, number_of(widest_shift)));
    usual_.push_back(terms_.equal(out, terms_.sum(base, exact)));
    return out;
  };
  if (!by) {
    const Inst& inst = program_.at(duration);
    if (inst.kind != InstKind::call || inst.op != Op::days_of_integer) return nullptr;
    const Term days = terms_.product(number_of(forwards ? unit : -unit), argument(duration, 0));
    return shift(days);
  }
  const Duration length = unpack_duration(by->whole);
  const std::int64_t count = forwards ? length.count : -length.count;
  constexpr std::int64_t most_days = 4'000'000;
  switch (length.unit) {
    case DurationUnit::micros: return instant ? terms_.sum(base, number_of(count)) : nullptr;
    case DurationUnit::days:
      return std::abs(count) > most_days ? nullptr : shift(terms_.whole(static_cast<Int128>(count) * unit));
    case DurationUnit::months: {
      if (std::abs(count) > most_days / 31) return nullptr;
      const std::int64_t slack = instant ? widest_shift : 0;
      const std::int64_t low = floor_div(365 * count, 12) - 4, high = floor_div(366 * count, 12) + 4;
      return loose(terms_.whole(static_cast<Int128>(low) * unit - slack),
                   terms_.whole(static_cast<Int128>(high) * unit + slack));
    }
  }
  return nullptr;
}

Meant Values::of_dates(InstId id) {
  const Inst& inst = program_.at(id);
  const auto args = program_.args_of(id);
  const auto a = [&] { return argument(id, 0); };
  const auto b = [&] { return argument(id, 1); };
  switch (inst.op) {
    case Op::add_date_duration: return strict(id, moved(a(), args[1], true, false));
    case Op::subtract_date_duration: return strict(id, moved(a(), args[1], false, false));
    case Op::add_datetime_duration: return strict(id, moved(a(), args[1], true, true));
    case Op::subtract_datetime_duration: return strict(id, moved(a(), args[1], false, true));
    case Op::larger_date:
    case Op::larger_datetime: return strict(id, terms_.choose(terms_.below(a(), b()), b(), a()));
    case Op::smaller_date:
    case Op::smaller_datetime: return strict(id, terms_.choose(terms_.below(b(), a()), b(), a()));
    case Op::date_of_datetime: return strict(id, day_of(args[0]));
    case Op::next_instant: return strict(id, terms_.sum(a(), number_of(1)));
    case Op::datetime_of_date: {
      const Term midnight = terms_.product(number_of(micros_of_day), a()), out = terms_.some_whole();
      const Term apart = terms_.difference(out, midnight);
      law(terms_.between(number_of(-widest_shift), apart, number_of(widest_shift)));
      usual_.push_back(terms_.equal(out, midnight));
      return strict(id, out);
    }
    default: break;
  }
  return strict(id, nullptr);
}

// Full years from one date to another: each has 365 or 366 days. Feb 29 counts on Mar 1.
Term Values::years_between(Term from, Term to) {
  const Term out = terms_.some_whole(), days = terms_.difference(to, from), next = terms_.sum(out, number_of(1));
  const auto times = [&](std::int64_t n, Term term) { return terms_.product(number_of(n), term); };
  const Term past = terms_.all({terms_.at_most(times(365, out), days), terms_.at_most(days, times(366, next))});
  const Term ahead = terms_.all(
      {terms_.at_most(times(366, out), terms_.sum(days, number_of(1))), terms_.at_most(days, times(365, next))});
  law(terms_.choose(terms_.at_most(number_of(0), out), past, ahead));
  const Term four = times(4, days);
  plain_.push_back(terms_.between(terms_.sum(times(1461, out), number_of(400)), four,
                                  terms_.sum(times(1461, out), number_of(1000))));
  return out;
}

// 400 years are 146,097 days; within them a year begins less than two days from where it would if all were equal.
Term Values::year_of(Term day) {
  constexpr std::int64_t cycle = 146'097, slack = 3 * 400;
  const Term out = terms_.some_whole();
  const Term begins = terms_.product(number_of(cycle), terms_.sum(out, number_of(-1970)));
  const Term at = terms_.product(number_of(400), day);
  law(terms_.between(terms_.sum(begins, number_of(-slack)), at, terms_.sum(begins, number_of(cycle + slack))));
  return out;
}

}  // namespace sop::solver
