// Until when calls and comparisons keep their values: what moves with the days or with the clock crosses the other side
// at an instant that can be reckoned.
#include <algorithm>
#include <cmath>

#include "runtime/daily/stays.h"
#include "stdlib/time/civil.h"
#include "stdlib/time/duration.h"

namespace sop {
namespace {

enum class Comparison : std::uint8_t { none, equal, less, less_equal };

Comparison comparison_of(Op op) {
  switch (row_of(op).builtin) {
    case Builtin::equal: return Comparison::equal;
    case Builtin::less: return Comparison::less;
    case Builtin::less_equal: return Comparison::less_equal;
    default: return Comparison::none;
  }
}

// Of a = b, a < b, a <= b, by the sign of a - b.
bool holds(Comparison comparison, std::int64_t difference) {
  if (comparison == Comparison::equal) return difference == 0;
  return comparison == Comparison::less ? difference < 0 : difference <= 0;
}

bool is_known_at(const ColumnData& column, std::size_t row) { return column.rows > 0 && column.is_known(row); }

StayPace opposite(StayPace pace) { return static_cast<StayPace>(-static_cast<std::int8_t>(pace)); }

bool is_clock(StayPace pace) { return pace == StayPace::clock_up || pace == StayPace::clock_down; }

bool is_one_way(StayPace pace) { return pace == StayPace::rises || pace == StayPace::falls; }

int direction_of(StayPace pace) { return pace == StayPace::still ? 0 : static_cast<int>(pace) > 0 ? 1 : -1; }

std::optional<std::int64_t> whole_constant(const Program& program, InstId id) {
  const Inst& inst = program.at(id);
  if (inst.kind != InstKind::constant || !inst.type.is(TypeKind::integer)) return std::nullopt;
  return program.constants[static_cast<std::size_t>(inst.a)].whole;
}

}  // namespace

// A call of something missing is missing until that is known.
bool Stays::missing_args(InstId id, std::size_t row, Micros& until) const {
  Micros latest = INT64_MIN;
  for (const InstId arg : world_.program.args_of(id))
    if (!is_known_at(value(arg), row)) latest = std::max(latest, known_until(arg, row));
  if (latest == INT64_MIN) return false;
  until = latest;
  return true;
}

void Stays::call(InstId id, Stay& out) const {
  const Inst& inst = world_.program.at(id);
  const bool never_fails = !row_of(inst.op).may_fail;
  const bool by_table = world_.days.of(id) != nullptr;
  if (comparison_of(inst.op) != Comparison::none) {
    if (!by_table) compare(id, out);
    return;
  }
  if (!by_table) all_args(id, out);
  moves(id, out);
  if (!by_table) age(id, out);
  if (never_fails) out.known = out.until;
  for (std::size_t row = 0; row < rows(); ++row) {
    Micros until_known = never;
    const bool missing = missing_args(id, row, until_known);
    if (missing) {
      out.until[row] = until_known;
      if (!out.pace.empty()) out.pace[row] = StayPace::still;
    } else if (never_fails) {
      for (const InstId arg : world_.program.args_of(id)) until_known = std::min(until_known, known_until(arg, row));
    }
    if (never_fails) out.known[row] = until_known;
  }
}

// Sums, differences and counts of days keep the pace of what they are made of.
bool Stays::moves(InstId id, Stay& out) const {
  const Program& program = world_.program;
  const auto args = program.args_of(id);
  InstId plus, added, minus;
  bool scales = false;  // the pace is another one, the direction is not
  switch (program.at(id).op) {
    case Op::days_since_date:
    case Op::days_since_datetime:
    case Op::hours_since_datetime:
    case Op::days_between_date:
    case Op::hours_between_datetime: minus = args[0], plus = args[1]; break;
    case Op::days_until_date:
    case Op::days_until_datetime:
    case Op::subtract_date:
    case Op::subtract_integer: plus = args[0], minus = args[1]; break;
    case Op::negate_integer: minus = args[0]; break;
    case Op::number_of_integer: plus = args[0]; break;
    case Op::add_integer:
    case Op::add_money:
    case Op::add_number: plus = args[0], added = args[1]; break;
    case Op::subtract_money:
    case Op::subtract_number: plus = args[0], minus = args[1]; break;
    case Op::multiply_integer:
    case Op::multiply_money_integer:
      for (const std::size_t i : {std::size_t{0}, std::size_t{1}})
        if (const auto by = whole_constant(program, meant(args[i]))) (*by >= 0 ? plus : minus) = args[1 - i];
      if (!plus.exists() && !minus.exists()) return false;
      scales = true;
      break;
    case Op::add_date_duration:
    case Op::subtract_date_duration:
    case Op::add_datetime_duration:
    case Op::subtract_datetime_duration: {
      const Inst& length = program.at(meant(args[1]));
      if (length.kind != InstKind::constant) return false;
      const Duration by = unpack_duration(program.constants[static_cast<std::size_t>(length.a)].whole);
      const bool of_date = program.at(args[0]).type.is(TypeKind::date);
      if (by.unit != (of_date ? DurationUnit::days : DurationUnit::micros)) return false;
      plus = args[0];
      break;
    }
    default: return false;
  }
  const Op op = program.at(id).op;
  // The local date of an instant that moves with the clock jumps.
  const bool dates_of_instants = op == Op::days_since_datetime || op == Op::days_until_datetime;
  out.pace.assign(rows(), StayPace::still);
  out.straight = out.until;
  for (std::size_t row = 0; row < rows(); ++row) {
    const StayPace moving[] = {plus.exists() ? pace(plus, row) : StayPace::still,
                               added.exists() ? pace(added, row) : StayPace::still,
                               minus.exists() ? opposite(pace(minus, row)) : StayPace::still};
    int movers = 0, ups = 0, downs = 0;
    StayPace only = StayPace::still;
    bool clock = false;
    for (const StayPace one : moving) {
      if (one == StayPace::still) continue;
      ++movers;
      ++(direction_of(one) > 0 ? ups : downs);
      only = one;
      clock = clock || is_clock(one);
    }
    if (movers == 0 || (ups > 0 && downs > 0) || (clock && dates_of_instants) || (scales && ups > 0))
      continue;  // the last: it may come to be too large
    Micros while_so = never;
    for (const InstId arg : args) while_so = std::min(while_so, straight(arg, row));
    out.pace[row] = movers == 1 && !scales ? only : ups > 0 ? StayPace::rises : StayPace::falls;
    out.straight[row] = while_so;
  }
  return true;
}

void Stays::compare(InstId id, Stay& out) const {
  const auto args = world_.program.args_of(id);
  for (std::size_t row = 0; row < rows(); ++row) {
    Micros until_known = never;
    out.until[row] = missing_args(id, row, until_known) ? until_known : turns(id, args[0], args[1], row);
  }
}

// Both sides are known.
Micros Stays::turns(InstId id, InstId a, InstId b, std::size_t row) const {
  const StayPace of_a = pace(a, row), of_b = pace(b, row);
  const Micros both = std::min(until(a, row), until(b, row));
  const Inst& operand = world_.program.at(meant(a));
  const Physical physical = physical_of(operand.type.kind);
  if (physical != Physical::whole && physical != Physical::real) return both;
  if (of_a == StayPace::still && of_b == StayPace::still) {
    const DayValues* days_a = world_.days.of(meant(a));
    const DayValues* days_b = world_.days.of(meant(b));
    const bool one = (days_a == nullptr) != (days_b == nullptr);
    if (!one || physical != Physical::whole) return both;
    const DayValues& days = days_a != nullptr ? *days_a : *days_b;
    if (!days.rising) return both;
    const InstId other = days_a != nullptr ? b : a;
    return std::min(until(other, row), turns_in_table(id, days, value(other), row, days_a != nullptr));
  }
  const Micros while_so = std::min(straight(a, row), straight(b, row));
  if (is_one_way(of_a) || is_one_way(of_b)) {
    const int way_a = direction_of(of_a), way_b = -direction_of(of_b);
    if (way_a * way_b < 0) return both;
    return turns_one_way(id, a, b, row, way_a != 0 ? way_a : way_b);
  }
  if (is_clock(of_a) || is_clock(of_b)) {
    if (of_a != StayPace::still && of_b != StayPace::still) return both;
    const bool rising = of_a == StayPace::clock_up || of_b == StayPace::clock_down;  // does a - b grow?
    if (operand.type.is(TypeKind::datetime) || operand.type.is(TypeKind::number))
      return at_least_soon(std::min(while_so, turns_by_clock(value(a), value(b), row, rising)));
    return both;
  }
  const int step = static_cast<int>(of_a) - static_cast<int>(of_b);
  if (step == 0) return while_so;
  return std::min(while_so, turns_by_days(world_.program.at(id).op, value(a), value(b), row, step));
}

// a - b only grows, or only falls, who knows when: what it moves away from stays as it is. What it moves towards turns
// with the first change, or, of events that leave a window, with the one that makes the difference.
Micros Stays::turns_one_way(InstId id, InstId a, InstId b, std::size_t row, int direction) const {
  const Comparison comparison = comparison_of(world_.program.at(id).op);
  const ColumnData &left = value(a), &right = value(b);
  const bool real = !left.real.empty();
  const int sign = real ? (left.real[row] > right.real[row]) - (left.real[row] < right.real[row])
                        : (left.whole[row] > right.whole[row]) - (left.whole[row] < right.whole[row]);
  const bool now = holds(comparison, sign);
  const Micros while_so = std::min(straight(a, row), straight(b, row));
  bool settled = false;
  if (comparison == Comparison::equal)
    settled = sign != 0 && (sign > 0) == (direction > 0);
  else
    settled = now == (direction < 0);
  if (settled) return while_so;
  const Micros both = std::min(until(a, row), until(b, row));
  if (real || comparison == Comparison::equal) return both;
  // One side is what a window holds, the other stands: `a < b` turns where b has fallen to a, `a <= b` below it; and
  // the other way round.
  const bool of_b = pace(b, row) == StayPace::falls && pace(a, row) == StayPace::still;
  const bool of_a = pace(a, row) == StayPace::falls && pace(b, row) == StayPace::still;
  if (!of_a && !of_b) return both;
  const InstId falling = meant(of_a ? a : b);
  if (world_.program.at(falling).kind != InstKind::event_aggregate) return both;
  const StayWindow window = window_of(falling);
  const bool counts = window.form->op == AggregateOp::count && !window.form->value.exists();
  const bool sums = window.form->op == AggregateOp::sum && window.values != nullptr;
  if (!window.knows_which || !(counts || sums)) return both;
  const bool or_at = of_b == (comparison == Comparison::less);
  const std::int64_t start = of_a ? left.whole[row] : right.whole[row],
                     limit = of_a ? right.whole[row] : left.whole[row];
  return at_least_soon(std::min(while_so, falls_below(window, row, start, limit, or_at)));
}

// a - b grows by `step` each midnight. Before it has come to zero no comparison turns; what stands at zero, or right
// before it, may turn on the next day.
Micros Stays::turns_by_days(Op op, const ColumnData& a, const ColumnData& b, std::size_t row, int step) const {
  if (!a.real.empty()) {
    const double difference = a.real[row] - b.real[row];
    if (difference != 0 && (difference > 0) == (step > 0)) return never;
    const double days = std::floor(std::abs(difference) / std::abs(step));
    if (!(days < 1e6)) return days >= 1e6 ? world_.days.midnight(1'000'000) : world_.days.midnight(1);
    return world_.days.midnight(std::max<std::int64_t>(1, static_cast<std::int64_t>(days)));
  }
  const Comparison comparison = comparison_of(op);
  std::int64_t difference = 0;
  if (__builtin_sub_overflow(a.whole[row], b.whole[row], &difference)) return world_.days.midnight(1);
  if (difference == INT64_MIN) return world_.days.midnight(1);
  const bool now = holds(comparison, difference);
  if (difference != 0 && (difference > 0) == (step > 0)) return never;
  // At zero, and the sign behind it, in that order: a step of two may miss zero.
  const std::int64_t to_zero = std::abs(difference) / std::abs(step);
  for (std::int64_t day = std::max<std::int64_t>(1, to_zero); day <= to_zero + 2; ++day)
    if (holds(comparison, difference + day * step) != now) return world_.days.midnight(day);
  return never;
}

// The clock moves one side: an instant by itself, hours by their fractions.
Micros Stays::turns_by_clock(const ColumnData& a, const ColumnData& b, std::size_t row, bool rising) const {
  constexpr double margin = 3;
  const bool hours = !a.real.empty();
  const double difference = hours ? (a.real[row] - b.real[row]) * static_cast<double>(micros_per_hour)
                                  : static_cast<double>(a.whole[row]) - static_cast<double>(b.whole[row]);
  const double distance = std::abs(difference) * (1 - 1e-9) - margin;
  if (!(distance > 0)) return world_.soon();
  if ((difference > 0) == rising) return never;
  if (distance > 1e17) return world_.days.end();
  return world_.options.as_of + static_cast<Micros>(distance);
}

// The days have a rising value, and it is compared with something that stands.
Micros Stays::turns_in_table(InstId id, const DayValues& days, const ColumnData& other, std::size_t row,
                             bool days_first) const {
  const Comparison comparison = comparison_of(world_.program.at(id).op);
  const std::int64_t today = days.values.whole[0], value = other.whole[row];
  if (comparison == Comparison::equal)
    return today < value    ? world_.days.reaches_at(days, value)
           : today == value ? world_.days.exceeds_at(days, value)
                            : never;
  // days < value and value <= days turn when they reach it; the other two when they exceed it.
  const bool reaching = days_first == (comparison == Comparison::less);
  if (reaching) return today < value ? world_.days.reaches_at(days, value) : never;
  return today <= value ? world_.days.exceeds_at(days, value) : never;
}

// A number of days among constants: not before the nearest of them in its direction.
void Stays::among_constants(InstId id, Stay& out) const {
  if (world_.days.of(id) != nullptr) return;
  all_args(id, out);
  const InstId arg = world_.program.args_of(id)[0];
  const Stay* stay = stay_of(arg);
  const auto& members = world_.program.constant_sets[static_cast<std::size_t>(world_.program.at(id).a)];
  const bool whole = physical_of(world_.program.at(arg).type.kind) == Physical::whole;
  for (std::size_t row = 0; row < rows(); ++row) {
    const ColumnData& values = value(arg);
    if (!is_known_at(values, row)) {
      out.until[row] = known_until(arg, row);
      continue;
    }
    if (!whole || stay == nullptr || stay->pace.empty()) continue;
    const StayPace pace = stay->pace[row];
    if (pace != StayPace::up && pace != StayPace::down) continue;
    std::int64_t nearest = INT64_MAX;
    for (const Constant& member : members) {
      const std::int64_t away = member.whole - values.whole[row];
      if (away == 0) nearest = 1;
      if (away != 0 && (away > 0) == (pace == StayPace::up)) nearest = std::min(nearest, std::abs(away));
    }
    const Micros turn = nearest == INT64_MAX ? never : world_.days.midnight(nearest);
    out.until[row] = std::min(turn, stay->straight[row]);
  }
}

// Full years since a day change on its anniversaries only; of the 29th of February not before the 28th.
void Stays::age(InstId id, Stay& out) const {
  const Op op = world_.program.at(id).op;
  if (op != Op::years_since_date && op != Op::years_since_datetime) return;
  const auto args = world_.program.args_of(id);
  if (world_.program.at(meant(args[1])).kind != InstKind::context) return;
  const ZoneRules& zone = world_.context.zone;
  const Days today = zone.local_date(world_.options.as_of);
  const ColumnData& born = value(args[0]);
  for (std::size_t row = 0; row < rows(); ++row) {
    if (!is_known_at(born, row)) continue;
    const Days day = op == Op::years_since_date ? born.whole[row] : zone.local_date(born.whole[row]);
    const CivilDate date = civil_of(day);
    Days next = today + 1;
    for (std::int64_t year = civil_of(today).year; year <= civil_of(today).year + 1; ++year) {
      const Days anniversary = days_of({year, date.month, std::min(date.day, 28)});
      next = anniversary;
      if (anniversary > today) break;
    }
    // Between the 28th and the anniversary itself every day is asked about.
    if (date.day > 28)
      for (const std::int64_t year : {civil_of(today).year, civil_of(today).year - 1})
        if (const Days early = days_of({year, date.month, 28}); early <= today && today < early + 5) next = today + 1;
    out.until[row] = std::min(until(args[0], row), world_.days.midnight(std::max<Days>(1, next - today)));
  }
}

}  // namespace sop
