// Calls: builtins by their row; functions declared with `steps` lie in steps.cpp.
#include <algorithm>
#include <set>
#include <span>

#include "compiler/check/checker.h"
#include "compiler/check/other_words.h"
#include "compiler/reports/report_forms.h"

namespace sop {
namespace {

using enum TypeKind;

const BuiltinRow* builtin_called(std::string_view name) {
  for (const BuiltinRow& row : builtin_rows())
    if (row.form == BuiltinForm::call && (row.en == name || row.zh == name)) return &row;
  return nullptr;
}

// Builtins that read the clock take it as a last argument the author does not write.
std::optional<ContextValue> clock_of(Builtin builtin) {
  switch (builtin) {
    case Builtin::days_since:
    case Builtin::days_until:
    case Builtin::years_since: return ContextValue::today;
    case Builtin::hours_since: return ContextValue::as_of;
    default: return std::nullopt;
  }
}

}  // namespace

Value Checker::call(Node node, const Scope& scope) {
  const std::vector<Node> children = node.children();
  if (open_report_ != nullptr && children[0].keyword() == Kw::overall && children.size() == 2)
    return open_report_->overall(children[1], scope);
  const std::string name = text(children[0]);
  std::vector<Value> args;
  if (const BuiltinRow* row = builtin_called(name))
    if (auto days = days_of_calendar(row->builtin, node, scope)) return *days;
  const bool ours = builtin_called(name) != nullptr || symbols_.find(Space::functions, name) != nullptr ||
                    children[0].keyword() == Kw::overall;
  // Rows handed to a function nobody knows: an aggregate was meant, and its name is the finding.
  const auto hands_rows = [this](Node argument) {
    const Node path = first_path(argument);
    const auto input = path ? input_called(names_of(path)[0].text) : std::nullopt;
    return input && program_.inputs[input->index()].kind == InputKind::stream;
  };
  {
    Opened open(*this);
    for (std::size_t i = 1; i < children.size(); ++i) {
      if (children[i].is(NodeKind::where_clause) || children[i].is(NodeKind::window)) {
        if (!ours) continue;
        const Span clause = children[i].span();
        report(Code::S2032, clause,
               {std::string(source(clause).text(clause)), "only aggregates take it", "只有聚合才有"});
        return wrong(node.span());
      }
      if (!ours && hands_rows(children[i])) continue;
      args.push_back(expression(children[i], scope));
      open.add(Open::known, args.back());
    }
  }
  if (const BuiltinRow* row = builtin_called(name)) return builtin_call(*row, node, std::move(args), scope);
  if (symbols_.find(Space::functions, name) != nullptr && stands_outside(name, children[0].span()))
    return wrong(node.span());
  if (symbols_.find(Space::functions, name) != nullptr) return steps_call(name, node, std::move(args), scope);
  if (children[0].keyword() == Kw::overall && scope.in_report && args.size() == 1) return args[0];
  if (children[0].keyword() == Kw::overall) {
    report(Code::S2032, node.span(), {name, "only reports have it", "仅用于报表"});
    return wrong(node.span());
  }
  if (instance_ != nullptr && refused_in_module(name)) return wrong(node.span());
  auto& found = report(Code::S2001, children[0].span(), {"function", name, "函数"});
  if (const std::string ours_is(our_word(name)); !ours_is.empty()) {
    found.fix(Phrase::did_you_mean, {ours_is}, {{children[0].span(), ours_is}});
    return wrong(node.span());
  }
  std::vector<std::string_view> candidates = symbols_.names(Space::functions);
  for (const BuiltinRow& row : builtin_rows())
    if (row.form == BuiltinForm::call) candidates.insert(candidates.end(), {row.en, row.zh});
  for (const AggregateRow& row : aggregate_rows()) candidates.insert(candidates.end(), {row.en, row.zh});
  suggest(found, name, candidates, children[0].span());
  return wrong(node.span());
}

Value Checker::builtin_call(const BuiltinRow& row, Node node, std::vector<Value> args, const Scope& scope) {
  for (const Value& arg : args)
    if (arg.wrong()) return wrong(node.span());
  const std::size_t written = args.size();
  if (const auto clock = clock_of(row.builtin)) {
    needs_zone(node.span());
    const InstId now = build_.outer(scope.domain, build_.context(*clock));
    args.push_back(made(now, node.span()));
    if (row.builtin == Builtin::hours_since && written == 1 && args[0].type.is(date))
      args[0] = convert(args[0], datetime);
  }
  if (row.builtin == Builtin::hash_bucket) {
    const int key = program_.population.exists() ? program_.inputs[program_.population.index()].key : -1;
    if (key < 0) return wrong(node.span());  // reported with the tables
    args.push_back(
        made(build_.outer(scope.domain, build_.column(Domain::frame(), program_.population, key)), node.span()));
  }
  if (row.builtin == Builtin::days_between || row.builtin == Builtin::hours_between || row.builtin == Builtin::larger ||
      row.builtin == Builtin::smaller) {
    if (args.size() == 2) unify(args[0], args[1]);
    if (row.builtin == Builtin::hours_between)
      for (Value& arg : args) arg = convert(arg, datetime);
  }
  if (!args.empty() && (row.builtin == Builtin::round || row.builtin == Builtin::floor || row.builtin == Builtin::ceil))
    if (args[0].type.is(integer)) args[0] = convert(args[0], number);
  const Value out = call_op(row.builtin, args, node.span());
  if (!out.wrong()) return out;
  report_call(row, node, args, written);
  return wrong(node.span());
}

// What the builtin takes, in the words of the language.
void Checker::report_call(const BuiltinRow& row, Node node, const std::vector<Value>& args, std::size_t written) {
  const std::size_t hidden = args.size() - written;
  std::vector<Type> given;
  for (std::size_t i = 0; i < written; ++i) given.push_back(args[i].type);
  const auto word = [this](const Type& type, bool zh) {
    const bool named = type.is(TypeKind::enumeration) && type.enumeration.exists();
    return zh || named ? described(type, zh) : std::string(type_word(type.kind));
  };
  const auto listed = [&word](std::span<const Type> types, bool zh) {
    std::string out = "(";
    for (const Type& type : types) out += (out.size() > 1 ? ", " : "") + word(type, zh);
    return out + ")";
  };
  std::string takes, takes_zh;
  std::set<std::string> seen;
  for (const OverloadRow& overload : overload_rows()) {
    if (overload.builtin != row.builtin || overload.parameter_count < hidden) continue;
    std::vector<Type> types;
    for (const TypeKind kind : overload.parameter_types().first(overload.parameter_count - hidden))
      types.push_back({kind, false, {}});
    if (!seen.insert(listed(types, false)).second) continue;
    takes += (takes.empty() ? "" : " or ") + listed(types, false);
    takes_zh += (takes_zh.empty() ? "" : " 或 ") + listed(types, true);
  }
  report(Code::S2013, node.span(),
         {text(node.children()[0]), takes, takes_zh, listed(given, false), listed(given, true)});
}

}  // namespace sop
