#include "runtime/explain/changes_tried.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <tuple>

#include "runtime/run/effects.h"
#include "stdlib/time/duration.h"

namespace sop {
namespace {

constexpr std::size_t most_changes = 1'000;
constexpr std::size_t most_members = 20, most_edges = 100;
constexpr double size_of_opposite = 1, size_of_becoming_known = 2, size_of_becoming_unknown = 3, size_of_other = 1.5;
// What follows from other things of hers is changed by changing those.
constexpr double follows_from_others = 1.5;
// What has no name of its own is a less helpful thing to change.
constexpr double without_a_name = 0.5;
// Naming a value helps more than saying that there is one.
constexpr double any_value = 0.1;

// The smallest difference that means something: a cent, a second, a day.
std::int64_t step_of(const KnownValue& edge) {
  constexpr std::int64_t cent = money_scale / 100;
  switch (edge.type.kind) {
    case TypeKind::money: return edge.whole % cent == 0 ? cent : 1;
    case TypeKind::datetime: return micros_per_second;
    case TypeKind::time: return 60 * micros_per_second;
    default: return 1;
  }
}

double distance(const KnownValue& from, const KnownValue& to) {
  if (from.type.is(TypeKind::number)) {
    const double largest = std::max(std::fabs(from.real), std::fabs(to.real));
    return largest == 0 ? 0 : std::fabs(from.real - to.real) / largest;
  }
  const double difference = std::fabs(static_cast<double>(from.whole) - static_cast<double>(to.whole));
  if (from.type.is(TypeKind::date)) return difference / 30;
  if (from.type.is(TypeKind::datetime)) return difference / static_cast<double>(30 * micros_per_day);
  if (from.type.is(TypeKind::time)) return difference / static_cast<double>(micros_per_day);
  const double largest = std::max(std::fabs(static_cast<double>(from.whole)), std::fabs(static_cast<double>(to.whole)));
  return largest == 0 ? 0 : difference / largest;
}

class Trying {
 public:
  Trying(const Program& program, const Snapshot& at, const Phrases& phrases, const ZoneRules& zone,
         const Edges* without_her)
      : program_(program), at_(at), phrases_(phrases), zone_(zone), without_her_(without_her) {}

  std::vector<Change> of(const std::vector<InstId>& asked) {
    for (InstId root : asked) {
      visit(root);
      while (program_.at(root).kind == InstKind::fact)
        root = program_.facts[static_cast<std::size_t>(program_.at(root).a)].root;
      const bool read = program_.at(root).kind == InstKind::column || program_.at(root).kind == InstKind::lookup;
      if (read && program_.at(root).type.is(TypeKind::enumeration)) members_of(root);
    }
    return std::move(changes_);
  }

 private:
  bool is_fixed(InstId id) const { return at_.has(id) && phrases_.is_fixed(id); }

  // The days to the next festival are the same for everybody.
  bool is_hers(InstId id) const {
    const Inst& inst = program_.at(id);
    if (inst.kind == InstKind::customer_aggregate) return false;
    if (inst.kind == InstKind::calendar)
      return std::ranges::any_of(program_.args_of(id), [this](InstId arg) { return !is_fixed(arg); });
    return !is_fixed(id);
  }

  void visit(InstId id) {
    if (!id.exists() || !seen_.insert(id.value).second || is_fixed(id)) return;
    const Inst& inst = program_.at(id);
    const auto args = program_.args_of(id);
    switch (inst.kind) {
      case InstKind::fact:
        if (inst.type.is(TypeKind::boolean)) opposite(id);
        return visit(program_.facts[static_cast<std::size_t>(inst.a)].root);
      case InstKind::all_of:
      case InstKind::any_of:
      case InstKind::negation:
      case InstKind::is_true:
      case InstKind::choose:
      case InstKind::fallback:
        for (const InstId arg : args) visit(arg);
        return;
      case InstKind::call: return visit_call(id);
      case InstKind::in_set: return visit_set(id);
      case InstKind::is_missing: return visit_missing(args[0]);
      case InstKind::column:
      case InstKind::lookup:
      case InstKind::has_tag:
      case InstKind::history:
      case InstKind::event_aggregate:
        if (inst.type.is(TypeKind::boolean)) opposite(id);
        return;
      case InstKind::population:
        return next_to_edges(id);  // to be among the first is not hers to change: what she has is
      case InstKind::constant:
      case InstKind::missing:
      case InstKind::kept:
      case InstKind::context:
      case InstKind::outer:
      case InstKind::calendar:
      case InstKind::pick_row:
      case InstKind::customer_aggregate: return;  // not hers to change
    }
  }

  void visit_call(InstId id) {
    const Inst& inst = program_.at(id);
    const auto args = program_.args_of(id);
    const BuiltinRow& row = row_of(row_of(inst.op).builtin);
    if (row.form == BuiltinForm::test) return opposite(id);
    const bool compares =
        row.builtin == Builtin::equal || row.builtin == Builtin::less || row.builtin == Builtin::less_equal;
    if (compares)
      for (const auto& [x, edge] : {std::pair(args[0], args[1]), std::pair(args[1], args[0])})
        if (is_hers(x)) compared(x, at_.value(edge));
    for (const InstId arg : args) visit(arg);
  }

