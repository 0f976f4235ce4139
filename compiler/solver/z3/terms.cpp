#include "compiler/solver/z3/terms.h"

#include <algorithm>
#include <cmath>

namespace sop::solver {
namespace {

// What went wrong is asked for where it matters (Z3_get_error_code): nothing may end the process.
void heard(Z3_context, Z3_error_code) {}

std::string digits(Int128 value) {
  const bool negative = value < 0;
  Uint128 rest = magnitude(value);
  std::string out;
  do {
    out += static_cast<char>('0' + static_cast<int>(rest % 10));
    rest /= 10;
  } while (rest != 0);
  if (negative) out += '-';
  std::ranges::reverse(out);
  return out;
}

}  // namespace

Terms::Terms(const Library& library) : z3_(library) {
  Z3_config config = z3_.mk_config();
  context_ = z3_.mk_context(config);
  z3_.del_config(config);
  z3_.set_error_handler(context_, heard);
  booleans_ = z3_.mk_bool_sort(context_);
  wholes_ = z3_.mk_int_sort(context_);
  reals_ = z3_.mk_real_sort(context_);
  true_ = z3_.mk_true(context_);
  false_ = z3_.mk_false(context_);
}

Terms::~Terms() { z3_.del_context(context_); }

Term Terms::unknown(Z3_sort sort) {
  return counted(z3_.mk_const(context_, z3_.mk_int_symbol(context_, names_++), sort));
}

Term Terms::whole(Int128 value) {
  if (fits_int64(value)) return counted(z3_.mk_int64(context_, static_cast<std::int64_t>(value), wholes_));
  return counted(z3_.mk_numeral(context_, digits(value).c_str(), wholes_));
}

// A double is a whole number times a power of two.
Term Terms::real(double value) {
  int exponent = 0;
  const double part = std::frexp(value, &exponent);
  const auto mantissa = static_cast<std::int64_t>(std::ldexp(part, 53));
  exponent -= 53;
  Term out = z3_.mk_numeral(context_, digits(mantissa).c_str(), reals_);
  for (int left = std::abs(exponent); left > 0;) {
    const int step = std::min(left, 100);
    const std::string power = digits(static_cast<Int128>(Uint128{1} << step));
    const std::string factor = exponent > 0 ? power : "1/" + power;
    const Term parts[] = {out, z3_.mk_numeral(context_, factor.c_str(), reals_)};
    out = z3_.mk_mul(context_, 2, parts);
    left -= step;
  }
  return counted(out);
}

Term Terms::no(Term a) {
  if (a == true_) return false_;
  if (a == false_) return true_;
  return counted(z3_.mk_not(context_, a));
}

Term Terms::all(const std::vector<Term>& parts) {
  std::vector<Term> kept;
  for (Term part : parts) {
    if (part == false_) return false_;
    if (part != true_) kept.push_back(part);
  }
  if (kept.empty()) return true_;
  if (kept.size() == 1) return kept[0];
  return counted(z3_.mk_and(context_, static_cast<unsigned>(kept.size()), kept.data()));
}

Term Terms::any(const std::vector<Term>& parts) {
  std::vector<Term> kept;
  for (Term part : parts) {
    if (part == true_) return true_;
    if (part != false_) kept.push_back(part);
  }
  if (kept.empty()) return false_;
  if (kept.size() == 1) return kept[0];
  return counted(z3_.mk_or(context_, static_cast<unsigned>(kept.size()), kept.data()));
}

Term Terms::choose(Term test, Term yes, Term otherwise) {
  if (test == true_ || yes == otherwise) return yes;
  if (test == false_) return otherwise;
  return counted(z3_.mk_ite(context_, test, yes, otherwise));
}

Term Terms::equal(Term a, Term b) { return a == b ? true_ : counted(z3_.mk_eq(context_, a, b)); }
Term Terms::below(Term a, Term b) { return counted(z3_.mk_lt(context_, a, b)); }
Term Terms::at_most(Term a, Term b) { return a == b ? true_ : counted(z3_.mk_le(context_, a, b)); }

Term Terms::sum(Term a, Term b) {
  const Term parts[] = {a, b};
  return counted(z3_.mk_add(context_, 2, parts));
}

Term Terms::difference(Term a, Term b) {
  const Term parts[] = {a, b};
  return counted(z3_.mk_sub(context_, 2, parts));
}

Term Terms::product(Term constant, Term a) {
  const Term parts[] = {constant, a};
  return counted(z3_.mk_mul(context_, 2, parts));
}

Term Terms::as_real(Term whole) { return counted(z3_.mk_int2real(context_, whole)); }
Term Terms::rest(Term a, Term positive) { return counted(z3_.mk_mod(context_, a, positive)); }
Term Terms::quotient(Term a, Term positive) { return counted(z3_.mk_div(context_, a, positive)); }

}  // namespace sop::solver
