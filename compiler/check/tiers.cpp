// Tiers, bands, grids, scores, sets: the other enumerations and scores of language.md 2.4 and 2.10.
#include <algorithm>

#include "compiler/check/checker.h"

namespace sop {
namespace {

using N = NodeKind;

}  // namespace

Value Checker::tier(const Symbol& symbol) {
  const Node node = symbol.declaration;
  check_arm_names(node.children(N::arm));
  History history;
  bool failed = false;
  const Node fall = node.child(N::fall);
  if (fall)
    for (Node part : fall.children()) {
      InstId& clause = part.is(N::duration) ? history.span : history.release;
      clause = part.is(N::duration) ? expression(part, {}).inst : condition(part, {});
      failed = failed || !clause.exists();
    }
  const Value level = arms_as_choice(node, symbol.name, true);
  if (!fall || level.wrong() || failed) return failed ? wrong(node.span()) : level;
  history.name = symbol.name;
  history.kind = MemoryKind::fall;
  history.type = level.type;
  history.value = level.inst;
  history.place = symbol.span;
  return made(build_.held(remember(std::move(history)), node.span()), node.span());
}

// Each edge opens the next band; low to high. A missing value has no band unless one is declared for it.
Value Checker::bands(const Symbol& symbol) {
  const Node node = symbol.declaration;
  const std::vector<Node> bands = node.children(N::band);
  Value value;
  for (Node child : node.children())
    if (!child.is(N::name) && !child.is(N::label) && !child.is(N::band) && !child.is(N::missing_band) &&
        !child.is(N::error))
      value = expression(child, {});
  Enumeration e;
  e.name = symbol.name;
  e.ordered = true;
  for (Node band : bands) e.members.push_back(text(band.child(N::name)));
  const Node missing = node.child(N::missing_band);
  if (missing) e.members.push_back(text(missing.child(N::name)));
  const Type type{TypeKind::enumeration, false, EnumId(program_.enumerations.size())};
  program_.enumerations.push_back(e);
  if (value.wrong()) return wrong(symbol.span);

  std::vector<InstId> choice;
  const auto member = [&](std::size_t i) {
    return constant({type, static_cast<std::int64_t>(i), 0, {}}, symbol.span).inst;
  };
  bool failed = false;
  std::optional<Constant> previous;
  for (std::size_t i = 0; i < bands.size(); ++i) {
    const Node edge =
        bands[i].last_child().is(N::name) || bands[i].last_child().is(N::label) ? Node{} : bands[i].last_child();
    if (!edge) {
      if (i + 1 < bands.size()) report_band_edge(bands[i], false);
      continue;
    }
    if (i + 1 == bands.size()) report_band_edge(bands[i], true);
    const Value limit = expression(edge, {});
    const Value below = comparison(TokenKind::less, edge.span(), value, limit, edge.span());
    failed = failed || below.wrong();
    if (below.wrong()) continue;
    check_increasing(below, edge, previous);
    choice.insert(choice.end(), {below.inst, member(i)});
  }
  if (failed || bands.empty()) return wrong(symbol.span);
  const InstId unknown_band = missing ? member(bands.size()) : build_.missing(type);
  choice.insert(choice.begin(), {build_.is_missing(value.inst), unknown_band});
  choice.push_back(member(bands.size() - 1));
  const bool nullable = value.type.nullable && !missing;
  return made(build_.choose(choice, type.with_nullable(nullable), symbol.span), symbol.span);
}

void Checker::report_band_edge(Node band, bool last) {
  const std::string name = parsed_.name_of(band);
  if (last)
    report(Code::S2041, band.span(), {name});
  else
    report(Code::S2017, band.span(),
           {name, "below", "低于", "every band but the last has an upper edge", "除最后一档外,每档都要写上限"});
}

// `below` is less(value, edge): its second argument is the edge.
void Checker::check_increasing(const Value& below, Node edge, std::optional<Constant>& previous) {
  edge_rises(program_.args_of(below.inst)[1], edge, previous);
}

Value Checker::score(const Symbol& symbol) {
  const Node node = symbol.declaration;
  bool failed = false;
  for (Node line : node.children(N::score_line)) {
    if (const Node test = line.child(N::score_if)) failed = !condition(test.last_child(), {}).exists() || failed;
    if (const Node per = line.child(N::score_per)) failed = !score_events(per) || failed;
  }
  for (N kind : {N::decay_half_life, N::decay_linear, N::decay_step})
    if (const Node decay = node.child(kind)) expression(decay.last_child(), {});
  if (failed) return wrong(symbol.span);
  return later_value("a score", {TypeKind::number, false, {}}, symbol.span);
}

bool Checker::score_events(Node per) {
  const Node what = per.child(std::size_t{0});
  if (what.is(N::aggregate)) return !aggregate(what, {}).wrong();
  return event_selection(what, per, {});
}

// `STREAM [where c] [window]`: checks what a score line, a template's `expect` or a wait selects.
bool Checker::event_selection(Node path, Node clauses, const Scope& scope) {
  const std::vector<Name> names = names_of(path);
  const auto input = input_called(names[0].text);
  if (!input || program_.inputs[input->index()].kind != InputKind::stream) {
    not_a_stream(path, names);
    return false;
  }
  Scope rows;
  rows.domain = Domain::rows_of(*input);
  rows.rows = *input;
  rows.view = view_called(names[0].text);
  rows.outside = &scope;
  bool good = true;
  for (Node clause : clauses.children(N::where_clause))
    good = condition(clause.child(std::size_t{0}), rows).exists() && good;
  for (Node clause : clauses.children(N::window)) good = !window_bounds(clause, scope).wrong && good;
  return good;
}

Value Checker::set(const Symbol& symbol) {
  Enumeration e;
  e.name = symbol.name;
  for (Node member : symbol.declaration.children(N::member)) e.members.push_back(parsed_.name_of(member));
  const Type type{TypeKind::enumeration, true, EnumId(program_.enumerations.size())};
  program_.enumerations.push_back(std::move(e));
  const Node of = symbol.declaration.child(N::path);
  const std::vector<Name> names = names_of(of);
  const auto input = input_called(names[0].text);
  if (!input) return not_a_stream(of, names);
  if (names.size() > 1 && column_index(program_.inputs[input->index()], names[1]) < 0) {
    report(Code::S2030, names[1].span, {names[0].text, names[1].text});
    return wrong(symbol.span);
  }
  return later_value("a set", type, symbol.span);
}

// Cells give an enumeration of their names, or values of one type.
Value Checker::grid(const Symbol& symbol) {
  const Node node = symbol.declaration;
  std::vector<Value> axes;
  bool failed = false;
  for (Node axis : node.children(N::path)) {
    Value value = expression(axis, {});
    if (!value.wrong() && !value.type.is(TypeKind::enumeration)) {
      report(Code::S2012, value.span,
             {"an enumeration", described(value.type, false), "选项型的值", described(value.type, true)});
      value = wrong(axis.span());
    }
    failed = failed || value.wrong();
    axes.push_back(value);
  }
  Enumeration e;
  e.name = symbol.name;
  Value first;
  for (Node cell : node.children(N::cell)) {
    if (const Node keys = cell.child(N::cell_keys)) failed = !cell_keys_known(keys, axes) || failed;
    const Node result = cell.last_child();
    if (result.is(N::path) && names_of(result).size() == 1 &&
        symbols_.find(Space::values, names_of(result)[0].text) == nullptr) {
      const std::string word = names_of(result)[0].text;
      if (std::find(e.members.begin(), e.members.end(), word) == e.members.end()) e.members.push_back(word);
    } else if (!result.is(N::missing_word)) {
      first = expression(result, {});
      failed = failed || first.wrong();
    }
  }
  if (failed) return wrong(symbol.span);
  if (first.wrong()) {
    first.type = {TypeKind::enumeration, true, EnumId(program_.enumerations.size())};
    program_.enumerations.push_back(std::move(e));
  }
  return later_value("a grid", first.type.with_nullable(true), symbol.span);
}

bool Checker::cell_keys_known(Node keys, const std::vector<Value>& axes) {
  const std::vector<Node> all = keys.children();
  if (all.size() != axes.size()) {
    report(Code::S2013, keys.span(),
           {"grid", std::to_string(axes.size()) + " keys", std::to_string(axes.size()) + " 个键",
            std::to_string(all.size()), std::to_string(all.size())});
    return false;
  }
  bool good = true;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (axes[i].wrong() || !all[i].is(N::name)) continue;
    const Enumeration& e = program_.enumerations[axes[i].type.enumeration.index()];
    const std::string word = text(all[i]);
    if (std::find(e.members.begin(), e.members.end(), word) != e.members.end()) continue;
    unknown_member(word, e, all[i].span());
    good = false;
  }
  return good;
}

