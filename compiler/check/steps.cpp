// Functions declared with `steps` (language.md 2.10): edges that rise, clauses that may not be left open.
#include "compiler/check/checker.h"

namespace sop {
namespace {

using N = NodeKind;

}  // namespace

void Checker::check_steps_functions() {
  for (Node node : parsed_.declarations())
    if (node.is(N::steps)) steps_function(node);
}

void Checker::steps_function(Node node) {
  const std::string name = parsed_.name_of(node);
  const bool damaged = !node.children(N::error).empty();
  if (!damaged && !node.child(N::steps_below))
    clause_missing(node, name, "below", "不足", "say what a value below the first step gets: `below missing`",
                   "写明低于第一级时取什么:`不足 未知`");
  if (!damaged && !node.child(N::steps_above))
    clause_missing(node, name, "above", "超出", "say what a value above the last step gets: `above last`",
                   "写明高于最后一级时取什么:`超出 取末`");
  Column unused;
  const std::vector<Node> parameters = node.child(N::parameters).children(N::parameter);
  if (parameters.empty()) return;
  const Type wanted = declared_type(parameters[0].child(N::type), unused);
  std::optional<Constant> previous;
  for (Node row : node.children(N::step_row)) {
    const Node edge = row.child(std::size_t{0});
    Value value = expression(edge, {});
    const Type found = value.type;
    if (!value.wrong() && !value.type.is(wanted.kind)) value = convert(value, wanted.kind);
    if (value.wrong()) {
      if (found.kind != TypeKind::error)
        report(Code::S2012, edge.span(),
               {described(wanted, false), described(found, false), described(wanted, true), described(found, true)});
      continue;
    }
    edge_rises(value.inst, edge, previous);
    expression(row.last_child(), {});
  }
}

void Checker::edge_rises(InstId edge_value, Node edge, std::optional<Constant>& previous) {
  if (program_.at(edge_value).kind != InstKind::constant) return;
  const Constant& now = program_.constants[static_cast<std::size_t>(program_.at(edge_value).a)];
  if (previous && std::tie(now.whole, now.real) <= std::tie(previous->whole, previous->real))
    report(Code::S2042, edge.span());
  previous = now;
}

}  // namespace sop
