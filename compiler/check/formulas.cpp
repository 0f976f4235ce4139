// Derived columns and streams' `where`: computed when rows are read, before there is a clock or a customer.
#include <map>

#include "compiler/check/checker.h"

namespace sop {
namespace {

using N = NodeKind;

using ColumnPlace = std::pair<std::int32_t, std::int32_t>;  // input, column

// Derived columns so that each comes after those of its table that it reads: whether it may be missing follows from
// them.
class ReadingOrder {
 public:
  ReadingOrder(const ParsedProgram& parsed, Node table) : parsed_(parsed) {
    for (Node column : table.children(N::column))
      if (column.child(N::derived)) all_.emplace_back(parsed.name_of(column), column);
    taken_.assign(all_.size(), false);
    for (std::size_t i = 0; i < all_.size(); ++i) take(i);
  }
  const std::vector<Node>& columns() const { return out_; }

 private:
  void take(std::size_t index) {
    if (taken_[index]) return;
    taken_[index] = true;
    std::vector<Node> todo{all_[index].second.child(N::derived)};
    while (!todo.empty()) {
      const Node node = todo.back();
      todo.pop_back();
      if (node.is(N::name))
        for (std::size_t i = 0; i < all_.size(); ++i)
          if (all_[i].first == parsed_.text(node)) take(i);
      for (Node child : node.children()) todo.push_back(child);
    }
    out_.push_back(all_[index].second);
  }

  const ParsedProgram& parsed_;
  std::vector<std::pair<std::string, Node>> all_;
  std::vector<bool> taken_;
  std::vector<Node> out_;
};

// The derived columns that a formula reads, of its own table or through a lookup.
std::vector<ColumnPlace> derived_read(const Program& program, InstId root) {
  std::vector<ColumnPlace> out;
  std::vector<InstId> todo{root};
  while (!todo.empty()) {
    const Inst& inst = program.at(todo.back());
    const InstId at = todo.back();
    todo.pop_back();
    for (InstId arg : program.args_of(at)) todo.push_back(arg);
    if (inst.kind != InstKind::column && inst.kind != InstKind::lookup) continue;
    const Column& column = program.inputs[static_cast<std::size_t>(inst.a)].columns[static_cast<std::size_t>(inst.b)];
    if (column.derived.exists()) out.emplace_back(inst.a, inst.b);
  }
  return out;
}

// A way from a column back to itself; empty: there is none.
std::vector<ColumnPlace> circle_of(const Program& program, ColumnPlace from) {
  std::map<ColumnPlace, ColumnPlace> came_from;
  std::vector<ColumnPlace> todo{from};
  while (!todo.empty()) {
    const ColumnPlace at = todo.back();
    todo.pop_back();
    const Input& input = program.inputs[static_cast<std::size_t>(at.first)];
    for (const ColumnPlace& next : derived_read(program, input.columns[static_cast<std::size_t>(at.second)].derived)) {
      if (next == from) {
        std::vector<ColumnPlace> way{from};
        for (ColumnPlace back = at; back != from; back = came_from.at(back)) way.insert(way.begin() + 1, back);
        return way;
      }
      if (came_from.emplace(next, at).second) todo.push_back(next);
    }
  }
  return {};
}

}  // namespace

// Rows would never be ready.
void Checker::check_formula_circles() {
  const auto of = [&](ColumnPlace place) -> Column& {
    return program_.inputs[static_cast<std::size_t>(place.first)].columns[static_cast<std::size_t>(place.second)];
  };
  for (std::size_t i = 0; i < program_.inputs.size(); ++i)
    for (std::size_t c = 0; c < program_.inputs[i].columns.size(); ++c) {
      const ColumnPlace from{static_cast<std::int32_t>(i), static_cast<std::int32_t>(c)};
      if (!of(from).derived.exists()) continue;
      const std::vector<ColumnPlace> circle = circle_of(program_, from);
      if (circle.empty()) continue;
      std::string way;
      for (const ColumnPlace& place : circle) way += of(place).name + " → ";
      report(Code::S2005, of(from).span, {of(from).name, way + of(from).name});
      for (const ColumnPlace& place : circle) {
        of(place).derived = InstId{};
        of(place).type.kind = TypeKind::error;
      }
    }
}

void Checker::check_formulas() {
  for (auto& [index, node] : input_nodes_) {
    const InputId id(index);
    Scope scope;
    scope.domain = Domain::rows_of(id);
    scope.only = id;
    const ReadingOrder order(parsed_, node);
    for (Node column_node : order.columns()) {
      const Node formula = column_node.child(N::derived);
      const int at = column_index(program_.inputs[id.index()], {text(column_node.child(N::name)), no_keyword, {}});
      if (at < 0) continue;
      Value of;
      of.type = program_.inputs[id.index()].columns[static_cast<std::size_t>(at)].type;
      Value value = result(formula.child(std::size_t{0}), scope, of);
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
  check_formula_circles();
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
