#include "runtime/explain/changes_tried.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <tuple>

#include "runtime/explain/levers.h"
#include "runtime/explain/reached.h"
#include "runtime/run/effects.h"
#include "stdlib/time/duration.h"

namespace sop {
namespace {

constexpr std::size_t most_changes = 1'000;
constexpr std::size_t most_members = 20;
constexpr double size_of_opposite = 1, size_of_becoming_known = 2, size_of_becoming_unknown = 3, size_of_other = 1.5;
// What has no name of its own is a less helpful thing to change.
constexpr double without_a_name = 0.5;
// Less than nothing is told where nothing else is enough.
constexpr double below_nothing = 5;
// Naming a value helps more than saying that there is one.
constexpr double any_value = 0.1;

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

bool has_name(const Inst& inst) {
  return inst.kind == InstKind::fact || inst.kind == InstKind::column || inst.kind == InstKind::lookup ||
         inst.kind == InstKind::has_tag;
}

class Trying {
 public:
  Trying(const Program& program, const Snapshot& at, const Phrases& phrases)
      : program_(program), at_(at), phrases_(phrases) {}

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
    if (!inst.domain.is_frame()) {  // on an event: what is asked of her is
      for (const InstId arg : program_.args_of(id)) visit(arg);
      return;
    }
    const auto args = program_.args_of(id);
    switch (inst.kind) {
      case InstKind::fact:
        if (inst.type.is(TypeKind::boolean)) opposite(id);
        if (is_held(id)) return;  // what is given by hand or by a rule is one thing of hers
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
      case InstKind::lookup: becomes_unknown(id); [[fallthrough]];
      case InstKind::has_tag:
      case InstKind::history:
        if (inst.type.is(TypeKind::boolean)) opposite(id);
        return;
      case InstKind::event_aggregate:
        if (inst.type.is(TypeKind::boolean)) opposite(id);
        becomes_unknown(id);
        for (const InstId part : read_by_rows(program_, static_cast<std::size_t>(inst.a))) visit(part);
        return;
      case InstKind::outer:
      case InstKind::population:  // to be among the first is not hers to change: what she has is
        for (const InstId arg : args) visit(arg);
        return;
      case InstKind::constant:
      case InstKind::missing:
      case InstKind::kept:
      case InstKind::context:
      case InstKind::calendar:
      case InstKind::pick_row:
      case InstKind::customer_aggregate: return;  // not hers to change
    }
  }

  void visit_call(InstId id) {
    const Inst& inst = program_.at(id);
    const auto args = program_.args_of(id);
    const BuiltinRow& row = row_of(row_of(inst.op).builtin);
    if (row.form == BuiltinForm::test) {
      if (is_settable(args[0])) opposite(id);
      for (const InstId arg : args) visit(arg);
      return;
    }
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
    for (std::size_t i = 0; i < std::min(members.size(), most_members) && is_settable(x); ++i) {
      if (is_measured(program_.at(x).type.kind)) break;  // a lever
      KnownValue member = members[i];
      member.type = program_.at(x).type.with_nullable(false);
      to_value(x, member);
    }
    another(x);
    visit(x);
  }

  void becomes_unknown(InstId x) {
    if (at_.value(x) && program_.at(x).type.nullable)
      add({x, ChangeKind::unknown, std::nullopt, std::nullopt, size_of_becoming_unknown});
  }

  void visit_missing(InstId x) {
    becomes_unknown(x);
    const auto any = some_value(program_.at(x).type);
    if (!at_.value(x) && any) add({x, ChangeKind::known, any, std::nullopt, size_of_becoming_known + any_value});
    visit(x);
  }

  // Something that is given, or has a name.
  bool is_settable(InstId x) const {
    const InstKind kind = program_.at(x).kind;
    return has_name(program_.at(x)) || kind == InstKind::event_aggregate || kind == InstKind::history;
  }

