#include "runtime/explain/levers.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "runtime/explain/reached.h"
#include "stdlib/ops/money.h"

namespace sop {
namespace {

constexpr std::int64_t cent = money_scale / 100;
// What is beyond is no amount, number or day of a customer's.
constexpr std::int64_t widest_whole = 1'000'000'000'000, first_day = -25'567, last_day = 84'000;
constexpr double widest_real = 1e15;

std::int64_t step_of(TypeKind kind) {
  switch (kind) {
    case TypeKind::money: return cent;
    case TypeKind::datetime: return micros_per_second;
    case TypeKind::time: return micros_per_minute;
    default: return 1;
  }
}

std::int64_t below(std::int64_t value, std::int64_t step) {
  const std::int64_t part = value / step;
  return value % step < 0 ? part - 1 : part;
}

// Real numbers in their order as whole ones.
std::int64_t ordered(double value) {
  const auto bits = std::bit_cast<std::int64_t>(value);
  return bits < 0 ? INT64_MIN - bits : bits;
}

double from_ordered(std::int64_t place) { return std::bit_cast<double>(place < 0 ? INT64_MIN - place : place); }

class Finding {
 public:
  Finding(const Program& program, const Snapshot& at, const ZoneRules& zone)
      : program_(program), at_(at), zone_(zone) {}

  std::vector<Lever> of(std::span<const InstId> asked) {
    const std::vector<bool> hers = reached_of_hers(program_, asked);
    for (std::size_t i = 0; i < hers.size(); ++i)
      if (hers[i] && is_lever(InstId(i))) add(InstId(i));
    for (std::size_t i = 0; i < hers.size(); ++i)
      if (hers[i]) compare(InstId(i));
    return std::move(levers_);
  }

 private:
  bool is_lever(InstId id) const {
    const Inst& inst = program_.at(id);
    if (!inst.domain.is_frame() || !is_measured(inst.type.kind) || !at_.has(id)) return false;
    if (inst.kind == InstKind::column) return !is_given(inst);
    if (inst.kind == InstKind::call) return inst.op == Op::length_text;
    return inst.kind == InstKind::event_aggregate || inst.kind == InstKind::lookup;
  }

  // Her id, and the instant of an event: another one is another customer's, or another event.
  bool is_given(const Inst& inst) const {
    const Input& input = program_.inputs[static_cast<std::size_t>(inst.a)];
    return inst.b == input.key || (input.kind == InputKind::stream && inst.b == input.time);
  }

  void add(InstId id) {
    const Inst& inst = program_.at(id);
    const Type type = inst.type.with_nullable(false);
    Lever lever{id, Scale(type), at_.value(id), 0, 0, {}};
    widest(lever);
    if (inst.kind == InstKind::call) lever.low = 0;
    if (inst.kind == InstKind::column || inst.kind == InstKind::lookup) of_column(lever, inst);
    if (inst.kind == InstKind::event_aggregate)
      of_aggregate(lever, program_.aggregates[static_cast<std::size_t>(inst.a)]);
    if (lever.low <= lever.high) levers_.push_back(std::move(lever));
  }

  static void widest(Lever& lever) {
    const std::int64_t step = step_of(lever.scale.type().kind);
    switch (lever.scale.type().kind) {
      case TypeKind::number:
        lever.low = ordered(-widest_real);
        lever.high = ordered(widest_real);
        return;
      case TypeKind::date:
        lever.low = first_day;
        lever.high = last_day;
        return;
      case TypeKind::datetime:
        lever.low = first_day * (micros_per_day / step);
        lever.high = last_day * (micros_per_day / step);
        return;
      case TypeKind::time:
        lever.low = 0;
        lever.high = micros_per_day / step - 1;
        return;
      default: lever.low = -widest_whole; lever.high = widest_whole;
    }
  }

  void no_lower(Lever& lever, const KnownValue& than) const {
    const std::int64_t place = lever.scale.place_of(than);
    lever.low = std::max(lever.low, lever.scale.is_on(than) ? place : place + 1);
  }
  void no_higher(Lever& lever, const KnownValue& than) const {
    lever.high = std::min(lever.high, lever.scale.place_of(than));
  }

  void within(Lever& lever, const ColumnRange& range) const {
    const Type type = lever.scale.type();
    no_lower(lever, {type, range.low_whole, range.low_real, {}});
    no_higher(lever, {type, range.high_whole, range.high_real, {}});
  }

  void of_column(Lever& lever, const Inst& inst) const {
    const Input& input = program_.inputs[static_cast<std::size_t>(inst.a)];
    const Column& column = input.columns[static_cast<std::size_t>(inst.b)];
    if (column.range && column.type.kind == lever.scale.type().kind) within(lever, *column.range);
    if (input.kind != InputKind::population) return;
    // Before it she is not there.
    if (inst.b == input.since) no_later_than(lever, at_.frame().batch_as_of);
    if (program_.identity.exists() && column.name == "accounts") lever.low = 1;
  }

  void no_later_than(Lever& lever, Micros instant) const {
    const Type type = lever.scale.type();
    if (type.is(TypeKind::datetime)) no_higher(lever, {type, instant, 0, {}});
    if (type.is(TypeKind::date)) no_higher(lever, {type, zone_.local_date(instant), 0, {}});
  }

