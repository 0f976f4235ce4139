// Funnels: their steps, and a table of their own.
#include "compiler/check/lengths.h"
#include "compiler/reports/report_forms.h"

namespace sop {
namespace {

using N = NodeKind;

}  // namespace

void Checker::ReportForms::funnel(Node node) {
  const std::size_t errors = c_.diagnostics_.errors();
  begin(node, ReportKind::funnel);
  Funnel made;
  made.name = report_.name;
  for (Node flag : node.children(N::flag)) made.each = made.each || flag.keyword() == Kw::each;
  for (Node step : node.children(N::sequence_step)) failed_ = !funnel_step(step, made) || failed_;
  if (failed_ || made.steps.empty()) {
    failed_ = true;
    return finish(node, errors);
  }
  const Symbol* const symbol = c_.symbols_.find(Space::metrics, made.name);
  const std::size_t index = c_.program_.funnels.size();
  c_.program_.funnels.push_back(std::move(made));
  if (symbol != nullptr) funnels_[symbol] = index;
  funnel_table(node, index);
  finish(node, errors);
}

bool Checker::ReportForms::funnel_step(Node node, Funnel& funnel) {
  const Node path = node.child(N::path);
  const auto events = c_.selected_events(path, node, {});
  if (!events) return false;
  FunnelStep& step = funnel.steps.emplace_back();
  step.name = c_.parsed_.name_of(node);
  if (step.name.empty()) step.name = c_.one_line(path.span());
  const auto taken = [&](const FunnelStep& other) { return &other != &step && other.name == step.name; };
  const std::string own = step.name;
  for (int n = 2; std::ranges::any_of(funnel.steps, taken); ++n) step.name = own + " " + std::to_string(n);
  step.input = events->input;
  step.where = in_frame(events->where);
  step.stranger_where = in_frame(events->where, true);
  step.from = events->from;
  step.to = events->to;
  if (!node.has_keyword(Kw::up_to)) return true;
  const Node length_node = node.last_child();
  const Value length = c_.expression(length_node, {});
  const auto known = length.wrong() ? std::nullopt : known_length(c_.build_, length.inst);
  if (!known) {
    if (!length.wrong())
      c_.report(Code::S2012, length.span,
                {"a duration such as `7 days`", c_.described(length.type, false), "时长,如 `7天`",
                 c_.described(length.type, true)});
    return false;
  }
  if (funnel.steps.size() == 1) {
    c_.report(Code::S2032, node.keyword_span(Kw::up_to),
              {"up to", "the first step has nothing before it", "第一步之前没有别的步骤"});
    return false;
  }
  step.up_to = known->inst;
  return true;
}

// Per step: who reached it, who still may, and its part of those of the step before that are decided.
void Checker::ReportForms::funnel_table(Node node, std::size_t index) {
  if (const Node by = node.child(N::by_clause)) facets(by);
  const Funnel funnel = c_.program_.funnels[index];
  const Type count{TypeKind::integer, false, {}};
  const std::size_t probes = c_.program_.probes.size(), open_probes = c_.open_probes_.size();
  Value before;
  for (std::size_t i = 0; i < funnel.steps.size(); ++i) {
    Measure made;
    made.input = funnel.steps[0].input;
    made.funnel = static_cast<std::int32_t>(index);
    made.step = static_cast<std::int32_t>(i);
    const Span span = node.first_token();
    const Value reached = added(made, count, span);
    add_item(funnel.steps[i].name, {}, reached, span);
    if (i > 0) {
      made.open = true;
      const Value open = added(made, count, span);
      add_item(funnel.steps[i].name + "_open", {}, open, span);
      add_item(funnel.steps[i].name + "_rate", {}, funnel_rate(reached, before, open, span), span);
    }
    before = reached;
  }
  c_.program_.probes.resize(probes);
  c_.open_probes_.resize(open_probes);
}

Value Checker::ReportForms::funnel_rate(Value reached, Value before, Value open, Span span) {
  const Value decided = c_.call_op(Builtin::subtract, {before, open}, span);
  return decided.wrong() ? decided : c_.call_op(Builtin::divide, {reached, decided}, span);
}

}  // namespace sop
