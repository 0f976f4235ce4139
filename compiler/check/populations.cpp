// Population functions (language.md 2.3, semantics C2): where a customer stands among all customers, and the ordered
// filter that is made of them. One instruction each; clauses that say nothing for a function are refused.
#include <algorithm>

#include "compiler/check/checker.h"

namespace sop {
namespace {

using N = NodeKind;
using enum TypeKind;

PopulationOp op_of(Kw word) {
  switch (word) {
    case Kw::percentile: return PopulationOp::percentile;
    case Kw::ntile: return PopulationOp::ntile;
    case Kw::quantile: return PopulationOp::quantile;
    case Kw::share_of_total: return PopulationOp::share_of_total;
    default: return PopulationOp::rank;
  }
}

Ties ties_of(Node clause) {
  if (clause.has_keyword(Kw::ties_max)) return Ties::max;
  if (clause.has_keyword(Kw::ties_dense)) return Ties::dense;
  return clause.has_keyword(Kw::ties_id) ? Ties::id : Ties::min;
}

bool places(PopulationOp op) { return op == PopulationOp::rank || op == PopulationOp::ntile; }

bool is_clause(Node node) {
  return node.is(N::flag) || node.is(N::among) || node.is(N::ties) || node.is(N::population_missing);
}

constexpr int most_decimals = 18;

}  // namespace

Value Checker::population_call(Node node, const Scope& scope) {
  if (!scope.domain.is_frame()) {
    report(Code::S2026, node.span());
    return wrong(node.span());
  }
  Population form;
  form.op = op_of(node.child(std::size_t{0}).keyword());
  const bool sound = population_value(node.child(std::size_t{1}), form, scope);
  const bool length = population_length(node, form, scope);
  const bool clauses = population_clauses(node, form, scope);
  return sound && length && clauses ? population_result(form, node.span()) : wrong(node.span());
}

// What is compared, or added up.
bool Checker::population_value(Node node, Population& form, const Scope& scope) {
  const Value x = placed(expression(node, scope));
  if (x.wrong()) return false;
  form.x = x.inst;
  const bool adds = form.op == PopulationOp::share_of_total || form.op == PopulationOp::top_reaching;
  if (adds && !x.type.is(integer) && !x.type.is(number) && !x.type.is(money)) {
    report(Code::S2012, x.span, {"a number or money", described(x.type, false), "数值或金额", described(x.type, true)});
    return false;
  }
  if (!has_order(x.type)) {
    report(Code::S2031, x.span,
           {std::string(source(x.span).text(x.span)), described(x.type, false), described(x.type, true)});
    return false;
  }
  return true;
}

// `ntile(x, 5)`, `quantile(x, 90%)`; the others take one value.
bool Checker::population_length(Node node, Population& form, const Scope& scope) {
  std::vector<Node> more;
  for (Node child : node.children())
    if (!is_clause(child)) more.push_back(child);
  const bool two = form.op == PopulationOp::ntile || form.op == PopulationOp::quantile;
  const std::size_t given = more.size() - 1;
  if (given != (two ? 2 : 1)) {
    report(Code::S2044, node.span(), {text(more[0]), two ? "2" : "1", std::to_string(given)});
    return false;
  }
  if (!two) return true;
  const Value second = expression(more[2], scope);
  if (second.wrong()) return false;
  if (form.op == PopulationOp::ntile) {
    form.n = second.number && second.type.is(integer) ? second.number->mantissa : 0;
    const bool whole = form.n > 0 && second.number->decimals == 0;
    if (!whole) report(Code::S2012, second.span, {"a whole number of parts", "another value", "整数份数", "其他值"});
    return whole;
  }
  return population_share(second, form);
}

// A share written in place: 80%, 0.8.
bool Checker::population_share(const Value& share, Population& form) {
  const bool literal = share.number && share.number->mantissa >= 0 && share.number->decimals <= most_decimals;
  std::int64_t one = 1;
  for (int i = 0; literal && i < share.number->decimals; ++i) one *= 10;
  if (!literal || share.number->mantissa > one) {
    report(Code::S2019, share.span,
           {"share", std::string(source(share.span).text(share.span)), "比例", "write a share from 0% to 100%",
            "写 0% 到 100% 之间的比例"});
    return false;
  }
  form.mantissa = share.number->mantissa;
  form.decimals = share.number->decimals;
  return true;
}

bool Checker::population_clauses(Node node, Population& form, const Scope& scope) {
  bool good = true;
  std::vector<N> seen;
  if (survivors_.exists()) form.among = survivors_;
  for (Node clause : node.children()) {
    if (!is_clause(clause)) continue;
    if (std::ranges::find(seen, clause.kind()) != seen.end()) {
      report(Code::S2018, clause.span(), {std::string(source(clause.span()).text(clause.span()))});
      good = false;
      continue;
    }
    seen.push_back(clause.kind());
    good = (clause.is(N::among) ? among(clause, form, scope) : population_clause(clause, form)) && good;
  }
  return good;
}

bool Checker::population_clause(Node clause, Population& form) {
  const Span span = clause.span();
  const std::string written(source(span).text(span));
  const auto refuse = [&](const char* why, const char* why_zh) {
    report(Code::S2032, span, {written, why, why_zh});
    return false;
  };
  if (clause.is(N::flag)) {
    if (!places(form.op)) return refuse("it has no direction: more is higher", "它没有方向:值大者为高");
    form.low_first = clause.keyword() == Kw::low_first;
  } else if (clause.is(N::ties)) {
    form.ties = ties_of(clause);
    if (!places(form.op)) return refuse("equal values have equal results", "值相同则结果相同");
    if (form.op == PopulationOp::ntile && form.ties != Ties::min && form.ties != Ties::id)
      return refuse("equal values share a part, or `ties id` splits them", "相同值同份,或用 `并列 编号` 拆开");
  } else {
    form.missing_out = clause.has_keyword(Kw::missing_out);
    const bool counts = places(form.op) || form.op == PopulationOp::percentile;
    if (!counts && !form.missing_out) return refuse("only known values count here", "此处只计已知的值");
  }
  return true;
}

// `among city = "a"`: the sign after the clause asks of the whole `top …`.
void Checker::offer_parentheses(Node clause) {
  const Tokens& tokens = clause.tree().tokens;
  const Node asked = clause.child(std::size_t{0});
  const TokenKind sign = tokens.all[clause.end()].kind;
  Diagnostic& found = diagnostics_.all().back();
  if (!asked.is(N::path) || sign < TokenKind::equal || sign > TokenKind::greater_equal || found.code != Code::S2011)
    return;
  const std::uint32_t value = clause.end() + 1;
  const TokenKind after = tokens.all[std::min<std::size_t>(value + 1, tokens.all.size() - 1)].kind;
  const TokenKind first = tokens.all[value].kind;
  if (first == TokenKind::open_paren || first == TokenKind::minus || after == TokenKind::dot ||
      after == TokenKind::open_paren)
    return;  // where it ends is not seen from here
  const Span whole = join(asked.span(), tokens.span(value));
  const std::string ours = "(" + std::string(source(whole).text(whole)) + ")";
  found.fix(Phrase::condition_in_parens, {ours}, {{whole, ours}});
}

bool Checker::among(Node clause, Population& form, const Scope& scope) {
  const std::size_t known = diagnostics_.all().size();
  const InstId counted = condition(clause.child(std::size_t{0}), scope);
  if (!counted.exists()) {
    if (diagnostics_.all().size() > known) offer_parentheses(clause);
    return false;
  }
  form.among = form.among.exists() ? build_.all_of({form.among, counted}, clause.span()) : counted;
  return true;
}

// The instruction and its type: outside `among` there is no value, and a missing x has one only where it counts.
Value Checker::population_result(Population form, Span span) {
  const Type x = program_.at(form.x).type;
  Type type{integer, form.among.exists() || (form.missing_out && x.nullable), {}};
  switch (form.op) {
    case PopulationOp::rank:
    case PopulationOp::ntile: break;
    case PopulationOp::percentile: type.kind = number; break;
    case PopulationOp::share_of_total: type = {number, true, {}}; break;
    case PopulationOp::quantile: type = x.with_nullable(true); break;
    case PopulationOp::top:
    case PopulationOp::top_share:
    case PopulationOp::top_reaching: type = {boolean, false, {}}; break;
  }
  const InstId inst = build_.population(form, type, span);
  if (form.op == PopulationOp::share_of_total || form.op == PopulationOp::top_reaching)
    probe(inst, Builtin::divide, span);
  return made(inst, span);
}

// `top 500 by x`, `top 20% by x among c`, `top by x reaching 80% among c`.
Value Checker::top(Node node, const Scope& scope) {
  if (!scope.domain.is_frame()) {
    report(Code::S2026, node.span());
    return wrong(node.span());
  }
  Population form;
  form.ties = Ties::id;
  form.missing_out = true;
  const bool reaching = node.is(N::top_reaching);
  const Node amount_node = node.child(std::size_t{reaching ? 1U : 0U});
  const Node x = node.child(std::size_t{reaching ? 0U : 1U});
  const bool share = amount_node.is(N::percent);
  form.op = reaching ? PopulationOp::top_reaching : share ? PopulationOp::top_share : PopulationOp::top;
  const Value amount = literal(amount_node);
  bool good = population_value(x, form, scope) && !amount.wrong();
  if (good && share) good = population_share(amount, form);
  if (good && !share) {
    form.n = amount.type.is(integer) ? amount.number->mantissa : -1;
    if (form.n < 0 || amount.number->decimals != 0) {
      report(Code::S2012, amount.span, {"a whole number of customers", "another value", "整数人数", "其他值"});
      good = false;
    }
  }
  if (survivors_.exists()) form.among = survivors_;
  if (const Node clause = node.child(N::among)) good = among(clause, form, scope) && good;
  return good ? population_result(form, node.span()) : wrong(node.span());
}

// `from a then b then top 200 by x`: each step sees only those who passed the steps before it, and so do the
// population functions written in it.
Value Checker::ordered_filter(const Symbol& symbol, Node body) {
  std::vector<Stage>& stages = stages_[&symbol];
  Opened open(*this);
  bool failed = false;
  InstId passed;
  for (Node step : body.children()) {
    std::swap(survivors_, passed);
    const InstId here = condition(step, {});
    std::swap(survivors_, passed);
    failed = failed || !here.exists();
    if (!here.exists()) continue;
    open.add(Open::holds, made(here, step.span()));
    passed = passed.exists() ? build_.all_of({passed, here}, body.span()) : here;
    stages.push_back({one_line(step.span()), passed});
  }
  return failed || !passed.exists() ? wrong(symbol.span) : made(passed, body.span());
}

}  // namespace sop
