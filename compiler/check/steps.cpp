// Functions declared with `steps` (language.md 2.10): edges that rise, clauses that may not be left open.
#include <algorithm>

#include "compiler/check/arms/arm_order.h"
#include "compiler/check/arms/rising_edges.h"
#include "compiler/check/checker.h"

namespace sop {
namespace {

using N = NodeKind;

}  // namespace

void Checker::check_steps_functions() {
  for (Node node : parsed_.declarations())
    if (node.is(N::steps))
      for (const Symbol& symbol : symbols_.find_all(Space::functions, parsed_.name_of(node)))
        if (&symbol.declaration.tree() == &node.tree() && symbol.declaration.index() == node.index())
          steps_sound(symbol);
}

// Checked once, before the first call: a call repeats no finding about the function.
bool Checker::steps_sound(const Symbol& symbol) {
  if (symbol.broken) return false;
  if (const auto found = steps_.find(&symbol); found != steps_.end()) return found->second;
  if (std::find(open_steps_.begin(), open_steps_.end(), &symbol) != open_steps_.end()) {
    report(Code::S2005, symbol.span, {symbol.name, symbol.name + " → " + symbol.name});
    return steps_[&symbol] = false;
  }
  open_steps_.push_back(&symbol);
  const bool sound = steps_function(symbol.declaration);
  open_steps_.pop_back();
  return steps_.try_emplace(&symbol, sound).first->second;
}

bool Checker::steps_function(Node node) {
  const std::string name = parsed_.name_of(node);
  const bool damaged = !node.children(N::error).empty();
  if (!damaged && !node.child(N::steps_below))
    clause_missing(node, name, "below", "不足", "say what a value below the first step gets: `below missing`",
                   "写明低于第一级时取什么:`不足 未知`");
  if (!damaged && !node.child(N::steps_above))
    clause_missing(node, name, "above", "超出", "say what a value above the last step gets: `above last`",
                   "写明高于最后一级时取什么:`超出 取末`");
  check_not_empty(node, parsed_, diagnostics_);
  written_once(node, {N::steps_below, N::steps_above});
  // With values of the parameters' types in their places; what this makes is not kept.
  Column unused;
  std::map<std::string, Value> placeholders;
  for (Node parameter : node.child(N::parameters).children(N::parameter)) {
    const Type type = declared_type(parameter.child(N::type), unused);
    if (type.is(TypeKind::error)) return false;
    placeholders[parsed_.name_of(parameter)] = made(build_.missing(type, parameter.span()), parameter.span());
  }
  if (placeholders.empty()) {
    report(Code::S2044, node.child(N::name).span(), {name, "1", "0"});
    return false;
  }
  std::vector<Open> guards;
  std::swap(guards, guards_);
  const std::size_t probes = program_.probes.size(), open_probes = open_probes_.size();
  const Value value = steps_value(node, placeholders, Domain::frame(), true);
  program_.probes.resize(probes);
  open_probes_.resize(open_probes);
  std::swap(guards, guards_);
  return !value.wrong();
}

// The value of the highest step not above the first argument. `declaring`: edges are looked at for their order.
Value Checker::steps_value(Node node, const std::map<std::string, Value>& arguments, Domain domain, bool declaring) {
  Scope scope;
  scope.domain = domain;
  scope.locals = &arguments;
  const Node parameter = node.child(N::parameters).child(N::parameter);
  const Value& argument = arguments.at(parsed_.name_of(parameter));
  std::vector<InstId> below_edge;
  std::vector<Value> results;
  Edges before;
  bool failed = false;
  const std::vector<Node> rows = node.children(N::step_row);
  for (Node row : rows) {
    const Node edge = row.child(std::size_t{0});
    const Value limit = expression(edge, scope);
    const Value below = comparison(TokenKind::less, edge.span(), argument, limit, edge.span());
    failed = failed || below.wrong();
    if (below.wrong()) continue;
    if (declaring) check_increasing(below, edge, before);
    below_edge.push_back(below.inst);
  }
  for (std::size_t i = 0; i < rows.size() && !failed; ++i) {
    const Node result = rows[i].last_child();
    Opened open(*this, Open::fails, made(below_edge[i], rows[i].span()));
    if (i + 1 < rows.size()) open.add(Open::holds, made(below_edge[i + 1], rows[i].span()));
    results.push_back(result.is(N::missing_word) ? Value{} : expression(result, scope));
    failed = results.back().wrong() && !result.is(N::missing_word);
  }
  if (failed || results.empty()) return wrong(node.span());
  Value below, above;
  if (!steps_ends(node, results, below, above, scope)) return wrong(node.span());

  Type type;
  for (const Value& value : results)
    if (!value.wrong()) type = value.type;
  if (type.is(TypeKind::error)) return wrong(node.span());
  const auto result = [&](const Value& value) { return value.wrong() ? build_.missing(type) : value.inst; };
  std::vector<InstId> choice;
  if (argument.type.nullable) choice = {build_.is_missing(argument.inst, argument.span), build_.missing(type)};
  choice.insert(choice.end(), {below_edge[0], result(below)});
  for (std::size_t i = 0; i + 1 < results.size(); ++i)
    choice.insert(choice.end(), {below_edge[i + 1], result(results[i])});
  const Node end = node.child(N::steps_above);
  if (end && !(end.child(N::flag) && end.child(N::flag).has_keyword(Kw::take_last))) {
    const Node edge = node.children(N::step_row).back().child(std::size_t{0});
    const Value at = comparison(TokenKind::less_equal, edge.span(), argument, expression(edge, scope), edge.span());
    choice.insert(choice.end(), {at.inst, result(results.back())});
  }
  choice.push_back(result(above));
  bool nullable = argument.type.nullable;
  for (std::size_t i = 1; i < choice.size(); i += 2) nullable = nullable || program_.at(choice[i]).type.nullable;
  nullable = nullable || program_.at(choice.back()).type.nullable;
  return made(build_.choose(choice, type.with_nullable(nullable), node.span()), node.span());
}

// What lies below the first step and above the last; all results become one type. A value stays wrong where the
// result is `missing`.
bool Checker::steps_ends(Node node, std::vector<Value>& results, Value& below, Value& above, const Scope& scope) {
  bool good = true;
  const auto end = [&](N kind, const Value& nearest) {
    const Node clause = node.child(kind);
    if (!clause) return nearest;  // reported where it is missing
    const Node result = clause.last_child();
    if (result.is(N::flag)) return result.has_keyword(Kw::take_missing) ? Value{} : nearest;
    if (result.is(N::missing_word)) return Value{};
    const Value value = expression(result, scope);
    good = good && !value.wrong();
    return value;
  };
  below = end(N::steps_below, results.front());
  above = end(N::steps_above, results.back());
  if (!good) return false;
  std::vector<Value*> all;
  for (Value& value : results)
    if (!value.wrong()) all.push_back(&value);
  for (Value* value : {&below, &above})
    if (!value->wrong()) all.push_back(value);
  return unify_results(all, parsed_.name_of(node));
}

// A function declared with `steps`, its parameters replaced by what it is called with.
Value Checker::steps_call(const std::string& name, Node node, std::vector<Value> args, const Scope& scope) {
  const Symbol* symbol = symbols_.find(Space::functions, name);
  if (symbol == nullptr || !steps_sound(*symbol)) return wrong(node.span());
  for (const Value& arg : args)
    if (arg.wrong()) return wrong(node.span());
  const std::vector<Node> parameters = symbol->declaration.child(N::parameters).children(N::parameter);
  if (parameters.size() != args.size()) {
    report(Code::S2044, node.span(), {name, std::to_string(parameters.size()), std::to_string(args.size())});
    return wrong(node.span());
  }
  Column unused;
  std::map<std::string, Value> locals;
  for (std::size_t i = 0; i < args.size(); ++i) {
    const Type wanted = declared_type(parameters[i].child(N::type), unused);
    const Value given = convert(args[i], wanted.kind);
    if (given.wrong() || (wanted.is(TypeKind::enumeration) && given.type.enumeration != wanted.enumeration)) {
      report(Code::S2012, args[i].span,
             {described(wanted, false), described(args[i].type, false), described(wanted, true),
              described(args[i].type, true)});
      return wrong(node.span());
    }
    locals[parsed_.name_of(parameters[i])] = given;
  }
  Value value = steps_value(symbol->declaration, locals, scope.domain, false);
  value.span = node.span();
  return value;
}

}  // namespace sop
