// Scores (language.md 2.4, semantics C3): points per event, per distinct value or on a condition, fading with the age
// of the events, capped per line and in total, never below 0. Lowered to aggregates and arithmetic: a score is computed
// from the events whenever it is asked for, no total is kept. Without decay and with whole points it is an int.
#include "compiler/check/arms/changes_path.h"
#include "compiler/check/checker.h"
#include "compiler/check/lengths.h"
#include "stdlib/time/duration.h"

namespace sop {
namespace {

using N = NodeKind;
using enum TypeKind;

double power_of_ten(int n) {
  double power = 1;
  for (; n > 0; --n) power *= 10;
  return power;
}

}  // namespace

struct Checker::Decay {
  Op op = Op::none;
  InstId length;  // a constant duration
  InstId kept;    // steps: what each leaves, a number
};

Value Checker::score(const Symbol& symbol) {
  const Node node = symbol.declaration;
  const std::optional<Decay> decay = score_decay(node);
  bool failed = !decay;
  const Node cap_node = node.child(N::score_cap);
  Value cap = cap_node ? score_points(cap_node.last_child(), cap_node.span()) : Value{};
  failed = failed || (cap_node && cap.wrong());
  std::vector<Value> lines;
  for (Node line : node.children(N::score_line)) {
    lines.push_back(score_line(line, decay.value_or(Decay{})));
    failed = failed || lines.back().wrong();
  }
  if (failed) return wrong(symbol.span);

  Value total = constant({{integer, false, {}}, 0, 0, {}}, symbol.span);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (i > 0) unify(total, lines[i]);
    total = i == 0 ? lines[0] : call_op(Builtin::add, {total, lines[i]}, lines[i].span);
  }
  if (cap_node) {
    unify(total, cap);
    total = call_op(Builtin::smaller, {total, cap}, symbol.span);
  }
  Value nothing = constant({{integer, false, {}}, 0, 0, {}}, symbol.span);
  unify(total, nothing);
  return call_op(Builtin::larger, {total, nothing}, symbol.span);
}

Value Checker::score_points(Node number_node, Span span) {
  Value points = number_literal(number_node);
  points.span = span;
  return points;
}

// The one decay of all `per` lines; nothing when wrong.
std::optional<Checker::Decay> Checker::score_decay(Node node) {
  Decay decay;
  Node clause;
  for (const N kind : {N::decay_half_life, N::decay_linear, N::decay_step})
    for (Node found : node.children(kind)) {
      if (clause) {
        const bool first = found.begin() < clause.begin();
        report(Code::S2018, first ? clause.span() : found.span(), {"decay"});
        return std::nullopt;
      }
      clause = found;
      decay.op = kind == N::decay_half_life ? Op::fading_half_life
                 : kind == N::decay_linear  ? Op::fading_linear
                                            : Op::fading_steps;
    }
  if (!clause) return decay;
  needs_zone(clause.span());
  const auto invalid = [&](Node what, const char* en, const char* zh, const char* help, const char* help_zh) {
    const Span span = what.span();
    report(Code::S2019, span, {en, std::string(source(span).text(span)), zh, help, help_zh});
    return std::nullopt;
  };
  const Node length_node = clause.last_child();
  const Value length = expression(length_node, {});
  if (length.wrong()) return std::nullopt;
  const auto known = length.type.is(duration) ? known_length(build_, length.inst) : std::nullopt;
  if (!known) {
    report(Code::S2012, length.span,
           length.type.is(duration)
               ? computed_length()
               : std::vector<std::string>{"a duration such as `14 days`", described(length.type, false),
                                          "时长,如 `14天`", described(length.type, true)});
    return std::nullopt;
  }
  if (nominal_micros(known->length) <= 0 && decay.op == Op::fading_steps)
    return report(Code::S2047, length_node.span()), std::nullopt;
  if (nominal_micros(known->length) <= 0)
    return invalid(length_node, "length of a decay", "衰减时长", "points fade over some time: `14 days`",
                   "分值在一段时间内衰减,如 `14天`");
  decay.length = known->inst;
  const Node number_node = clause.child(std::size_t{0});
  const Value amount = decay.op == Op::fading_half_life ? Value{} : literal(number_node);
  if (decay.op == Op::fading_half_life) return decay;
  if (amount.wrong() || !amount.number) return std::nullopt;
  if (decay.op == Op::fading_linear && amount.number->mantissa != 0)
    return invalid(number_node, "end of a linear decay", "线性衰减的终点", "write `linear to 0 in 30 days`",
                   "写成 `线性衰减 到 0 于 30天`");
  if (decay.op != Op::fading_steps) return decay;
  double one = power_of_ten(amount.number->decimals);
  const auto lost = static_cast<double>(amount.number->mantissa);
  if (lost <= 0 || lost > one)
    return invalid(number_node, "share to lose at each step", "每级衰减的比例", "write a share from 0% to 100%",
                   "写 0% 到 100% 之间的比例");
  decay.kept = build_.constant({{number, false, {}}, 0, (one - lost) / one, {}}, clause.span());
  return decay;
}