// A function declared with `steps`: the value of the highest step not above the argument.
Value Checker::steps_call(const std::string& name, Node node, std::vector<Value> args) {
  const Symbol* symbol = symbols_.find(Space::functions, name);
  if (symbol == nullptr || symbol->broken) return wrong(node.span());
  for (const Value& arg : args)
    if (arg.wrong()) return wrong(node.span());
  const std::vector<Node> parameters = symbol->declaration.child(N::parameters).children(N::parameter);
  if (parameters.size() != args.size()) {
    report(Code::S2013, node.span(),
           {name, std::to_string(parameters.size()), std::to_string(parameters.size()), std::to_string(args.size()),
            std::to_string(args.size())});
    return wrong(node.span());
  }
  Column unused;
  for (std::size_t i = 0; i < args.size(); ++i) {
    const Type wanted = declared_type(parameters[i].child(N::type), unused);
    if (args[i].type.is(wanted.kind) || !convert(args[i], wanted.kind).wrong()) continue;
    report(Code::S2012, args[i].span,
           {described(wanted, false), described(args[i].type, false), described(wanted, true),
            described(args[i].type, true)});
    return wrong(node.span());
  }
  Value result;
  for (Node row : symbol->declaration.children(N::step_row)) result = expression(row.last_child(), {});
  if (result.wrong()) return wrong(node.span());
  return later_value("steps", result.type.with_nullable(true), node.span());
}

}  // namespace sop
