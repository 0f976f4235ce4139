#include "compiler/ir/builder.h"

#include <algorithm>

namespace sop {
namespace {

std::size_t mix(std::size_t seed, std::size_t value) { return (seed ^ value) * 0x9E3779B97F4A7C15ull; }

}  // namespace

std::size_t ConstantHash::operator()(const Constant& value) const {
  std::size_t h = mix(static_cast<std::size_t>(value.type.kind), static_cast<std::size_t>(value.whole));
  h = mix(h, std::hash<double>()(value.real));
  return mix(h, std::hash<std::string>()(value.text));
}

Builder::Builder(Program& program) : program_(program) {
  for (std::size_t i = 0; i < program_.insts.size(); ++i)
    known_.emplace(hash(program_.insts[i], program_.args_of(InstId(i))), InstId(i));
}

std::size_t Builder::hash(const Inst& inst, std::span<const InstId> args) const {
  std::size_t h = mix(static_cast<std::size_t>(inst.kind), static_cast<std::size_t>(inst.op));
  h = mix(h, static_cast<std::size_t>(inst.type.kind) * 2 + (inst.type.nullable ? 1 : 0));
  h = mix(h, static_cast<std::size_t>(inst.domain.input));
  h = mix(h, static_cast<std::size_t>(inst.a));
  h = mix(h, static_cast<std::size_t>(inst.b));
  for (InstId arg : args) h = mix(h, static_cast<std::size_t>(arg.value));
  return h;
}

bool Builder::same(InstId id, const Inst& inst, std::span<const InstId> args) const {
  const Inst& other = at(id);
  return other.kind == inst.kind && other.op == inst.op && other.type == inst.type && other.domain == inst.domain &&
         other.a == inst.a && other.b == inst.b && std::ranges::equal(program_.args_of(id), args);
}

InstId Builder::add(Inst inst, std::span<const InstId> args, Span span) {
  const std::size_t h = hash(inst, args);
  for (auto [at, end] = known_.equal_range(h); at != end; ++at)
    if (same(at->second, inst, args)) return at->second;
  inst.args_begin = static_cast<std::uint32_t>(program_.args.size());
  inst.args_count = static_cast<std::uint32_t>(args.size());
  program_.args.insert(program_.args.end(), args.begin(), args.end());
  const InstId id(program_.insts.size());
  program_.insts.push_back(inst);
  program_.inst_spans.push_back(span);
  known_.emplace(h, id);
  return id;
}

// Rows of an input if any argument has them; else the frame. Constants and contexts are of the frame everywhere.
Domain Builder::domain_of(std::span<const InstId> args) const {
  for (InstId arg : args)
    if (!at(arg).domain.is_frame()) return at(arg).domain;
  return Domain::frame();
}

std::int32_t Builder::constant_id(const Constant& value) {
  for (; constants_indexed_ < program_.constants.size(); ++constants_indexed_)
    known_constants_.try_emplace(program_.constants[constants_indexed_], static_cast<std::int32_t>(constants_indexed_));
  const auto id = static_cast<std::int32_t>(program_.constants.size());
  const auto [known, added] = known_constants_.try_emplace(value, id);
  if (!added) return known->second;
  program_.constants.push_back(value);
  ++constants_indexed_;
  return id;
}

std::int32_t Builder::constant_set_id(std::vector<Constant> members) {
  auto hash_of = [](const std::vector<Constant>& set) {
    std::size_t h = set.size();
    for (const Constant& member : set) h = mix(h, ConstantHash()(member));
    return h;
  };
  auto& sets = program_.constant_sets;
  for (; sets_indexed_ < sets.size(); ++sets_indexed_)
    known_sets_.emplace(hash_of(sets[sets_indexed_]), static_cast<std::int32_t>(sets_indexed_));
  const std::size_t h = hash_of(members);
  for (auto [at, end] = known_sets_.equal_range(h); at != end; ++at)
    if (sets[static_cast<std::size_t>(at->second)] == members) return at->second;
  sets.push_back(std::move(members));
  known_sets_.emplace(h, static_cast<std::int32_t>(sets_indexed_));
  return static_cast<std::int32_t>(sets_indexed_++);
}

InstId Builder::constant(Constant value, Span span) {
  Inst inst{.kind = InstKind::constant, .type = value.type};
  inst.a = constant_id(value);
  return add(inst, {}, span);
}

InstId Builder::missing(Type type, Span span) {
  return add({.kind = InstKind::missing, .type = type.with_nullable(true)}, {}, span);
}

InstId Builder::column(Domain domain, InputId input, int column, Span span) {
  Column& c = program_.inputs[input.index()].columns[static_cast<std::size_t>(column)];
  c.used = true;
  return add({.kind = InstKind::column, .type = c.type, .domain = domain, .a = input.value, .b = column}, {}, span);
}

InstId Builder::lookup(InputId input, int column, std::optional<InstId> key, Span span) {
  Column& c = program_.inputs[input.index()].columns[static_cast<std::size_t>(column)];
  c.used = true;
  Inst inst{.kind = InstKind::lookup, .type = c.type.with_nullable(true), .a = input.value, .b = column};
  if (!key) return add(inst, {}, span);
  inst.domain = at(*key).domain;
  return add(inst, {{*key}}, span);
}

InstId Builder::fact(FactId fact, Span span) {
  return add({.kind = InstKind::fact, .type = program_.facts[fact.index()].type, .a = fact.value}, {}, span);
}

InstId Builder::outer(Domain domain, InstId value) {
  const InstKind kind = at(value).kind;
  if (domain.is_frame() || kind == InstKind::constant || kind == InstKind::missing) return value;
  return add({.kind = InstKind::outer, .type = at(value).type, .domain = domain}, {{value}}, {});
}

InstId Builder::context(ContextValue value) {
  const TypeKind kind = value == ContextValue::today ? TypeKind::date : TypeKind::datetime;
  program_.reads_time = true;
  return add({.kind = InstKind::context, .type = {kind, false, {}}, .a = static_cast<std::int32_t>(value)}, {}, {});
}

InstId Builder::call(Op op, std::initializer_list<InstId> args, Span span) {
  const OverloadRow& row = row_of(op);
  Type type{row.result, row.may_fail, {}};
  for (InstId arg : args) type.nullable = type.nullable || at(arg).type.nullable;
  if (row.result == TypeKind::boolean) type.nullable = false;
  const std::span<const InstId> view(args.begin(), args.size());
  return add({.kind = InstKind::call, .type = type, .domain = domain_of(view), .op = op}, view, span);
}

InstId Builder::all_of(std::vector<InstId> args, Span span) {
  if (args.size() == 1) return args[0];
  return add({.kind = InstKind::all_of, .type = condition_type, .domain = domain_of(args)}, args, span);
}

InstId Builder::any_of(std::vector<InstId> args, Span span) {
  if (args.size() == 1) return args[0];
  return add({.kind = InstKind::any_of, .type = condition_type, .domain = domain_of(args)}, args, span);
}

InstId Builder::negation(InstId condition, Span span) {
  return add({.kind = InstKind::negation, .type = condition_type, .domain = at(condition).domain}, {{condition}}, span);
}

InstId Builder::choose(std::vector<InstId> args, Type type, Span span) {
  return add({.kind = InstKind::choose, .type = type, .domain = domain_of(args)}, args, span);
}

InstId Builder::fallback(InstId value, InstId instead, Span span) {
  const InstId args[] = {value, instead};
  const Type type = at(value).type.with_nullable(at(instead).type.nullable);
  return add({.kind = InstKind::fallback, .type = type, .domain = domain_of(args)}, args, span);
}

InstId Builder::in_set(InstId value, std::vector<Constant> members, Span span) {
  auto less = [](const Constant& a, const Constant& b) {
    return std::tie(a.whole, a.real, a.text) < std::tie(b.whole, b.real, b.text);
  };
  std::sort(members.begin(), members.end(), less);
  members.erase(std::unique(members.begin(), members.end()), members.end());
  const std::int32_t id = constant_set_id(std::move(members));
  return add({.kind = InstKind::in_set, .type = condition_type, .domain = at(value).domain, .a = id}, {{value}}, span);
}

InstId Builder::is_missing(InstId value, Span span) {
  return add({.kind = InstKind::is_missing, .type = condition_type, .domain = at(value).domain}, {{value}}, span);
}

InstId Builder::is_true(InstId value, Span span) {
  if (!at(value).type.nullable) return value;
  return add({.kind = InstKind::is_true, .type = condition_type, .domain = at(value).domain}, {{value}}, span);
}

InstId Builder::aggregate(Aggregate aggregate, Type type, Span span) {
  const InstKind kind = program_.inputs[aggregate.input.index()].kind == InputKind::stream
                            ? InstKind::event_aggregate
                            : InstKind::customer_aggregate;
  program_.reads_time = program_.reads_time || kind == InstKind::event_aggregate;
  return add({.kind = kind, .type = type, .a = aggregate_id(aggregate)}, {}, span);
}

std::int32_t Builder::aggregate_id(const Aggregate& aggregate) {
  auto& all = program_.aggregates;
  const auto found = std::find(all.begin(), all.end(), aggregate);
  if (found != all.end()) return static_cast<std::int32_t>(found - all.begin());
  all.push_back(aggregate);
  return static_cast<std::int32_t>(all.size() - 1);
}

InstId Builder::pick_row(Aggregate aggregate, Span span) {
  const Type type = at(aggregate.value).type.with_nullable(true);
  return add({.kind = InstKind::pick_row, .type = type, .a = aggregate_id(aggregate)}, {}, span);
}

// Her own dates may be missing and so may the day: a list of dates has no next one after the last.
InstId Builder::calendar(CalendarId calendar, CalendarAsk ask, std::vector<InstId> args, Span span) {
  Type type = condition_type;
  if (ask != CalendarAsk::is_day) {
    bool always = false;
    std::size_t next_of_hers = 1;
    for (const Recurrence& rule : program_.calendars[calendar.index()].rules) {
      if (rule.kind == RecurrenceKind::on_date) continue;
      const bool hers = rule.kind == RecurrenceKind::every_year_of_hers;
      always = always || !hers || !at(args[next_of_hers]).type.nullable;
      if (hers) ++next_of_hers;
    }
    type = {TypeKind::integer, !always || at(args[0]).type.nullable, {}};
  }
  Inst inst{.kind = InstKind::calendar, .type = type, .domain = domain_of(args)};
  inst.a = calendar.value;
  inst.b = static_cast<std::int32_t>(ask);
  return add(inst, args, span);
}

HistoryId Builder::history(History history) {
  program_.reads_time = true;
  for (std::size_t i = 0; i < program_.histories.size(); ++i) {
    const History& known = program_.histories[i];
    if (known.name == history.name && known.kind == history.kind && known.value == history.value &&
        known.threshold == history.threshold && known.rearm == history.rearm)
      return HistoryId(i);
  }
  program_.histories.push_back(std::move(history));
  return HistoryId(program_.histories.size() - 1);
}

InstId Builder::held(HistoryId id, Span span) {
  const Type type = program_.histories[id.index()].type;
  return add({.kind = InstKind::history, .type = type, .a = id.value}, {}, span);
}

InstId Builder::kept(const Kept& kept, std::vector<std::int32_t>& owner, Span span) {
  const auto read = [&](std::int32_t index) {
    return add({.kind = InstKind::kept, .type = kept.type, .a = index}, {}, span);
  };
  for (const std::int32_t index : owner) {
    const Kept& known = program_.kept[static_cast<std::size_t>(index)];
    if (known.values == kept.values && known.type == kept.type) return read(index);
  }
  owner.push_back(static_cast<std::int32_t>(program_.kept.size()));
  program_.kept.push_back(kept);
  return read(owner.back());
}

InstId Builder::population(const Population& form, Type type, Span span) {
  auto& all = program_.populations;
  const auto found = std::find(all.begin(), all.end(), form);
  const auto id = static_cast<std::int32_t>(found - all.begin());
  if (found == all.end()) all.push_back(form);
  std::vector<InstId> args{form.x};
  if (form.among.exists()) args.push_back(form.among);
  return add({.kind = InstKind::population, .type = type, .a = id}, args, span);
}

InstId Builder::has_tag(std::string tag, std::optional<std::string> group, std::optional<InstId> person, Span span) {
  const Type text{TypeKind::text, false, {}};
  Inst inst{.kind = InstKind::has_tag, .type = condition_type};
  inst.a = constant_id({text, 0, 0, std::move(tag)});
  if (group) inst.b = constant_id({text, 0, 0, std::move(*group)});
  if (person) return add(inst, {{*person}}, span);
  return add(inst, {}, span);
}

}  // namespace sop