Value Checker::score_line(Node line, const Decay& decay) {
  const Value points = score_points(line.child(N::number), line.child(N::number).span());
  Value value;
  if (const Node test = line.child(N::score_if)) {
    const InstId holds = condition(test.last_child(), {});
    if (!holds.exists() || points.wrong()) return wrong(line.span());
    Value nothing = constant({{integer, false, {}}, 0, 0, {}}, line.span());
    Value all = points;
    unify(all, nothing);
    value = made(build_.choose({holds, all.inst, nothing.inst}, all.type, line.span()), line.span());
  } else if (const Node per = line.child(N::score_per)) {
    value = event_points(per, points, decay);
  }
  if (value.wrong() || points.wrong()) return wrong(line.span());
  if (const Node cap_node = line.child(N::score_cap)) {
    Value cap = score_points(cap_node.last_child(), cap_node.span());
    if (cap.wrong()) return wrong(line.span());
    unify(value, cap);
    value = call_op(Builtin::smaller, {value, cap}, line.span());
  }
  return line.child(N::flag) ? call_op(Builtin::negate, {value}, line.span()) : value;
}

// `per STREAM …` and `per distinct(STREAM.x …)`: each event, or each value with the age of its latest event.
Value Checker::event_points(Node per, const Value& points, const Decay& decay) {
  const Node what = per.child(std::size_t{0});
  const bool distinct = what.is(N::aggregate);
  if (distinct && what.child(std::size_t{0}).keyword() != Kw::distinct) {
    report(Code::S2032, what.child(std::size_t{0}).span(),
           {text(what.child(std::size_t{0})), "a score counts a stream, or `distinct(…)` of one",
            "评分按事件流或其 `去重计数(…)` 计分"});
    return wrong(per.span());
  }
  const Scope frame;
  const Node argument = distinct ? what.child(std::size_t{1}) : what;
  const Node named = first_path(argument);
  const std::vector<Name> names = named ? names_of(named) : std::vector<Name>{};
  const std::optional<InputId> stream = names.empty() ? std::nullopt : stream_named(names, named.span());
  if (!stream || program_.inputs[stream->index()].kind != InputKind::stream) return not_a_stream(argument, names);
  const std::size_t changes = program_.inputs[stream->index()].recorded ? names_to_changes(names) : 0;
  const std::size_t bare = std::max<std::size_t>(changes, 1);
  if (distinct && argument.is(N::path) && names.size() == bare) {
    report(Code::S2025, what.span(), {text(what.child(std::size_t{0}))});
    return wrong(per.span());
  }
  if (!distinct && names.size() > bare) {
    report(Code::S2012, what.span(),
           {"an event stream, or `distinct(…)`", "a column", "事件流或 `去重计数(…)`", "一列"});
    return wrong(per.span());
  }
  Scope rows;
  rows.domain = Domain::rows_of(*stream);
  rows.rows = *stream;
  rows.view = view_called(names[0].text);
  rows.outside = &frame;
  Aggregate form;
  form.op = distinct ? AggregateOp::distinct : AggregateOp::count;
  form.input = *stream;
  const std::size_t outer = open_probes_.size();
  bool good = (!distinct || select_events(what, rows, form)) && select_events(per, rows, form);
  const std::size_t in_value = open_probes_.size();
  const Value value = distinct ? expression(argument, rows) : Value{};
  good = good && (!distinct || !value.wrong()) && !points.wrong();
  good = good && (decay.op == Op::none || program_.inputs[stream->index()].time >= 0);  // told at the stream
  if (!good) {
    open_probes_.resize(outer);
    return wrong(per.span());
  }
  form.value = value.inst;
  if (decay.op != Op::none) {
    form.latest_by = form.value;
    form.value = decayed_points(*stream, points, decay, per.span()).inst;
    form.op = AggregateOp::sum;
  }
  const Type type{decay.op == Op::none ? integer : number, false, {}};
  const Value sum = made(build_.aggregate(form, type, per.span()), per.span());
  probes_inside(AggregateId(program_.at(sum.inst).a), outer, in_value);
  if (decay.op != Op::none) return probe_aggregate(sum), sum;
  return call_op(Builtin::multiply, {points, sum}, per.span());
}

// What one event is worth at this instant: points × what its age has left of them.
Value Checker::decayed_points(InputId stream, const Value& points, const Decay& decay, Span span) {
  const Domain rows = Domain::rows_of(stream);
  const Input& input = program_.inputs[stream.index()];
  const Value time = convert(made(build_.column(rows, stream, input.time, span), span), datetime);
  const InstId now = build_.outer(rows, build_.context(ContextValue::as_of));
  const InstId left = decay.kept.exists() ? build_.call(decay.op, {time.inst, now, decay.length, decay.kept}, span)
                                          : build_.call(decay.op, {time.inst, now, decay.length}, span);
  InstId amount = points.inst;  // of every domain, as a constant is
  if (points.type.is(integer))
    amount = build_.constant({{number, false, {}}, 0, static_cast<double>(points.number->mantissa), {}}, points.span);
  return made(build_.call(Op::multiply_number, {amount, left}, span), span);
}

}  // namespace sop
