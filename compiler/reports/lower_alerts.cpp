// Alerts: a condition over the cells of the last complete period, and what is done where it holds. What its texts and
// receivers need is an item of the cell like any other; the values of `by` are given to the cell.
#include "compiler/reports/report_forms.h"

namespace sop {
namespace {

using N = NodeKind;

constexpr const char* no_customer_en = "an alert is about no customer: name a role that does not depend on one";
constexpr const char* no_customer_zh = "预警不针对单个客户,请用不依赖客户的角色";

// Does it read what only a customer has? A person picked from a table of staff is nobody's.
bool is_hers(const Program& program, InstId id) {
  if (!id.exists()) return false;
  const Inst& inst = program.at(id);
  switch (inst.kind) {
    case InstKind::fact:
    case InstKind::event_aggregate:
    case InstKind::history:
    case InstKind::has_tag:
    case InstKind::population: return true;
    case InstKind::column:
      if (inst.a == program.population.value) return true;
      break;
    case InstKind::lookup:
      if (inst.args_count == 0) return true;
      break;
    case InstKind::pick_row: {
      const Aggregate& form = program.aggregates[static_cast<std::size_t>(inst.a)];
      if (is_hers(program, form.value) || is_hers(program, form.where)) return true;
      break;
    }
    case InstKind::constant:
    case InstKind::missing:
    case InstKind::kept:
    case InstKind::outer:
    case InstKind::context:
    case InstKind::call:
    case InstKind::all_of:
    case InstKind::any_of:
    case InstKind::negation:
    case InstKind::choose:
    case InstKind::fallback:
    case InstKind::in_set:
    case InstKind::is_missing:
    case InstKind::is_true:
    case InstKind::calendar:
    case InstKind::customer_aggregate: break;
  }
  return std::ranges::any_of(program.args_of(id), [&](InstId arg) { return is_hers(program, arg); });
}

}  // namespace

void Checker::ReportForms::alert(Node node) {
  const std::size_t errors = c_.diagnostics_.errors();
  begin(node, ReportKind::alert);
  const Node by = node.child(N::by_clause), when = node.child(N::when_clause);
  if (by) facets(by);
  if (!when) return;
  report_.reason = c_.one_line(when.last_child().span());
  Scope scope;
  scope.in_report = true;
  const std::size_t probes = c_.program_.probes.size(), open = c_.open_probes_.size();
  ReportForms* const outside = std::exchange(c_.open_report_, this);
  const InstId holds = c_.condition(when.last_child(), scope);
  failed_ = failed_ || !holds.exists();
  if (holds.exists()) add_item("when", {}, c_.made(holds, when.span()), when.span());
  const std::map<std::string, Value> known = values_of_facets(by);
  scope.locals = &known;
  for (Node act : c_.action_nodes(node)) alert_action(act.child(std::size_t{0}), scope);
  c_.open_report_ = outside;
  c_.program_.probes.resize(probes);
  c_.open_probes_.resize(open);
  finish(node, errors);
}

// `{staff_id} is below`: what the groups are called has a value in texts.
std::map<std::string, Value> Checker::ReportForms::values_of_facets(Node by) {
  std::map<std::string, Value> out;
  const std::vector<Node> nodes = by ? by.children() : std::vector<Node>{};
  for (std::size_t i = 0; i < report_.facets.size(); ++i) {
    Facet& facet = report_.facets[i];
    Type type = facet.type.with_nullable(true);
    if (type.is(TypeKind::error)) type.kind = TypeKind::text;
    facet.kept = static_cast<std::int32_t>(c_.program_.kept.size());
    c_.program_.kept.push_back({type, {}});
    const Span span = nodes[i].span();
    const Value value = c_.made(c_.build_.add({.kind = InstKind::kept, .type = type, .a = facet.kept}, {}, span), span);
    if (facet.grain == Grain::none) {
      out[facet.name] = value;
      continue;
    }
    for (const std::string_view word : {row_of(nodes[i].keyword()).en, row_of(nodes[i].keyword()).zh})
      out[std::string(word)] = value;
  }
  return out;
}

std::int32_t Checker::ReportForms::alert_value(InstId value) {
  report_.items.push_back({"value " + std::to_string(report_.items.size()), {}, value});
  return static_cast<std::int32_t>(report_.items.size()) - 1;
}

void Checker::ReportForms::alert_action(Node phrase, const Scope& scope) {
  AlertAction& action = report_.actions.emplace_back();
  if (phrase.is(N::pause)) {
    action.verb = phrase.has_keyword(Kw::journey) ? AlertVerb::pause_journey : AlertVerb::pause_template;
    action.object = c_.text(phrase.child(N::name));
    return;
  }
  const Node who = phrase.child(std::size_t{0});
  action.object = who.is(N::call) ? c_.text(who.child(N::name)) : c_.object_name(who);
  const InstId staff = c_.role_reference(who, scope);
  if (staff.exists() && is_hers(c_.program_, staff)) {
    c_.report(Code::S2032, who.span(), {action.object, no_customer_en, no_customer_zh});
    failed_ = true;
  } else if (staff.exists()) {
    action.staff_item = alert_value(staff);
  }
  alert_text(phrase.children(N::text), scope, action);
}

void Checker::ReportForms::alert_text(const std::vector<Node>& literals, const Scope& scope, AlertAction& action) {
  std::vector<TextPart> parts(1);
  for (std::size_t i = 0; i < literals.size(); ++i) {
    if (i > 0) parts.back().literal += '\n';
    c_.read_slots(literals[i], scope, {}, parts);
  }
  for (const TextPart& part : parts)
    action.text.push_back({part.literal, part.slot.exists() ? alert_value(part.slot) : -1});
}

// `income_per_head rises along retail_value`: a form of its own, with one more facet; the alert finds what came of it.
Value Checker::ReportForms::along(Node node, const Scope& scope) {
  const Node measured = node.child(std::size_t{0}), order = node.last_child();
  ReportForm outer = std::exchange(report_, {});
  const auto metrics = std::exchange(metrics_, {});
  report_.kind = ReportKind::along;
  report_.name = outer.name;
  report_.span = outer.span;
  report_.facets = outer.facets;
  report_.falls = node.has_keyword(Kw::falls_along);
  report_.facets.push_back({c_.names_of(order).back().text, {TypeKind::error, true, {}}});
  facet_nodes_.push_back(order);
  const Value value = c_.expression(measured, scope);
  facet_nodes_.pop_back();
  const Type type = report_.facets.back().type;
  bool good = !value.wrong() && !failed_;
  if (good && (type.is(TypeKind::error) || !c_.has_order(type))) {
    c_.report(Code::S2012, order.span(),
              {"a value with an order (a tier, bands, a number)", c_.described(type, false),
               "有高低顺序的值(等级、区间、数值)", c_.described(type, true)});
    good = false;
  }
  if (good && !value.type.is(TypeKind::integer) && !value.type.is(TypeKind::number) &&
      !value.type.is(TypeKind::money)) {
    c_.report(Code::S2012, measured.span(),
              {"a number or money", c_.described(value.type, false), "数值或金额", c_.described(value.type, true)});
    good = false;
  }
  failed_ = failed_ || !good;
  report_.items.push_back({c_.one_line(measured.span()), {}, value.inst});
  report_.along_kept = static_cast<std::int32_t>(c_.program_.kept.size());
  c_.program_.kept.push_back({condition_type, {}});
  const std::int32_t kept = report_.along_kept;
  for (std::size_t i = 0; i < outer.facets.size(); ++i)
    if (outer.facets[i].type.is(TypeKind::error)) outer.facets[i].type = report_.facets[i].type;
  if (good) c_.program_.reports.push_back(std::move(report_));
  report_ = std::move(outer);
  metrics_ = metrics;
  if (!good) return c_.wrong(node.span());
  return c_.made(c_.build_.add({.kind = InstKind::kept, .type = condition_type, .a = kept}, {}, node.span()),
                 node.span());
}

}  // namespace sop
