// Which variable a value is, moved by how much.
#include "compiler/analysis/compare.h"
#include "compiler/analysis/effort.h"

namespace sop {
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