  void visit_set(InstId id) {
    const InstId x = program_.args_of(id)[0];
    const auto& members = program_.constant_sets[static_cast<std::size_t>(program_.at(id).a)];
    for (std::size_t i = 0; i < std::min(members.size(), most_members); ++i) {
      KnownValue member = members[i];
      member.type = program_.at(x).type.with_nullable(false);
      to_value(x, member);
    }
    another(x);
    visit(x);
  }

  void visit_missing(InstId x) {
    if (at_.value(x))
      add({x, ChangeKind::unknown, std::nullopt, std::nullopt, size_of_becoming_unknown});
    else if (const auto any = some_value(program_.at(x).type))
      add({x, ChangeKind::known, any, std::nullopt, size_of_becoming_known + any_value});
    visit(x);
  }

  // x is compared with an edge: that value, and those next to it.
  void compared(InstId x, const std::optional<KnownValue>& edge) {
    const Inst& inst = program_.at(x);
    if (!edge) return;
    if (inst.kind == InstKind::call) {
      const auto args = program_.args_of(x);
      if (inst.op == Op::date_of_datetime) return day_of(args[0], *edge);
      if (inst.op == Op::number_of_integer) return whole_of(args[0], *edge);
      // `last(talks) + 4 days`: what is added stays.
      if (inst.op == Op::add_datetime_duration && at_.value(args[1]) && is_fixed(args[1])) {
        const Duration d = unpack_duration(at_.value(args[1])->whole);
        KnownValue earlier = *edge;
        earlier.whole = moved(edge->whole, pack({-d.count, d.unit}), zone_);
        return compared(args[0], earlier);
      }
    }
    KnownValue value = *edge;
    value.type = inst.type.with_nullable(false);
    switch (value.type.kind) {
      case TypeKind::boolean: return opposite(x);
      case TypeKind::text:
      case TypeKind::id: to_value(x, value); return another(x);
      case TypeKind::enumeration: return members_of(x);
      case TypeKind::number: return number_next_to(x, value);
      case TypeKind::duration:
      case TypeKind::error: return;
      case TypeKind::integer:
      case TypeKind::money:
      case TypeKind::date:
      case TypeKind::time:
      case TypeKind::datetime: break;
    }
    to_value(x, value);
    const std::int64_t step = step_of(value);
    for (const std::int64_t by : {-step, step}) {
      KnownValue next = value;
      if (__builtin_add_overflow(value.whole, by, &next.whole)) continue;
      if (value.type.is(TypeKind::time) && (next.whole < 0 || next.whole >= micros_per_day)) continue;
      to_value(x, next);
    }
  }

  // Where she would stand otherwise: at the values that others have.
  void next_to_edges(InstId id) {
    const auto args = program_.args_of(id);
    for (const Edges* all : {at_.frame().edges.get(), without_her_}) {
      if (all == nullptr) continue;
      const PopulationEdges& edges = all->populations[static_cast<std::size_t>(program_.at(id).a)];
      const Type type = program_.at(args[0]).type.with_nullable(false);
      if (edges.whole.size() <= most_edges && physical_of(type.kind) == Physical::whole &&
          !type.is(TypeKind::duration) && !type.is(TypeKind::enumeration))
        for (const std::int64_t edge : edges.whole)
          for (const std::int64_t by : {std::int64_t{0}, step_of({type, edge, 0, {}}), -step_of({type, edge, 0, {}})})
            to_value(args[0], {type, edge + by, 0, {}});
      if (edges.real.size() <= most_edges && type.is(TypeKind::number))
        for (const double edge : edges.real) number_next_to(args[0], {type, 0, edge, {}});
    }
    for (const InstId arg : args) visit(arg);
  }

  void number_next_to(InstId x, const KnownValue& edge) {
    to_value(x, edge);
    for (const auto& [kind, end] : {std::pair(ChangeKind::above, std::numeric_limits<double>::max()),
                                    std::pair(ChangeKind::below, std::numeric_limits<double>::lowest())}) {
      KnownValue next = edge;
      next.real = std::nextafter(edge.real, end);
      if (std::isfinite(next.real)) add({x, kind, next, edge, size_to(x, next)});
    }
  }

  // Her instant on the day, and on the days next to it, at the same time of day.
  void day_of(InstId instant, const KnownValue& day) {
    const auto& now = at_.value(instant);
    const Micros time = now ? zone_.local_time(now->whole) : 0;
    for (const std::int64_t by : {0, -1, 1}) {
      KnownValue value{program_.at(instant).type.with_nullable(false), zone_.instant_of(day.whole + by, time), 0, {}};
      to_value(instant, value);
    }
  }

