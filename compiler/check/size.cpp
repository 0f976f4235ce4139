#include "compiler/check/size.h"

#include <algorithm>
#include <map>

#include "compiler/diagnostics/over_limit.h"
#include "compiler/names/fact_kinds.h"

namespace sop {
namespace {

using N = NodeKind;

class Sizes {
 public:
  Sizes(const ParsedProgram& program, Diagnostics& diagnostics) : program_(program), diagnostics_(diagnostics) {
    for (Node node : program.declarations())
      if (node.is(N::module)) modules_.emplace(module_name(program, node), node);
  }

  void declaration(Node node) {
    count(nodes_, node.tree().nodes[node.index()].size, limits::nodes, limits::Id::nodes, node);
    if (is_fact(node.kind())) count(facts_, 1, limits::facts, limits::Id::facts, node);
    if (node.is(N::table) || node.is(N::events) || node.is(N::staff)) children(node, N::column, limits::Id::columns);
    lists_below(node);
    if (node.is(N::use)) instance(node);
  }
  bool fit() const { return fit_; }

 private:
  // The first one too many is where it is told, once.
  void count(std::int64_t& so_far, std::int64_t more, std::int64_t most, limits::Id id, Node at) {
    if (so_far <= most && so_far + more > most) found(id, at.first_token());
    so_far += more;
  }

  // Every use of a module is a copy of its body.
  void instance(Node use) {
    const Node path = use.child(N::path);
    if (path.empty()) return;
    std::string name;
    for (Node part : path.children(N::name)) name += (name.empty() ? "" : ".") + program_.text(part);
    const auto module = modules_.find(name);
    if (module == modules_.end()) return;
    const Node body = module->second;
    count(nodes_, body.tree().nodes[body.index()].size, limits::nodes, limits::Id::nodes, use);
    std::int64_t facts = 0;
    for (Node node : body.children()) facts += is_fact(node.kind()) ? 1 : 0;
    count(facts_, facts, limits::facts, limits::Id::facts, use);
  }

  void children(Node node, NodeKind kind, limits::Id id) {
    const std::vector<Node> all = node.children(kind);
    const auto most = static_cast<std::size_t>(limits::row_of(id).value);
    if (all.size() > most) found(id, all[most].span());
  }

  void lists_below(Node declaration) {
    const Tree& tree = declaration.tree();
    const std::uint32_t last = declaration.index();
    for (std::uint32_t i = last + 1 - tree.nodes[last].size; i < last; ++i) {
      if (tree.nodes[i].kind != N::list || !limits::exceeded(tree.nodes[i].size, limits::list_values)) continue;
      const std::vector<Node> members = Node(&tree, i).children();
      if (limits::exceeded(members.size(), limits::list_values))
        found(limits::Id::list_values, members[static_cast<std::size_t>(limits::list_values)].span());
    }
  }

  void found(limits::Id id, Span span) {
    over_limit(diagnostics_, id, span);
    fit_ = false;
  }

  const ParsedProgram& program_;
  Diagnostics& diagnostics_;
  std::map<std::string, Node> modules_;
  std::int64_t nodes_ = 0, facts_ = 0;
  bool fit_ = true;
};

bool bytes_fit(const ParsedProgram& program, Diagnostics& diagnostics) {
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < program.sources->size(); ++i) {
    bytes += (*program.sources)[i].text().size();
    if (!limits::exceeded(bytes, limits::program_bytes)) continue;
    over_limit(diagnostics, limits::Id::program_bytes, {static_cast<std::int32_t>(i), 0, 0});
    return false;
  }
  return true;
}

}  // namespace

bool small_enough(const Program& program, Diagnostics& diagnostics) {
  const std::size_t count = program.insts.size();
  if (limits::exceeded(count, limits::nodes)) {
    over_limit(diagnostics, limits::Id::nodes, program.inst_spans[static_cast<std::size_t>(limits::nodes)]);
    return false;
  }
  if (limits::exceeded(program.args.size(), limits::operands)) {
    over_limit(diagnostics, limits::Id::operands, program.inst_spans.back());
    return false;
  }
  std::vector<std::uint32_t> depth(count, 1);
  for (std::size_t i = 0; i < count; ++i) {
    auto stands_on = [&](InstId below) {
      if (below.exists() && below.index() < i) depth[i] = std::max(depth[i], depth[below.index()] + 1);
    };
    const Inst& inst = program.insts[i];
    for (InstId arg : program.args_of(InstId(i))) stands_on(arg);
    if (inst.kind == InstKind::fact) stands_on(program.facts[static_cast<std::size_t>(inst.a)].root);
    if (inst.kind == InstKind::event_aggregate || inst.kind == InstKind::customer_aggregate) {
      const Aggregate& form = program.aggregates[static_cast<std::size_t>(inst.a)];
      for (InstId part : {form.value, form.where, form.from, form.to}) stands_on(part);
    }
    if (!limits::exceeded(depth[i], limits::depth)) continue;
    over_limit(diagnostics, limits::Id::depth, program.inst_spans[i]);
    return false;
  }
  return true;
}

bool small_enough(const ParsedProgram& program, Diagnostics& diagnostics) {
  const bool bytes = bytes_fit(program, diagnostics);
  Sizes sizes(program, diagnostics);
  for (Node node : program.declarations()) sizes.declaration(node);
  return bytes && sizes.fit();
}

}  // namespace sop
