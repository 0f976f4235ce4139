// Expressions by their node: junctions, negation, choice, fallback; the rest lies in operators, paths, calls, windows.
#include "compiler/check/checker.h"
#include "compiler/check/later_forms.h"
#include "compiler/source/limits.h"
#include "stdlib/time/duration.h"

namespace sop {
namespace {

using N = NodeKind;

}  // namespace

Value Checker::expression(Node node, const Scope& scope) {
  if (node.empty()) return {};
  const Value value = expression_read(node, scope);
  if (!value.wrong()) note_value(node.span(), value.inst);
  return value;
}

Value Checker::expression_read(Node node, const Scope& scope) {
  if (const Node cell = cell_of(node); !cells_.empty() && cell.span() != node.span()) {
    const auto kept = std::exchange(cells_, {});  // a cell may be called like its column
    const Value value = expression(cell, scope);
    cells_ = kept;
    return value;
  }
  switch (node.kind()) {
    case N::paren: return expression(node.child(std::size_t{0}), scope);
    case N::conjunction:
    case N::disjunction: return junction(node, scope);
    case N::negation: return negation(node, scope);
    case N::choose: return choose(node, scope, {});
    case N::fallback: return fallback(node, scope);
    case N::sum:
    case N::product: return arithmetic_chain(node, scope);
    case N::negative: return negative(node, scope);
    case N::compare: return compare(node, scope);
    case N::membership: return membership(node, scope);
    case N::between: return between(node, scope);
    case N::is_test: return is_test(node, scope);
    case N::wrong_is: {
      const Span value = node.child(std::size_t{0}).span(), test{value.file, value.end, node.span().end};
      const bool known = node.has_keyword(Kw::missing) && node.has_keyword(Kw::not_);
      const std::string ours(row_of(known ? Kw::is_known : Kw::is_missing).en);
      report(Code::S2032, node.span(),
             {std::string(source(node.span()).text(node.span())), "write `is known` or `is missing`",
              "写成 `已知` 或 `未知`"})
          .fix(Phrase::replace_with, {ours}, {{test, " " + ours}});
      return wrong(node.span());
    }
    case N::text_test: return text_test(node, scope);
    case N::windowed: return windowed(node, scope);
    case N::along: return along(node, scope);
    case N::aggregate: return aggregate(node, scope);
    case N::population: return population_call(node, scope);
    case N::top:
    case N::top_reaching: return top(node, scope);
    case N::sequence: return sequence(node, scope);
    case N::call: return call(node, scope);
    case N::path: return path(node, scope);
    case N::day_word: return day_word(node, scope);
    case N::missing_word: report(Code::S2015, node.span()); return wrong(node.span());
    default: return literal(node);
  }
}

// `today` and `yesterday` as dates.
Value Checker::day_word(Node node, const Scope& scope) {
  needs_zone(node.span());
  InstId day = build_.context(ContextValue::today);
  if (node.has_keyword(Kw::yesterday))
    day = build_.call(Op::subtract_date_duration,
                      {day, build_.whole(TypeKind::duration, pack({1, DurationUnit::days}))}, node.span());
  return made(build_.outer(scope.domain, day), node.span());
}

InstId Checker::condition(Node node, const Scope& scope) {
  const std::size_t known = diagnostics_.all().size();
  const InstId holds = as_condition(expression(node, scope));
  if (!holds.exists()) offer_any(known, node);
  if (holds.exists()) note_condition(node.span(), holds);
  return holds;
}

// `if orders then …`: of events one asks whether there are any.
void Checker::offer_any(std::size_t known, Node node) {
  std::vector<Diagnostic>& all = diagnostics_.all();
  if (all.size() != known + 1 || all.back().code != Code::S2037 || !node.is(N::path)) return;
  const std::optional<InputId> input = input_called(text(node.child(N::name)));
  if (!input || program_.inputs[input->index()].kind != InputKind::stream || all.back().span != node.span()) return;
  const std::string written(source(node.span()).text(node.span()));
  const bool chinese = static_cast<unsigned char>(written[0]) >= 0x80;
  const std::string any = std::string(chinese ? row_of(Kw::any).zh : row_of(Kw::any).en) + "(" + written + ")";
  all.back().fix(Phrase::replace_with, {any}, {{node.span(), any}});
}

InstId Checker::as_condition(const Value& value) {
  if (value.wrong()) return {};
  if (value.type.is(TypeKind::boolean)) return build_.is_true(value.inst, value.span);
  report(Code::S2011, value.span, {described(value.type, false), described(value.type, true)});
  return {};
}

// `a and b and c`: an operand is open where all to its left are true (or, for `or`, false).
namespace {

// `code = poster or friend`: the second half asks nothing.
bool half_a_comparison(Node before, Node child) {
  const bool value = child.is(NodeKind::path) || child.is(NodeKind::text) || child.is(NodeKind::number);
  if (!before || !before.is(NodeKind::compare) || !value) return false;
  const std::vector<Node> sides = before.children();
  return sides.size() == 2 && sides[1].kind() == child.kind() &&
         child.tree().tokens.all[sides[0].end()].kind == TokenKind::equal;
}

}  // namespace

Value Checker::junction(Node node, const Scope& scope) {
  const bool all = node.is(N::conjunction);
  Opened open(*this);
  std::vector<InstId> parts;
  bool failed = false;
  Node before;
  for (Node child : node.children()) {
    const std::size_t findings = diagnostics_.all().size();
    const InstId part = condition(child, scope);
    const bool unknown = !part.exists() && diagnostics_.all().size() == findings + 1 &&
                         (diagnostics_.all().back().code == Code::S2001 ||
                          (!child.is(N::path) && diagnostics_.all().back().code == Code::S2011));
    if (unknown && !all && half_a_comparison(before, child)) {
      const Span left = before.child(std::size_t{0}).span(), right = before.last_child().span();
      const auto written = [this](Span span) { return std::string(source(span).text(span)); };
      const bool chinese = static_cast<unsigned char>(written(child.span())[0]) >= 0x80;
      const std::string list =
          written(left) + (chinese ? " 属于 (" : " in (") + written(right) + ", " + written(child.span()) + ")";
      Diagnostic& found = diagnostics_.all().back();
      found.fixes.clear();
      found.fix(Phrase::replace_with, {list}, {{join(before.span(), child.span()), list}});
    }
    before = child.is(NodeKind::conjunction) ? child.last_child() : child;
    failed = failed || !part.exists();
    if (!part.exists()) continue;
    parts.push_back(part);
    open.add(all ? Open::holds : Open::fails, made(part, child.span()));
  }
  if (failed) return wrong(node.span());
  return made(all ? build_.all_of(parts, node.span()) : build_.any_of(parts, node.span()), node.span());
}

Value Checker::negation(Node node, const Scope& scope) {
  const Node inner = node.last_child();
  InstId part = condition(inner, scope);
  if (!part.exists()) return wrong(node.span());
  std::size_t count = 0;
  for (std::uint32_t i = node.begin(); i < inner.begin(); ++i)
    if (node.tree().roles[i] == Kw::not_) ++count;
  if (count % 2 == 1) part = build_.negation(part, node.span());  // two negations of a condition cancel out
  return made(part, node.span());
}

Value Checker::fallback(Node node, const Scope& scope) {
  const std::vector<Node> children = node.children();
  Value value = expression(children[0], scope);
  Opened open(*this);
  for (std::size_t i = 1; i < children.size(); ++i) {
    open.add(Open::missing, value);
    Value instead = comparand(children[i], value, scope);
    if (value.wrong() || instead.wrong()) {
      value = wrong(node.span());
      continue;
    }
    const Value written = value, other = instead;
    if (!unify(value, instead)) {
      report_mismatch(written, other, "default", node.span(), "默认");
      value = wrong(node.span());
      continue;
    }
    value = made(build_.fallback(value.inst, instead.inst, node.span()), node.span());
  }
  return value;
}

std::string Checker::described(const Type& type, bool zh) const {
  if (type.is(TypeKind::enumeration) && type.enumeration.exists()) {
    const Enumeration& e = program_.enumerations[type.enumeration.index()];
    return (zh ? "选项 `" : "one of `") + e.name + "`";
  }
  static constexpr std::pair<std::string_view, std::string_view> words[] = {
      {"?", "?"},         {"a bool", "是否"}, {"an int", "整数"}, {"a number", "数值"},       {"money", "金额"},
      {"a text", "文本"}, {"a date", "日期"}, {"a time", "时刻"}, {"a datetime", "日期时间"}, {"a duration", "时长"},
      {"an id", "编号"},  {"one of", "选项"}};
  const auto& row = words[static_cast<std::size_t>(type.kind)];
  return std::string(zh ? row.second : row.first);
}

void Checker::later(const std::string& what, Span span) {
  for (const LaterForm& form : program_.later)
    if (form.what == what) return;
  program_.later.push_back({what, span, std::string(later_form_zh(what))});
}

Value Checker::later_value(const std::string& what, Type type, Span span) {
  later(what, span);
  return made(build_.missing(type, span), span);
}

// Called for every place where an instruction may fail; what is open there becomes the probe's guard.
void Checker::probe(InstId inst, Builtin builtin, Span span) {
  if (limits::exceeded(program_.args.size(), limits::operands)) return;  // refused as a whole: size.cpp
  IssueProbe probe;
  probe.inst = inst;
  probe.builtin = builtin;
  probe.span = span;
  const Domain domain = program_.at(inst).domain;
  std::vector<InstId> parts;
  for (const Open& open : guards_) {
    InstId part = open.inst;
    if (open.kind == Open::fails) part = build_.negation(part);
    if (open.kind == Open::missing || open.kind == Open::known) {
      if (!program_.at(part).type.nullable && open.kind == Open::known) continue;
      part = build_.is_missing(part);
      if (open.kind == Open::known) part = build_.negation(part);
    }
    if (program_.at(part).domain.is_frame()) part = build_.outer(domain, part);
    parts.push_back(part);
  }
  if (!parts.empty()) probe.guard = build_.all_of(parts);
  open_probes_.push_back(program_.probes.size());
  program_.probes.push_back(probe);
}

}  // namespace sop
