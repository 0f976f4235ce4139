#include "compiler/check/as_of_then.h"

#include "stdlib/time/duration.h"

namespace sop {

AsOfThen::AsOfThen(Builder& build, InstId then) : build_(build), then_(then) {
  const std::int64_t micro = pack({1, DurationUnit::micros});
  just_after_ = build_.call(Op::add_datetime_duration, {then, build_.whole(TypeKind::duration, micro)});
}

InstId AsOfThen::of(InstId id) {
  if (!id.exists()) return id;
  if (const auto found = known_.find(id.value); found != known_.end()) return found->second;
  const InstId instead = rewritten(id);
  known_.emplace(id.value, instead);
  return instead;
}

InstId AsOfThen::rewritten(InstId id) {
  const Inst inst = build_.at(id);
  const Span span = build_.program().inst_spans[id.index()];
  switch (inst.kind) {
    case InstKind::constant:
    case InstKind::missing:
    case InstKind::column: return id;
    case InstKind::fact: return of(build_.program().facts[static_cast<std::size_t>(inst.a)].root);
    case InstKind::outer: return build_.outer(inst.domain, of(build_.program().args_of(id)[0]));
    case InstKind::context: return context(inst);
    case InstKind::event_aggregate:
    case InstKind::customer_aggregate:
    case InstKind::pick_row: return aggregate(inst, span);
    case InstKind::population: return population(inst, span);
    case InstKind::has_tag:
    case InstKind::history:
    case InstKind::kept: not_kept_ = id; return id;
    case InstKind::lookup:
    case InstKind::call:
    case InstKind::all_of:
    case InstKind::any_of:
    case InstKind::negation:
    case InstKind::choose:
    case InstKind::fallback:
    case InstKind::in_set:
    case InstKind::is_missing:
    case InstKind::is_true:
    case InstKind::calendar: break;
  }
  std::vector<InstId> args;
  for (const InstId arg : std::vector<InstId>(build_.program().args_of(id).begin(), build_.program().args_of(id).end()))
    args.push_back(of(arg));
  return build_.add(inst, args, span);
}

InstId AsOfThen::context(const Inst& inst) {
  switch (static_cast<ContextValue>(inst.a)) {
    case ContextValue::as_of:
    case ContextValue::event_time: return then_;
    case ContextValue::today: return build_.call(Op::date_of_datetime, {then_});
  }
  return then_;
}

// What was recorded is seen after its instant, every other event at it.
InstId AsOfThen::end_of(const Input& input, InstId to) {
  const InstId end = is_seen_later(input) ? then_ : just_after_;
  if (!to.exists()) return end;
  const InstId earlier = build_.any_of({build_.is_missing(to), build_.call(Op::less_datetime, {to, end})});
  return build_.choose({earlier, to, end}, build_.at(to).type);
}

InstId AsOfThen::aggregate(Inst inst, Span span) {
  Aggregate form = build_.program().aggregates[static_cast<std::size_t>(inst.a)];
  for (InstId* part : parts_of(form)) *part = of(*part);
  if (inst.kind == InstKind::pick_row) return build_.pick_row(form, span);
  if (inst.kind == InstKind::event_aggregate)
    form.to = end_of(build_.program().inputs[form.input.index()], form.to);
  else
    form.where = form.where.exists() ? build_.all_of({existed(), form.where}, span) : existed();
  return build_.aggregate(form, inst.type, span);
}

// A form of its own among the program's: its edges are those of its instant.
InstId AsOfThen::population(const Inst& inst, Span span) {
  Population form = build_.program().populations[static_cast<std::size_t>(inst.a)];
  form.x = of(form.x);
  form.among = form.among.exists() ? build_.all_of({existed(), of(form.among)}, span) : existed();
  const std::size_t instant = ConstantHash()(instant_written());
  form.definition = (form.definition ^ instant) * 0x9E3779B97F4A7C15ull;
  return build_.population(form, inst.type, span);
}

// The instant, or the date whose midnight it is.
const Constant& AsOfThen::instant_written() const {
  InstId id = then_;
  while (build_.at(id).kind != InstKind::constant) id = build_.program().args_of(id)[0];
  return build_.program().constants[static_cast<std::size_t>(build_.at(id).a)];
}

InstId AsOfThen::existed() {
  const InputId id = build_.program().population;
  const Input& population = build_.program().inputs[id.index()];
  if (population.keys_from.exists()) {
    Aggregate form;
    form.op = AggregateOp::any;
    form.input = population.keys_from;
    form.to = just_after_;
    return build_.aggregate(form, condition_type);
  }
  if (population.since < 0) return build_.truth(true);
  const InstId column = build_.column(Domain::frame(), id, population.since);
  InstId since = column;
  if (build_.at(since).type.is(TypeKind::date)) since = build_.call(Op::datetime_of_date, {since});
  const InstId by_then = build_.negation(build_.call(Op::less_datetime, {then_, since}));
  return build_.any_of({build_.is_missing(column), by_then});  // unknown: always
}

}  // namespace sop