  void whole_of(InstId x, const KnownValue& edge) {
    if (!(std::fabs(edge.real) < 9e15)) return;
    const auto low = static_cast<std::int64_t>(std::floor(edge.real));
    for (std::int64_t whole = low - 1; whole <= low + 1; ++whole)
      to_value(x, {program_.at(x).type.with_nullable(false), whole, 0, {}});
  }

  void members_of(InstId x) {
    const Type type = program_.at(x).type.with_nullable(false);
    const std::size_t count = program_.enumerations[type.enumeration.index()].members.size();
    for (std::size_t i = 0; i < std::min(count, most_members); ++i)
      to_value(x, {type, static_cast<std::int64_t>(i), 0, {}});
  }

  void another(InstId x) {
    const Type type = program_.at(x).type.with_nullable(false);
    if (type.is(TypeKind::enumeration)) return members_of(x);
    if (type.is(TypeKind::text) || type.is(TypeKind::id))
      add({x, ChangeKind::other, KnownValue{type, 0, 0, "\x1f"}, std::nullopt,
           at_.value(x) ? size_of_other : size_of_becoming_known});
  }

  void opposite(InstId x) {
    const Type type = program_.at(x).type.with_nullable(false);
    const bool holds = at_.holds(x);
    const KnownValue to{type, holds ? 0 : 1, 0, {}};
    if (is_condition(program_.at(x).type)) {
      add({x, holds ? ChangeKind::fails : ChangeKind::holds, to, std::nullopt, size_of_opposite});
      return;
    }
    for (const std::int64_t value : {0, 1}) to_value(x, {type, value, 0, {}});
  }

  std::optional<KnownValue> some_value(Type type) const {
    KnownValue value{type.with_nullable(false), 0, 0, {}};
    if (type.is(TypeKind::error)) return std::nullopt;
    if (physical_of(type.kind) == Physical::code) value.text = "\x1f";
    if (type.is(TypeKind::datetime)) value.whole = at_.as_of();
    if (type.is(TypeKind::date)) value.whole = zone_.local_date(at_.as_of());
    return value;
  }

  double size_to(InstId x, const KnownValue& to) const {
    const auto& now = at_.value(x);
    if (!now) return size_of_becoming_known;
    const TypeKind kind = to.type.kind;
    const bool measured = kind == TypeKind::integer || kind == TypeKind::number || kind == TypeKind::money ||
                          kind == TypeKind::date || kind == TypeKind::datetime || kind == TypeKind::time;
    return measured ? distance(*now, to) : size_of_opposite;
  }

  void to_value(InstId x, const KnownValue& to) {
    const auto& now = at_.value(x);
    if (now && now->whole == to.whole && now->real == to.real && now->text == to.text) return;
    if (counts_something(x) && to.whole < 0) return;
    add({x, ChangeKind::value, to, std::nullopt, size_to(x, to)});
  }

  // A number of rows is never below 0.
  bool counts_something(InstId x) const {
    while (program_.at(x).kind == InstKind::fact) x = program_.facts[static_cast<std::size_t>(program_.at(x).a)].root;
    if (program_.at(x).kind != InstKind::event_aggregate || !program_.at(x).type.is(TypeKind::integer)) return false;
    const AggregateOp op = program_.aggregates[static_cast<std::size_t>(program_.at(x).a)].op;
    return op == AggregateOp::count || op == AggregateOp::distinct || row_of(op).values == "days";
  }

  bool follows(InstId x) const {
    if (program_.at(x).kind != InstKind::fact) return false;
    const InstKind root = program_.at(program_.facts[static_cast<std::size_t>(program_.at(x).a)].root).kind;
    return root != InstKind::has_tag && root != InstKind::column && root != InstKind::lookup;
  }

  void add(Change change) {
    const InstKind kind = program_.at(change.what).kind;
    const bool has_name =
        kind == InstKind::fact || kind == InstKind::column || kind == InstKind::lookup || kind == InstKind::has_tag;
    if (!has_name) change.size += without_a_name;
    const Type type = program_.at(change.what).type;
    const bool named_state = type.is(TypeKind::boolean) || type.is(TypeKind::enumeration);
    if (named_state && follows(change.what)) change.size += follows_from_others;
    const KnownValue& to = change.to ? *change.to : KnownValue{};
    if (changes_.size() < most_changes &&
        tried_.insert({change.what.value, change.to.has_value(), to.whole, to.real, to.text}).second)
      changes_.push_back(std::move(change));
  }

  const Program& program_;
  const Snapshot& at_;
  const Phrases& phrases_;
  const ZoneRules& zone_;
  const Edges* without_her_;
  std::vector<Change> changes_;
  std::set<std::int32_t> seen_;
  std::set<std::tuple<std::int32_t, bool, std::int64_t, double, std::string>> tried_;
};

}  // namespace

std::vector<Change> changes_to_try(const Program& program, const Snapshot& at, const Phrases& phrases,
                                   const ZoneRules& zone, const std::vector<InstId>& asked, const Edges* without_her) {
  return Trying(program, at, phrases, zone, without_her).of(asked);
}

}  // namespace sop
