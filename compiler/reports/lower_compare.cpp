// Comparisons: a metric as terms of drivers. Drivers are the factors of its products, through metrics that are products
// themselves; a rate inside of a product is one driver, the quotient that the metric itself is, two.
#include "compiler/reports/report_forms.h"

namespace sop {
namespace {

using N = NodeKind;

constexpr std::size_t most_drivers = 200;

Node without_parentheses(Node node) {
  while (node.is(N::paren)) node = node.child(std::size_t{0});
  return node;
}

// The operators of a chain, one fewer than its operands.
std::vector<TokenKind> signs_of(Node chain) {
  const std::vector<Node> children = chain.children();
  std::vector<TokenKind> out;
  for (std::size_t i = 1; i < children.size(); ++i) {
    std::uint32_t at = children[i - 1].end();
    const auto is_sign = [&](TokenKind kind) {
      return kind == TokenKind::plus || kind == TokenKind::minus || kind == TokenKind::star || kind == TokenKind::slash;
    };
    while (at < children[i].begin() && !is_sign(chain.tree().tokens.all[at].kind)) ++at;
    out.push_back(chain.tree().tokens.all[at].kind);
  }
  return out;
}

bool divides_somewhere(Node product) { return std::ranges::count(signs_of(product), TokenKind::slash) > 0; }

}  // namespace

void Checker::ReportForms::compare(Node node) {
  const std::size_t errors = c_.diagnostics_.errors();
  begin(node, ReportKind::compare);
  if (const Node by = node.child(N::by_clause)) {
    if (by.child(N::grain)) return c_.later("a comparison by a period", by.span());
    facets(by);
  }
  const std::vector<Node> windows = node.children(N::window);
  if (windows.size() != 2) return;
  const WindowBounds now = c_.window_bounds(windows[0], {}), before = c_.window_bounds(windows[1], {});
  failed_ = now.wrong || before.wrong;
  report_.windowed = true;
  report_.from = now.from;
  report_.to = now.to;
  report_.before_from = before.from;
  report_.before_to = before.to;
  const Node metric = node.child(N::path);
  add_item(c_.one_line(metric.span()), {}, item_value(metric), metric.span());
  term_ = 0;
  Node formula = formula_of(metric);
  if (formula.empty()) formula = metric;
  if (formula.is(N::sum)) {
    const std::vector<Node> operands = formula.children();
    const std::vector<TokenKind> signs = signs_of(formula);
    for (std::size_t i = 0; i < operands.size(); ++i)
      term(operands[i], i > 0 && signs[i - 1] == TokenKind::minus ? -1 : 1);
  } else {
    term(formula.is(N::product) ? formula : metric, 1);
  }
  for (const ReportItem& item : report_.items) {
    const Type type = c_.program_.at(item.value).type;
    if (type.is(TypeKind::integer) || type.is(TypeKind::number) || type.is(TypeKind::money)) continue;
    c_.report(Code::S2012, metric.span(),
              {"a number or money", c_.described(type, false), "数值或金额", c_.described(type, true)});
    failed_ = true;
    break;
  }
  finish(node, errors);
}

// The formula behind a metric's name, as far as names lead to names; nothing for what is no metric of the program.
Node Checker::ReportForms::formula_of(Node node) const {
  Node formula = without_parentheses(node);
  for (int depth = 0; formula.is(N::path) && depth < 200; ++depth) {
    const std::vector<Name> names = c_.names_of(formula);
    const Symbol* metric = names.size() == 1 ? c_.symbols_.find(Space::metrics, names[0].text) : nullptr;
    if (metric == nullptr || !metric->declaration.is(N::metric) || !metric->scope.empty()) return {};
    formula = without_parentheses(metric->declaration.last_child());
  }
  return formula;
}

void Checker::ReportForms::term(Node node, std::int32_t sign) {
  sign_ = sign;
  const Node written = without_parentheses(node), formula = formula_of(written);
  if (written.is(N::product))
    factors(written, 1, true);
  else if (formula.is(N::product))
    factors(formula, 1, true);
  else
    driver(written, 1);
  ++term_;
}

void Checker::ReportForms::factors(Node product, std::int32_t power, bool splits_quotient) {
  const std::vector<Node> operands = product.children();
  const std::vector<TokenKind> signs = signs_of(product);
  for (std::size_t i = 0; i < operands.size(); ++i) {
    if (report_.items.size() > most_drivers) {
      c_.later("a comparison with more than 200 drivers", product.span());
      failed_ = true;
      return;
    }
    const std::int32_t own = i > 0 && signs[i - 1] == TokenKind::slash ? -power : power;
    const Node written = without_parentheses(operands[i]), formula = formula_of(written);
    const Node inner = written.is(N::product) ? written : formula;
    const bool opens =
        inner.is(N::product) && (!divides_somewhere(inner) || (splits_quotient && written.is(N::product)));
    if (opens)
      factors(inner, own, false);
    else
      driver(written, own);
  }
}

void Checker::ReportForms::driver(Node node, std::int32_t power) {
  const std::size_t before = report_.items.size();
  add_item(c_.one_line(node.span()), {}, item_value(node), node.span());
  if (report_.items.size() == before) return;
  ReportItem& item = report_.items.back();
  item.name = c_.one_line(node.span());
  item.term = term_;
  item.sign = sign_;
  item.power = power;
  item.constant = c_.program_.at(item.value).kind == InstKind::constant;
  if (node.is(N::path))
    if (const Symbol* metric = c_.symbols_.find(Space::metrics, item.name); metric != nullptr)
      if (const Node label = metric->declaration.child(N::label)) item.label = c_.text(label);
}

// `list spring_pack of spring_mothers at 2026-03-01 { city }`: who was in the segment then, with some of her columns.
void Checker::ReportForms::list(Node node) {
  const std::size_t errors = c_.diagnostics_.errors();
  begin(node, ReportKind::list);
  const std::size_t probes = c_.program_.probes.size(), open = c_.open_probes_.size();
  const Node segment = node.child(N::path);
  report_.cohort_where = c_.condition(segment, {});
  if (const Symbol* symbol = c_.symbols_.find(Space::lists, c_.parsed_.name_of(node))) c_.taken_list(*symbol);
  failed_ = !report_.cohort_where.exists();
  const std::vector<Node> paths = node.children(N::path);
  report_.from = c_.list_instant(node).inst;
  for (std::size_t i = 1; i < paths.size(); ++i) {  // the first is the segment
    const std::vector<Name> names = c_.names_of(paths[i]);
    if (const std::optional<Value> value = c_.customer_name(names[0], names, {})) {
      add_item(c_.one_line(paths[i].span()), {}, *value, paths[i].span());
      continue;
    }
    c_.unknown_name(names[0], {}, true);
    failed_ = true;
  }
  c_.program_.probes.resize(probes);
  c_.open_probes_.resize(open);
  if (!report_.from.exists()) failed_ = true;
  finish(node, errors);
}

}  // namespace sop
