// Metrics and what reads them (language.md 2.9): reports, funnels, cohorts, alerts, comparisons. A metric is a formula
// without grain; names of metrics are a space of their own.
#include <algorithm>

#include "compiler/check/checker.h"
#include "compiler/check/of_each_customer.h"
#include "compiler/reports/report_forms.h"

namespace sop {
namespace {

using N = NodeKind;

}  // namespace

void Checker::check_reports() {
  Scope scope;
  scope.in_report = true;
  for (Node node : parsed_.declarations()) {
    switch (node.kind()) {
      case N::metric: metric_value(*symbols_.find(Space::metrics, parsed_.name_of(node))); break;
      case N::report:
      case N::cohort:
      case N::funnel:
      case N::alert:
      case N::compare_decl: report_parts(node, scope); break;
      default: break;
    }
  }
}

void Checker::report_parts(Node node, const Scope& scope) {
  for (Node part : node.children()) {
    switch (part.kind()) {
      case N::report_item: is_figure(expression(part.child(std::size_t{0}), scope)); break;
      case N::window: window_bounds(part, scope); break;
      case N::when_clause: {
        // Of a group, not of a customer: what can be proven of customers says nothing here.
        const Places before = std::exchange(places_, {});
        const InstId holds = condition(part.last_child(), scope);
        if (holds.exists()) is_figure(made(holds, part.last_child().span()));
        places_ = before;
        break;
      }
      case N::sequence_step:
      case N::from_name: report_stream(part.child(N::path), part, scope); break;
      case N::action:
      case N::actions: alert_actions(node); break;
      case N::path: metric_path(part); break;
      default: break;
    }
  }
  if (node.is(N::cohort)) selected_events(node.child(N::from_name).child(N::path), node, scope);
}

void Checker::report_stream(Node path_node, Node clauses, const Scope& scope) {
  if (path_node) selected_events(path_node, clauses, scope);
}

void Checker::alert_actions(Node node) {
  for (Node act : action_nodes(node)) {
    const Node phrase = act.child(std::size_t{0});
    if (phrase.is(N::pause)) {
      alert_pause(phrase);
      continue;
    }
    if (!phrase.is(N::notify)) {
      report(Code::S2032, phrase.span(),
             {one_line(phrase.span()), "an alert is about no customer: it notifies and pauses",
              "预警不针对单个客户,只能通知或暂停"});
      continue;
    }
    Scope report_scope;
    report_scope.in_report = true;
    std::map<std::string, Value> facets;  // `by staff_id`: the text may name whose alert it is
    if (const Node by = node.child(N::by_clause)) {
      for (Node facet : by.children(N::path)) {
        const Name last = names_of(facet).back();
        facets[last.text] = wrong(last.span);
      }
      for (Node grain : by.children(N::grain))
        for (const std::string_view word : {row_of(grain.keyword()).en, row_of(grain.keyword()).zh})
          facets[std::string(word)] = wrong(grain.span());
    }
    report_scope.locals = &facets;
    role_reference(phrase.child(std::size_t{0}), report_scope);
    message(parsed_.name_of(node), phrase.children(N::text), report_scope, {});
    program_.texts.pop_back();  // read again where the alert is lowered
  }
}

void Checker::alert_pause(Node phrase) {
  const Node name = phrase.child(N::name);
  if (!phrase.has_keyword(Kw::journey)) return expect_declared(Space::templates, text(name), name.span(), false);
  if (symbols_.find(Space::journeys, text(name)) == nullptr) unknown(Space::journeys, text(name), name.span());
}

// `income_per_head rises along retail_value`, of an alert; elsewhere there are no groups to go along.
Value Checker::along(Node node, const Scope& scope) {
  if (open_report_ != nullptr) return open_report_->along(node, scope);
  if (!scope.in_report) {
    report(Code::S2032, node.span(),
           {one_line(node.span()), "only alerts compare a metric along an order", "只有预警才能沿顺序比较指标"});
    return wrong(node.span());
  }
  const Value value = expression(node.child(std::size_t{0}), scope);
  if (value.wrong() || path(node.last_child(), {}).wrong()) return wrong(node.span());
  return made(build_.truth(true), node.span());
}

// `compare sales_change of new_sales …`: a metric's name.
void Checker::metric_path(Node path_node) {
  const std::vector<Name> names = names_of(path_node);
  if (symbols_.find(Space::metrics, names[0].text) == nullptr) unknown(Space::metrics, names[0].text, path_node.span());
}

// The value of a metric by its formula; a circle is found like one of facts.
Value Checker::metric_value(const Symbol& symbol) {
  if (open_report_ != nullptr) return open_report_->metric(symbol);  // checked already; read anew for this report
  if (auto found = metrics_.find(&symbol); found != metrics_.end()) return found->second;
  if (symbol.broken || !symbol.declaration.is(N::metric)) return wrong(symbol.span);
  if (std::find(open_facts_.begin(), open_facts_.end(), &symbol) != open_facts_.end()) {
    report_circle(symbol);
    return wrong(symbol.span);
  }
  open_facts_.push_back(&symbol);
  const Value value = metric_in_its_module(symbol);
  open_facts_.pop_back();
  return metrics_[&symbol] = value;
}

Value Checker::metric_in_its_module(const Symbol& symbol) {
  Scope scope;
  scope.in_report = true;
  const auto found = instances_.find(symbol.scope);
  if (found != instances_.end() && !ready(found->second, &symbol)) return wrong(symbol.span);
  const std::size_t before = diagnostics_.all().size();
  const Inside inside(*this, found == instances_.end() ? nullptr : &found->second);
  const Value value = expression(symbol.declaration.last_child(), scope);
  const bool good = is_figure(value);
  if (instance_ != nullptr) relate_to_use(*instance_, before);
  return good ? value : wrong(symbol.span);
}

// A figure is one number of all (language 2.9): what each customer has of her own is aggregated first.
bool Checker::is_figure(const Value& value) {
  if (value.wrong() || !program_.population.exists()) return true;
  const std::optional<InstId> found = OfEachCustomer(program_).first_in(value.inst);
  if (!found) return true;
  const Inst& inst = program_.at(*found);
  const Input& everybody = program_.inputs[program_.population.index()];
  auto& told = report(Code::S2012, value.span,
                      {"a figure of all customers", "a value of each customer", "全体客户的数字", "每个客户自己的值"});
  const std::string name = inst.kind == InstKind::fact     ? program_.facts[static_cast<std::size_t>(inst.a)].name
                           : inst.kind == InstKind::column ? everybody.columns[static_cast<std::size_t>(inst.b)].name
                                                           : "";
  if (!name.empty()) told.help(Phrase::of_each_customer, {everybody.name, name});
  return false;
}

// A name in a report: a metric, or a step of a funnel (`first_buy.added`), before columns and facts.
std::optional<Value> Checker::metric_name(const std::vector<Name>& names) {
  const Symbol* symbol = symbols_.find(Space::metrics, names[0].text);
  if (symbol == nullptr) return std::nullopt;
  const Span span = join(names[0].span, names.back().span);
  if (symbol->broken) return wrong(span);
  if (!symbol->declaration.is(N::funnel)) return names.size() == 1 ? metric_value(*symbol) : wrong(span);
  std::vector<std::string_view> candidates;
  std::vector<std::string> steps;
  for (Node step : symbol->declaration.children(N::sequence_step)) steps.push_back(parsed_.name_of(step));
  for (const std::string& step : steps) candidates.push_back(step);
  if (open_report_ != nullptr && names.size() == 2)
    if (const auto value = open_report_->step_of(*symbol, names[1].text, span)) return *value;
  if (names.size() == 2 && std::find(steps.begin(), steps.end(), names[1].text) != steps.end())
    return made(build_.missing({TypeKind::integer, false, {}}), span);
  auto& found = report(Code::S2030, names.back().span, {names[0].text, names.back().text});
  suggest(found, names.back().text, candidates, names.back().span);
  return wrong(span);
}

// `share(clicked)`: the part of the customers for whom the condition holds.
Value Checker::share(Node node, const Scope& scope) {
  Scope customers = scope;
  customers.in_report = false;
  const Node what = node.child(std::size_t{1}), where = node.child(N::where_clause);
  const bool of_customers = where && what.is(N::path) && input_called(names_of(what)[0].text) == program_.population;
  const InstId holds = condition(of_customers ? where.last_child() : what, customers);
  if (!holds.exists()) return wrong(node.span());
  return made(build_.missing({TypeKind::number, true, {}}), node.span());
}

}  // namespace sop
