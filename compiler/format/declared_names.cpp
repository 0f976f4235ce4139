#include "compiler/format/declared_names.h"

namespace sop {
namespace {

// Does a name right below such a node declare something?
bool declares(NodeKind kind) {
  static constexpr NodeKind kinds[] = {
      NodeKind::action_decl, NodeKind::alert,         NodeKind::arm,      NodeKind::attribute,     NodeKind::awaited,
      NodeKind::band,        NodeKind::bands,         NodeKind::calendar, NodeKind::channel,       NodeKind::cohort,
      NodeKind::column,      NodeKind::coupon,        NodeKind::events,   NodeKind::compare_decl,  NodeKind::funnel,
      NodeKind::goal,        NodeKind::grid,          NodeKind::group,    NodeKind::journey,       NodeKind::list_decl,
      NodeKind::member,      NodeKind::metric,        NodeKind::module,   NodeKind::missing_band,  NodeKind::parameter,
      NodeKind::policy,      NodeKind::report,        NodeKind::role,     NodeKind::rule,          NodeKind::score,
      NodeKind::segment,     NodeKind::sequence_step, NodeKind::set,      NodeKind::staff,         NodeKind::steps,
      NodeKind::table,       NodeKind::tag,           NodeKind::taggroup, NodeKind::template_decl, NodeKind::tier,
      NodeKind::use,
  };
  for (NodeKind k : kinds)
    if (k == kind) return true;
  return false;
}

}  // namespace

DeclaredNames declared_names(const SourceBuffer& source, const Tree& tree) {
  DeclaredNames names;
  for (std::uint32_t i = 0; i < tree.nodes.size(); ++i) {
    if (!declares(tree.nodes[i].kind)) continue;
    const Node name = Node(&tree, i).child(NodeKind::name);
    if (name.empty()) continue;
    const std::string word = token_value(source, tree.tokens.all[name.begin()]);
    const NodeKind kind = tree.nodes[i].kind;
    if (kind == NodeKind::role || kind == NodeKind::steps || kind == NodeKind::action_decl) names.insert(word + "(");
    names.insert(word);
  }
  return names;
}

}  // namespace sop
