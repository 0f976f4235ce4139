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
  Mapped done{{what.value, known(by, program_.at(what).type)}};
  return rebuilt(root, done);
}

// Instructions that do not reach the replaced one stay themselves.
InstId Lab::rebuilt(InstId id, Mapped& done) {
  if (!id.exists()) return id;
  if (const auto found = done.find(id.value); found != done.end()) return found->second;
  const Inst inst = program_.at(id);
  InstId out = id;
  if (inst.kind == InstKind::fact) {
    const InstId root = program_.facts[static_cast<std::size_t>(inst.a)].root;
    const InstId changed = rebuilt(root, done);
    if (changed != root) out = changed;
  } else if (inst.kind == InstKind::event_aggregate || inst.kind == InstKind::pick_row) {
    out = rebuilt_aggregate(inst, id, done);
  } else {
    const std::vector<InstId> args(program_.args_of(id).begin(), program_.args_of(id).end());
    std::vector<InstId> mapped;
    for (const InstId arg : args) mapped.push_back(rebuilt(arg, done));
    if (mapped != args)
      out = inst.kind == InstKind::outer ? build_.outer(inst.domain, mapped[0])
                                         : build_.add(inst, mapped, program_.inst_spans[id.index()]);
  }
  return done[id.value] = out;
}

InstId Lab::rebuilt_aggregate(const Inst& inst, InstId id, Mapped& done) {
  const Aggregate before = program_.aggregates[static_cast<std::size_t>(inst.a)];
  Aggregate form = before;
  for (InstId* part : parts_of(form)) *part = rebuilt(*part, done);
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
