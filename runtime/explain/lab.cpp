#include "runtime/explain/lab.h"

namespace sop {

InstId Lab::known(const std::optional<KnownValue>& value, Type type) {
  if (value) return build_.constant(*value);
  if (type.is(TypeKind::boolean) && !type.nullable) return build_.truth(false);
  return build_.missing(type);
}

InstId Lab::both(InstId a, InstId b) {
  if (!a.exists() || !b.exists()) return a.exists() ? a : b;
  return build_.all_of({a, b});
}

InstId Lab::replaced(InstId root, InstId what, const std::optional<KnownValue>& by) {
  Rebuilding how{{{what.value, known(by, program_.at(what).type)}}, false};
  return rebuilt(root, how);
}

namespace {

Op op_of(Builtin builtin, TypeKind kind) {
  for (const OverloadRow& row : overload_rows())
    if (row.builtin == builtin && row.parameter_count == 2 && row.parameters[0] == kind && row.parameters[1] == kind)
      return row.op;
  return Op::none;
}

}  // namespace

InstId Lab::hers_only(InstId what, InstId into, Domain domain, const KnownValue& her_id) {
  const InputId people = program_.population;
  const InstId key = build_.column(domain, people, program_.inputs[people.index()].key);
  const Op equal = op_of(Builtin::equal, her_id.type.kind);
  const Type type = program_.at(what).type;
  return build_.choose({build_.call(equal, {key, build_.constant(her_id)}), into, what},
                       is_condition(type) ? type : type.with_nullable(true));
}

InstId Lab::replaced_among_all(InstId root, InstId what, const std::optional<KnownValue>& by,
                               const KnownValue& her_id) {
  const Inst inst = program_.at(what);
  const InstId into = known(by, inst.type);
  Rebuilding how{{{what.value, hers_only(what, into, inst.domain, her_id)}}, true};
  // Inside an aggregate over customers a column of theirs is one of its rows.
  if (inst.kind == InstKind::column && inst.domain.is_frame() && inst.a == program_.population.value) {
    const Domain rows = Domain::rows_of(program_.population);
    const InstId twin = build_.column(rows, program_.population, inst.b);
    how.done[twin.value] = hers_only(twin, into, rows, her_id);
  }
  return rebuilt(root, how);
}

InstId Lab::varied(InstId root, InstId what, std::size_t place) {
  const Type type = program_.at(what).type.with_nullable(true);
  const InstId row_by_row =
      build_.add({.kind = InstKind::kept, .type = type, .a = static_cast<std::int32_t>(place)}, {}, {});
  Rebuilding how{{{what.value, row_by_row}}, false};
  return rebuilt(root, how);
}

std::vector<InstId> Lab::sides_of(InstId comparison) {
  const Inst inst = program_.at(comparison);
  if (inst.kind != InstKind::call) return {};
  const Builtin builtin = row_of(inst.op).builtin;
  if (builtin == Builtin::less || builtin == Builtin::less_equal) return {comparison};
  if (builtin != Builtin::equal) return {};
  const InstId a = program_.args_of(comparison)[0], b = program_.args_of(comparison)[1];
  const Op less = op_of(Builtin::less, program_.at(a).type.kind);
  if (less == Op::none) return {};
  return {build_.call(less, {a, b}), build_.call(less, {b, a})};
}

// Instructions that do not reach the replaced one stay themselves.
InstId Lab::rebuilt(InstId id, Rebuilding& how) {
  if (!id.exists()) return id;
  if (const auto found = how.done.find(id.value); found != how.done.end()) return found->second;
  const Inst inst = program_.at(id);
  InstId out = id;
  if (inst.kind == InstKind::fact) {
    const InstId root = program_.facts[static_cast<std::size_t>(inst.a)].root;
    const InstId changed = rebuilt(root, how);
    if (changed != root) out = build_.outer(inst.domain, changed);
  } else if (inst.kind == InstKind::event_aggregate || inst.kind == InstKind::pick_row ||
             (how.among_all && inst.kind == InstKind::customer_aggregate)) {
    out = rebuilt_aggregate(inst, id, how);
  } else {
    const std::vector<InstId> args(program_.args_of(id).begin(), program_.args_of(id).end());
    std::vector<InstId> mapped;
    for (const InstId arg : args) mapped.push_back(rebuilt(arg, how));
    if (mapped != args)
      out = inst.kind == InstKind::outer ? build_.outer(inst.domain, mapped[0])
                                         : build_.add(inst, mapped, program_.inst_spans[id.index()]);
  }
  return how.done[id.value] = out;
}

InstId Lab::rebuilt_aggregate(const Inst& inst, InstId id, Rebuilding& how) {
  const Aggregate before = program_.aggregates[static_cast<std::size_t>(inst.a)];
  Aggregate form = before;
  for (InstId* part : parts_of(form)) *part = rebuilt(*part, how);
  if (form == before) return id;
  return inst.kind == InstKind::pick_row ? build_.pick_row(form) : build_.aggregate(form, inst.type);
}

InstId Lab::on_event(InstId inner, const Snapshot& at) {
  Mapped done;
  return event_part(inner, at, done);
}

InstId Lab::event_part(InstId id, const Snapshot& at, Mapped& done) {
  if (const auto found = done.find(id.value); found != done.end()) return found->second;
  Inst inst = program_.at(id);
  InstId out = id;
  if (inst.kind == InstKind::outer) {
    const InstId read = program_.args_of(id)[0];
    out = known(at.value(read), inst.type);
  } else if (inst.domain.is_frame()) {
    if (inst.kind != InstKind::constant && inst.kind != InstKind::missing) out = known(at.value(id), inst.type);
  } else {
    std::vector<InstId> args;
    const std::vector<InstId> before(program_.args_of(id).begin(), program_.args_of(id).end());
    for (const InstId arg : before) args.push_back(event_part(arg, at, done));
    inst.domain = Domain::frame();
    out = build_.add(inst, args, {});
  }
  return done[id.value] = out;
}

}  // namespace sop
