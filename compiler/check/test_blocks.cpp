// `test` blocks (language.md 2.7): customers, events, the clock, expectations.
#include <algorithm>

#include "compiler/check/checker.h"

namespace sop {
namespace {

using N = NodeKind;

}  // namespace

void Checker::check_tests() {
  for (Node node : parsed_.declarations()) {
    if (!node.is(N::test)) continue;
    std::map<std::string, Value> rows;  // names of `for … in`: their values come from the rows
    if (const Node table = node.child(N::test_rows)) test_rows(table, rows);
    Scope scope;
    scope.locals = &rows;
    for (Node item : node.children()) test_item(item, scope);
  }
}

void Checker::test_rows(Node table, std::map<std::string, Value>& rows) {
  const std::vector<Node> names = table.children(N::name);
  for (Node name : names) rows[text(name)] = wrong(name.span());
  for (Node row : table.children()) {
    if (row.is(N::name)) continue;
    const std::size_t count = row.is(N::list) ? row.children().size() : 1;
    if (count != names.size())
      report(Code::S2044, row.span(), {"for", std::to_string(names.size()), std::to_string(count)});
  }
}

void Checker::test_item(Node item, const Scope& scope) {
  switch (item.kind()) {
    case N::test_clock: return test_clock(item.last_child());
    case N::test_customer:
      if (program_.population.exists()) test_fields(item, program_.population, scope);
      return;
    case N::test_event: {
      const Node name = item.child(N::name);
      if (const auto input = input_called(text(name)))
        test_fields(item, *input, scope);
      else
        not_a_stream(name, {{text(name), no_keyword, name.span()}});
      return;
    }
    case N::expectation: return expectation(item, scope);
    default: return;
  }
}

// A test at a day that no lunar table holds could not be run (semantics B5).
void Checker::test_clock(Node at) {
  const Value instant = literal(at);
  if (instant.wrong() || lunar_asked_.empty()) return;
  const Constant& clock = program_.constants[static_cast<std::size_t>(program_.at(instant.inst).a)];
  const Days day = instant.type.is(TypeKind::date) ? clock.whole : zone_.local_date(clock.whole);
  if (!has_lunar_date(day)) report_no_table(lunar_asked_, instant.span);
}

void Checker::test_fields(Node item, InputId input, const Scope& scope) {
  for (Node field : item.children(N::field)) {
    const Node name = field.child(N::name);
    if (name.keyword() == Kw::tag_noun || text(name) == "tag" || text(name) == "tags") continue;
    const int index = column_index(program_.inputs[input.index()], {text(name), no_keyword, {}});
    if (index < 0) {
      const Input& found = program_.inputs[input.index()];
      if (found.inferred) continue;
      std::vector<std::string_view> candidates;
      for (const Column& column : found.columns) candidates.push_back(column.name);
      suggest(report(Code::S2030, name.span(), {found.name, text(name)}), text(name), candidates, name.span());
      continue;
    }
    const Type type = program_.inputs[input.index()].columns[static_cast<std::size_t>(index)].type;
    Value left = made(build_.missing(type), name.span());
    const Node given = field.last_child();
    if (given.is(N::missing_word)) continue;
    Value value = comparand(given, left, scope);
    const Type found = value.type;
    if (value.wrong() || value.type.is(type.kind)) continue;
    if (convert(value, type.kind).wrong())
      report(Code::S2012, value.span,
             {described(type, false), described(found, false), described(type, true), described(found, true)});
  }
}

void Checker::expectation(Node item, const Scope& scope) {
  const Node what = item.last_child();
  if (what.is(N::expected_action)) {
    const Node object = what.child(N::path);
    const std::string name = object_name(object);
    if (what.has_keyword(Kw::send) || what.has_keyword(Kw::task))
      expect_declared(Space::templates, name, object.span(), true);
    if (what.has_keyword(Kw::grant)) expect_declared(Space::coupons, name, object.span(), false);
    if (what.has_keyword(Kw::invite)) expect_declared(Space::groups, name, object.span(), false);
    if (what.has_keyword(Kw::enter) && symbols_.find(Space::journeys, name) == nullptr)
      unknown(Space::journeys, name, object.span());
    return;
  }
  if (what.is(N::call) && symbols_.find(Space::actions, text(what.child(N::name))) != nullptr) return;
  condition(what, scope);
}

}  // namespace sop
