// Where a bare name may be a member of an enumeration although nothing is compared with it: the results of
// `if … then … else`. The other result, or the declared type, says of which list it is.
#include <algorithm>

#include "compiler/check/checker.h"

namespace sop {
namespace {

using N = NodeKind;

Node inner(Node node) {
  while (node.is(N::paren)) node = node.child(std::size_t{0});
  return node;
}

}  // namespace

// Is there something of this name that has a value here?
bool Checker::names_a_value(const Name& name, const Scope& scope) const {
  const InputId rows = scope.rows.exists() ? scope.rows : program_.population;
  if (rows.exists() && column_index(program_.inputs[rows.index()], name) >= 0) return true;
  const bool local = (scope.locals != nullptr && scope.locals->contains(name.text)) || scope.view != nullptr;
  return local || symbols_.find(Space::values, name.text) != nullptr;
}

// A result that is nothing without a list of members.
bool Checker::asks_for_list(Node node, const Scope& scope) const {
  node = inner(cell_of(node));
  if (node.is(N::choose))
    return asks_for_list(node.child(std::size_t{1}), scope) && asks_for_list(node.child(std::size_t{2}), scope);
  if (!node.is(N::path)) return false;
  const std::vector<Name> names = names_of(node);
  return names.size() == 1 && !names_a_value(names[0], scope);
}

// A value of which the list is known: `of` (of type error where it is not).
Value Checker::result(Node node, const Scope& scope, const Value& of) {
  if (of.type.is(TypeKind::enumeration)) {
    const Node written = inner(cell_of(node));
    if (written.is(N::choose)) return choose(written, scope, of);
    if (asks_for_list(written, scope)) return comparand(written, of, scope);
  }
  return expression(node, scope);
}

Value Checker::choose(Node node, const Scope& scope, const Value& of) {
  const InstId test = condition(node.child(std::size_t{0}), scope);
  const auto arm = [&](std::size_t index, Open::Kind when, const Value& list) {
    Opened open(*this);
    if (test.exists()) open.add(when, made(test, node.span()));
    return result(node.child(index), scope, list);
  };
  Value yes, no;
  const Node first = node.child(std::size_t{1}), second = node.child(std::size_t{2});
  if (asks_for_list(first, scope) && !asks_for_list(second, scope)) {
    no = arm(2, Open::fails, of);
    if (!no.wrong()) yes = arm(1, Open::holds, no);
  } else {
    yes = arm(1, Open::holds, of);
    const bool follows = asks_for_list(second, scope) && !asks_for_list(first, scope);
    if (!follows || !yes.wrong()) no = arm(2, Open::fails, follows ? yes : of);
  }
  if (!test.exists() || yes.wrong() || no.wrong()) return wrong(node.span());
  const Value yes_written = yes, no_written = no;
  if (!unify(yes, no)) {
    report_mismatch(yes_written, no_written, "if then else", node.span(), "如果 则 否则");
    return wrong(node.span());
  }
  const Type type = yes.type.with_nullable(yes.type.nullable || no.type.nullable);
  return made(build_.choose({test, yes.inst, no.inst}, type, node.span()), node.span());
}

// Where values are compared by order, one whose band is that of missing values is missing: nobody without an age is
// above a band of ages.
Value Checker::placed(const Value& value) {
  if (value.wrong() || !value.type.is(TypeKind::enumeration)) return value;
  const Enumeration& bands = program_.enumerations[value.type.enumeration.index()];
  if (!bands.missing_band) return value;
  const Type type = value.type.with_nullable(true);
  const Inst& inst = program_.at(value.inst);
  const std::int64_t last = std::ssize(bands.members) - 1;
  if (inst.kind == InstKind::constant && program_.constants[static_cast<std::size_t>(inst.a)].whole != last)
    return value;
  const Constant unasked{value.type.with_nullable(false), last, 0, {}};
  const InstId out = build_.in_set(value.inst, std::vector<Constant>{unasked}, value.span);
  Value kept = value;
  kept.inst = build_.choose({out, build_.missing(type), value.inst}, type, value.span);
  kept.type = type;
  kept.literal = false;
  return kept;
}

}  // namespace sop
