// `sequence(a then b up to d)` (language.md 2.3): is there a chain of events, each later than the one before? Any chain
// counts, so a step is not the earliest that fits but all that do: a chain of aggregates, each over the rows that
// continue some row of the one before it.
#include "compiler/check/checker.h"
#include "compiler/check/lengths.h"
#include "stdlib/time/duration.h"

namespace sop {
namespace {

using N = NodeKind;
using enum TypeKind;

}  // namespace

Value Checker::sequence(Node node, const Scope& scope) {
  if (!scope.domain.is_frame()) {
    report(Code::S2026, node.span());
    return wrong(node.span());
  }
  InstId link;
  bool failed = false;
  for (Node step : node.children(N::sequence_step)) {
    const InstId next = sequence_step(step, link, scope);
    failed = failed || !next.exists();
    link = next;
  }
  return failed || !link.exists() ? wrong(node.span()) : made(link, node.span());
}

InstId Checker::sequence_step(Node step, InstId previous, const Scope& scope) {
  const std::size_t outer = open_probes_.size();
  Scope frame;
  frame.event = scope.event;
  frame.in_journey = scope.in_journey;
  std::optional<Aggregate> form = selected_events(step.child(N::path), step, frame);
  const std::size_t after = open_probes_.size();
  const bool first = step.begin() == step.child(N::path).begin() && !previous.exists();
  if (step.has_keyword(Kw::up_to)) {
    const Node length_node = step.last_child();
    const Value length = expression(length_node, {});
    const bool is_length = !length.wrong() && length.type.is(duration);
    const auto known = is_length ? known_length(build_, length.inst) : std::nullopt;
    if (!length.wrong() && !known)
      report(Code::S2012, length.span,
             length.type.is(TypeKind::duration)
                 ? computed_length()
                 : std::vector<std::string>{"a duration such as `7 days`", described(length.type, false),
                                            "时长,如 `7天`", described(length.type, true)});
    else if (first && form)
      report(Code::S2032, step.keyword_span(Kw::up_to),
             {"up to", "the first step has nothing before it", "第一步之前没有别的步骤"});
    if (!known || first) form.reset();
    if (form && known->length.unit == DurationUnit::micros) {
      const Input& input = program_.inputs[form->input.index()];
      if (input.time >= 0 && input.columns[static_cast<std::size_t>(input.time)].type.is(date)) {
        report(Code::S2023, length_node.span());
        form.reset();
      }
    }
    if (form) form->up_to = known->inst;
  }
  if (!form) {
    open_probes_.resize(outer);
    return {};
  }
  form->op = AggregateOp::any;
  form->after = previous;
  const InstId link = build_.aggregate(*form, {boolean, false, {}}, step.span());
  probes_inside(AggregateId(program_.at(link).a), outer, after);
  return link;
}

}  // namespace sop
