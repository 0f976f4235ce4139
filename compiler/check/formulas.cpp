// Derived columns and streams' `where`: computed when rows are read, before there is a clock or a customer.
#include "compiler/check/checker.h"

namespace sop {
namespace {

using N = NodeKind;

}  // namespace

void Checker::check_formulas() {
  for (auto& [index, node] : input_nodes_) {
    const InputId id(index);
    Scope scope;
    scope.domain = Domain::rows_of(id);
    scope.only = id;
    for (Node column_node : node.children(N::column)) {
      const Node formula = column_node.child(N::derived);
      if (!formula) continue;
      const int at = column_index(program_.inputs[id.index()], {text(column_node.child(N::name)), no_keyword, {}});
      if (at < 0) continue;
      Value value = expression(formula.child(std::size_t{0}), scope);
      if (value.wrong()) {
        program_.inputs[id.index()].columns[static_cast<std::size_t>(at)].type.kind = TypeKind::error;
        continue;
      }
      const Type declared = program_.inputs[id.index()].columns[static_cast<std::size_t>(at)].type;
      const Type found = value.type;
      if (!value.type.is(declared.kind)) value = convert(value, declared.kind);
      if (value.wrong()) {
        report_mismatch(declared, found, column_node.child(N::type).span(), formula.child(std::size_t{0}).span(), "=",
                        formula.span());
        continue;
      }
      check_formula_reads(value.inst, "derived column", "派生列", formula.span());
      Column& column = program_.inputs[id.index()].columns[static_cast<std::size_t>(at)];
      column.derived = value.inst;
      column.type.nullable = column.type.nullable || value.type.nullable;
    }
    if (const Node filter = node.child(N::filter)) {
      const InstId keep = condition(filter.child(std::size_t{0}), scope);
      if (keep.exists()) check_formula_reads(keep, "stream's `where`", "事件流的 `其中`", filter.span());
      program_.inputs[id.index()].filter = keep;
    }
  }
  open_probes_.clear();
}

// Rows are kept and computed when they are read, before there is a clock or a customer.
void Checker::check_formula_reads(InstId root, std::string_view what_en, std::string_view what_zh, Span span) {
  std::vector<InstId> todo{root};
  while (!todo.empty()) {
    const InstId at = todo.back();
    todo.pop_back();
    const InstKind kind = program_.at(at).kind;
    if (kind == InstKind::context || kind == InstKind::event_aggregate || kind == InstKind::fact) {
      report(Code::S2037, span,
             {std::string(what_en), "the clock or the customer's facts", std::string(what_zh), "时钟或客户的事实"});
      return;
    }
    for (InstId arg : program_.args_of(at)) todo.push_back(arg);
  }
}

}  // namespace sop