  void of_aggregate(Lever& lever, const Aggregate& form) const {
    const Input& input = program_.inputs[form.input.index()];
    const AggregateRow& row = row_of(form.op);
    if (row.values == "rows" || row.values == "days") {
      lever.low = 0;
      if (row.values == "days") lever.high = std::min(lever.high, days_in(form));
      return;
    }
    const Inst* value = form.value.exists() ? &program_.at(form.value) : nullptr;
    const bool its_time =
        value == nullptr || (value->kind == InstKind::column && value->a == form.input.value && value->b == input.time);
    if (its_time) return in_window(lever, form, is_seen_later(input));
    if (value->kind != InstKind::column) return;
    const Column& column =
        program_.inputs[static_cast<std::size_t>(value->a)].columns[static_cast<std::size_t>(value->b)];
    if (!column.range) return;
    if (form.op != AggregateOp::sum && column.type.kind == lever.scale.type().kind) return within(lever, *column.range);
    const Type type = lever.scale.type();
    if (column.range->low_whole >= 0 && column.range->low_real >= 0) no_lower(lever, {type, 0, 0, {}});
    if (column.range->high_whole <= 0 && column.range->high_real <= 0) no_higher(lever, {type, 0, 0, {}});
  }

  // Events are seen up to the instant, and inside the window.
  void in_window(Lever& lever, const Aggregate& form, bool seen_later) const {
    no_later_than(lever, seen_later ? at_.as_of() - 1 : at_.as_of());
    const Type type = lever.scale.type();
    if (!type.is(TypeKind::datetime)) return;
    if (form.to.exists() && at_.value(form.to)) no_higher(lever, {type, at_.value(form.to)->whole - 1, 0, {}});
    if (form.from.exists() && at_.value(form.from)) no_lower(lever, {type, at_.value(form.from)->whole, 0, {}});
  }

  std::int64_t days_in(const Aggregate& form) const {
    if (!form.from.exists() || !at_.value(form.from)) return last_day;
    Micros end = at_.as_of();
    if (form.to.exists() && at_.value(form.to)) end = std::min(end, at_.value(form.to)->whole - 1);
    return std::max<std::int64_t>(0, zone_.local_date(end) - zone_.local_date(at_.value(form.from)->whole) + 1);
  }

  // What a lever is compared with is where something changes.
  void compare(InstId id) {
    const Inst& inst = program_.at(id);
    const auto args = program_.args_of(id);
    if (inst.kind == InstKind::in_set) {
      for (const Constant& member : program_.constant_sets[static_cast<std::size_t>(inst.a)]) note(args[0], member);
      return;
    }
    if (inst.kind != InstKind::call || args.size() != 2 || !inst.domain.is_frame()) return;
    const Builtin builtin = row_of(inst.op).builtin;
    if (builtin != Builtin::equal && builtin != Builtin::less && builtin != Builtin::less_equal) return;
    for (const auto& [x, edge] : {std::pair(args[0], args[1]), std::pair(args[1], args[0])})
      if (const auto& value = at_.value(edge)) note(x, *value);
  }

  void note(InstId x, KnownValue value) {
    while (program_.at(x).kind == InstKind::fact || program_.at(x).op == Op::number_of_integer)
      x = program_.at(x).kind == InstKind::fact ? program_.facts[static_cast<std::size_t>(program_.at(x).a)].root
                                                : program_.args_of(x)[0];
    const auto lever = std::ranges::find(levers_, x, &Lever::what);
    if (lever == levers_.end()) return;
    const Type type = lever->scale.type();
    if (type.is(TypeKind::integer) && value.type.is(TypeKind::number)) {
      if (!(std::fabs(value.real) < static_cast<double>(widest_whole))) return;
      value.whole = static_cast<std::int64_t>(std::floor(value.real));
      value.real = 0;
    }
    value.type = type;
    lever->compared.push_back(std::move(value));
  }

  const Program& program_;
  const Snapshot& at_;
  const ZoneRules& zone_;
  std::vector<Lever> levers_;
};

}  // namespace

Scale::Scale(Type type) : Scale(type, step_of(type.kind)) {}

std::int64_t Scale::place_of(const KnownValue& value) const {
  return is_real() ? ordered(value.real == 0 ? 0 : value.real) : below(value.whole, step_);
}

KnownValue Scale::at(std::int64_t place) const {
  if (is_real()) return {type_, 0, from_ordered(place), {}};
  return {type_, place * step_, 0, {}};
}

bool Scale::is_on(const KnownValue& value) const { return is_real() || value.whole % step_ == 0; }

bool is_measured(TypeKind kind) {
  return kind == TypeKind::integer || kind == TypeKind::number || kind == TypeKind::money || kind == TypeKind::date ||
         kind == TypeKind::datetime || kind == TypeKind::time;
}

std::vector<Lever> levers_of(const Program& program, const Snapshot& at, const ZoneRules& zone,
                             std::span<const InstId> asked) {
  return Finding(program, at, zone).of(asked);
}

}  // namespace sop
