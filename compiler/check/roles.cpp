// Roles (language.md 2.2): who does the work. The first alternative still in service; the chain must end in somebody.
#include <algorithm>

#include "compiler/check/checker.h"

namespace sop {
namespace {

using N = NodeKind;

}  // namespace

void Checker::check_roles() {
  for (Node node : parsed_.declarations()) {
    if (!node.is(N::role)) continue;
    std::map<std::string, Value> locals;
    Column unused;
    if (const Node parameters = node.child(N::parameters))
      for (Node parameter : parameters.children(N::parameter)) {
        const Type type = declared_type(parameter.child(N::type), unused);
        locals[parsed_.name_of(parameter)] = made(build_.missing(type), parameter.span());
      }
    for (Node choice : node.children(N::role_choice)) role_choice(choice, locals);
    std::vector<std::string> seen;
    if (!ends_in_somebody(node, seen)) report(Code::S2048, node.child(N::name).span(), {parsed_.name_of(node)});
  }
}

void Checker::role_choice(Node choice, const std::map<std::string, Value>& locals) {
  const Node who = choice.child(std::size_t{0});
  const Node where = choice.child(N::where_clause);
  Scope scope;
  scope.locals = &locals;
  if (who.is(N::call)) {
    const std::vector<Node> children = who.children();
    const std::string name = text(children[0]);
    if (symbols_.find(Space::roles, name) == nullptr) unknown(Space::roles, name, children[0].span());
    for (std::size_t i = 1; i < children.size(); ++i) expression(children[i], scope);
    return;
  }
  if (!who.is(N::path)) return;
  const std::vector<Name> names = names_of(who);
  const auto table = input_called(names[0].text);
  if (table && names.size() == 1) {
    scope.domain = Domain::rows_of(*table);
    scope.only = *table;
    if (where) condition(where.last_child(), scope);
    return;
  }
  if (names.size() == 1 && symbols_.find(Space::roles, names[0].text) != nullptr) return;
  path(who, scope);
}

// Somebody is a literal id, itself or through another role that ends in one.
bool Checker::ends_in_somebody(Node role, std::vector<std::string>& seen) {
  const std::string name = parsed_.name_of(role);
  if (std::find(seen.begin(), seen.end(), name) != seen.end()) return false;
  seen.push_back(name);
  const std::vector<Node> choices = role.children(N::role_choice);
  if (choices.empty()) return true;
  const Node last = choices.back().child(std::size_t{0});
  if (last.is(N::text)) return true;
  const std::string other = last.is(N::call) ? text(last.child(N::name)) : names_of(last)[0].text;
  const Symbol* symbol = symbols_.find(Space::roles, other);
  if (symbol == nullptr) return !last.is(N::path) || names_of(last).size() == 1;
  return symbol->broken || ends_in_somebody(symbol->declaration, seen);
}

}  // namespace sop
