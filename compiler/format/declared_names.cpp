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

bool is_tag_noun(Node node) {
  return node.is(NodeKind::path) && node.children().size() == 1 && node.child(NodeKind::name).keyword() == Kw::tag_noun;
}

// Tags, templates, coupons … that nobody declares are taken as they come (language 2.0): their names are names too.
std::vector<Node> taken_as_they_come(Node node) {
  switch (node.kind()) {
    case NodeKind::compare:
      return is_tag_noun(node.child(std::size_t{0})) ? std::vector{node.child(std::size_t{1})} : std::vector<Node>{};
    case NodeKind::membership:
      return is_tag_noun(node.child(std::size_t{0})) ? node.child(std::size_t{1}).children() : std::vector<Node>{};
    case NodeKind::send:
    case NodeKind::tag_action:
    case NodeKind::untag_action:
    case NodeKind::task:
    case NodeKind::grant:
    case NodeKind::invite: return node.children(NodeKind::path);
    default: return {};
  }
}

}  // namespace

DeclaredNames declared_names(const SourceBuffer& source, const Tree& tree) {
  DeclaredNames names;
  for (std::uint32_t i = 0; i < tree.nodes.size(); ++i) {
    for (const Node taken : taken_as_they_come(Node(&tree, i)))
      if (const Node name = taken.child(NodeKind::name); taken.is(NodeKind::path) && !name.empty())
        names.insert(token_value(source, tree.tokens.all[name.begin()]));
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
