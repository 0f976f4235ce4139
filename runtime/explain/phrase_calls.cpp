// Builtins as they are written: operators between their operands, functions by their name in the language asked for,
// conversions not at all.
#include <fmt/format.h>

#include <algorithm>

#include "runtime/explain/binding_strength.h"
#include "runtime/explain/phrase.h"

namespace sop {
namespace {

struct InfixForm {
  const char* sign;
  int strength;
};

std::optional<InfixForm> infix_of(Builtin builtin) {
  switch (builtin) {
    case Builtin::add: return InfixForm{"+", strength_add};
    case Builtin::subtract: return InfixForm{"-", strength_add};
    case Builtin::multiply: return InfixForm{"*", strength_multiply};
    case Builtin::divide: return InfixForm{"/", strength_multiply};
    case Builtin::equal: return InfixForm{"=", strength_compare};
    case Builtin::less: return InfixForm{"<", strength_compare};
    case Builtin::less_equal: return InfixForm{"<=", strength_compare};
    default: return std::nullopt;  // functions, tests, conversions
  }
}

bool is_transparent(Op op) { return op == Op::number_of_integer || op == Op::datetime_of_date; }

}  // namespace

// A compared day of an instant stands as the instant; what is compared with personal data is not shown.
std::string Phrases::operand(InstId id, InstId other, int tightness) {
  const Inst& inst = program_.at(id);
  if (inst.kind == InstKind::constant && privacy_.reads(other)) return masked_value;
  if (inst.kind == InstKind::call && inst.op == Op::date_of_datetime && !only_clock(id))
    return of(program_.args_of(id)[0], tightness);
  return of(id, tightness);
}

std::string Phrases::infix(InstId left, const char* sign, InstId right, int own, int tightness) {
  std::string out;
  if (own == strength_compare)
    out = operand(left, right, own + 1) + " " + sign + " " + operand(right, left, own + 1);
  else
    out = of(left, own) + " " + sign + " " + of(right, own + 1);
  return own < tightness ? "(" + out + ")" : out;
}

std::string Phrases::call(InstId id, int tightness) {
  const Inst& inst = program_.at(id);
  const auto args = program_.args_of(id);
  if (is_transparent(inst.op)) return of(args[0], tightness);
  if (const std::string part = of_set(id); !part.empty()) return part;
  const OverloadRow& overload = row_of(inst.op);
  const BuiltinRow& row = row_of(overload.builtin);
  if (inst.op == Op::multiply_money_decimal || inst.op == Op::divide_money_decimal) {
    const Constant& mantissa = program_.constants[static_cast<std::size_t>(program_.at(args[1]).a)];
    const Constant& decimals = program_.constants[static_cast<std::size_t>(program_.at(args[2]).a)];
    double factor = static_cast<double>(mantissa.whole);
    for (std::int64_t i = 0; i < decimals.whole; ++i) factor /= 10;
    const char* sign = inst.op == Op::multiply_money_decimal ? "*" : "/";
    return fmt::format("{} {} {:g}", of(args[0], strength_multiply), sign, factor);
  }
  if (const auto form = infix_of(overload.builtin); form && args.size() == 2) {
    // What is the same for everybody stands to the right: `days_since_order > 27`.
    const auto is_hers = [&](InstId arg) {
      return !is_fixed(arg) && program_.at(arg).kind != InstKind::customer_aggregate;
    };
    const bool fixed_left = !is_hers(args[0]), fixed_right = !is_hers(args[1]);
    const bool turned = fixed_left && !fixed_right && form->strength == strength_compare;
    if (!turned) return infix(args[0], form->sign, args[1], form->strength, tightness);
    const char* sign = overload.builtin == Builtin::less ? ">" : overload.builtin == Builtin::less_equal ? ">=" : "=";
    return infix(args[1], sign, args[0], form->strength, tightness);
  }
  std::string name(words_.language == Language::zh && !row.zh.empty() ? row.zh : row.en);
  if (row.form == BuiltinForm::test) {
    std::ranges::replace(name, '_', ' ');  // `starts with`
    return infix(args[0], name.c_str(), args[1], strength_compare, tightness);
  }
  if (row.form == BuiltinForm::prefix) return "-" + of(args[0], strength_atom);
  std::string out = name + "(";
  bool first = true;
  for (const InstId arg : args) {
    if (program_.at(arg).kind == InstKind::context) continue;  // today and now are meant anyway
    out += (first ? "" : ", ") + of(arg, 0);
    first = false;
  }
  return out + ")";
}

std::string Phrases::range(InstId x, InstId low, bool low_in, InstId high, bool high_in) {
  const Type type = program_.at(x).type;
  const std::string name = operand(x, x, strength_compare);
  const auto text = [&](InstId bound) {
    return privacy_.reads(x) ? std::string(masked_value) : of(bound, strength_add);
  };
  if (!low.exists()) return name + (high_in ? " <= " : " < ") + text(high);
  if (!high.exists()) return name + (low_in ? " >= " : " > ") + text(low);
  if (type.is(TypeKind::date)) {
    const auto day = [&](InstId bound, std::int64_t shift) {
      if (privacy_.reads(x) || !at_.has(bound) || !at_.value(bound)) return text(bound);
      KnownValue value = *at_.value(bound);
      value.whole += shift;
      return words_.of(value);
    };
    return fmt::format(fmt::runtime(word("{} from {} to {}", "{} 从 {} 到 {}")), name, day(low, low_in ? 0 : 1),
                       day(high, high_in ? 0 : -1));
  }
  if (low_in && high_in)
    return fmt::format(fmt::runtime(word("{} between {} and {}", "{} 介于 {} 与 {}")), name, text(low), text(high));
  return fmt::format("{} {} {} {} {}", text(low), low_in ? "<=" : "<", name, high_in ? "<=" : "<", text(high));
}

}  // namespace sop