  void compared(InstId x, const std::optional<KnownValue>& edge) {
    if (!edge) return;
    const Op op = program_.at(x).op;
    if (op == Op::lower_text || op == Op::upper_text || op == Op::trim_text)
      return compared(program_.args_of(x)[0], edge);
    if (!is_settable(x)) return;
    KnownValue value = *edge;
    value.type = program_.at(x).type.with_nullable(false);
    if (value.type.is(TypeKind::boolean)) return opposite(x);
    if (value.type.is(TypeKind::enumeration)) return members_of(x);
    if (!value.type.is(TypeKind::text) && !value.type.is(TypeKind::id)) return;  // a lever
    to_value(x, value);
    another(x);
  }

  void members_of(InstId x) {
    const Type type = program_.at(x).type.with_nullable(false);
    const std::size_t count = program_.enumerations[type.enumeration.index()].members.size();
    for (std::size_t i = 0; i < std::min(count, most_members); ++i)
      to_value(x, {type, static_cast<std::int64_t>(i), 0, {}});
  }

  void another(InstId x) {
    if (!is_settable(x)) return;
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
    if (type.is(TypeKind::date)) value.whole = at_.as_of() / micros_per_day;
    return value;
  }

  void to_value(InstId x, const KnownValue& to) {
    const auto& now = at_.value(x);
    if (now && now->whole == to.whole && now->real == to.real && now->text == to.text) return;
    add({x, ChangeKind::value, to, std::nullopt, now ? size_of_opposite : size_of_becoming_known});
  }

  // A tag or a group that is set, not computed.
  bool is_held(InstId x) const {
    return program_.at(x).kind == InstKind::fact && program_.facts[static_cast<std::size_t>(program_.at(x).a)].stored;
  }

  bool is_derived(InstId x) const {
    if (program_.at(x).kind != InstKind::fact || is_held(x)) return false;
    while (program_.at(x).kind == InstKind::fact) x = program_.facts[static_cast<std::size_t>(program_.at(x).a)].root;
    const InstKind root = program_.at(x).kind;
    return root != InstKind::has_tag && root != InstKind::column && root != InstKind::lookup &&
           root != InstKind::event_aggregate && root != InstKind::history;
  }

  // Her id is hers.
  bool is_given(InstId x) const {
    const Inst& inst = program_.at(x);
    return inst.kind == InstKind::column && inst.b == program_.inputs[static_cast<std::size_t>(inst.a)].key;
  }

  void add(Change change) {
    if (is_given(change.what)) return;
    if (!has_name(program_.at(change.what))) change.size += without_a_name;
    change.derived = is_derived(change.what);
    const KnownValue& to = change.to ? *change.to : KnownValue{};
    if (changes_.size() < most_changes &&
        tried_.insert({change.what.value, change.to.has_value(), to.whole, to.real, to.text}).second)
      changes_.push_back(std::move(change));
  }

  const Program& program_;
  const Snapshot& at_;
  const Phrases& phrases_;
  std::vector<Change> changes_;
  std::set<std::int32_t> seen_;
  std::set<std::tuple<std::int32_t, bool, std::int64_t, double, std::string>> tried_;
};

}  // namespace

std::vector<Change> changes_to_try(const Program& program, const Snapshot& at, const Phrases& phrases,
                                   const std::vector<InstId>& asked) {
  return Trying(program, at, phrases).of(asked);
}

double size_of_change(const Program& program, InstId what, const std::optional<KnownValue>& now, const KnownValue& to) {
  double size = now ? distance(*now, to) : size_of_becoming_known;
  const bool negative = to.whole < 0 || to.real < 0, was = now && (now->whole < 0 || now->real < 0);
  const bool amount = to.type.is(TypeKind::integer) || to.type.is(TypeKind::number) || to.type.is(TypeKind::money);
  if (amount && negative && !was) size += below_nothing;
  return has_name(program.at(what)) ? size : size + without_a_name;
}

}  // namespace sop
