#include "compiler/syntax/tree.h"

#include <algorithm>

namespace sop {

const TreeNode Node::nothing{};

std::string_view node_name(NodeKind kind) {
  static constexpr std::string_view names[] = {
#define SOP_NODE(id) #id,
#include "grammar/nodes.def"
  };
  return names[static_cast<std::size_t>(kind)];
}

Node Tree::root() const { return {this, static_cast<std::uint32_t>(nodes.size() - 1)}; }

std::vector<Node> Node::children() const {
  const std::uint32_t lowest = index_ + 1 - at().size;
  std::size_t count = 0;
  for (std::uint32_t i = index_; i > lowest; i -= tree_->nodes[i - 1].size) ++count;
  std::vector<Node> out(count);
  for (std::uint32_t i = index_; i > lowest; i -= tree_->nodes[i - 1].size) out[--count] = {tree_, i - 1};
  return out;
}

std::vector<Node> Node::children(NodeKind kind) const {
  std::vector<Node> out;
  const std::uint32_t lowest = index_ + 1 - at().size;
  for (std::uint32_t i = index_; i > lowest; i -= tree_->nodes[i - 1].size)
    if (tree_->nodes[i - 1].kind == kind) out.emplace_back(tree_, i - 1);
  std::reverse(out.begin(), out.end());
  return out;
}

Node Node::child(NodeKind kind) const {
  Node found;
  const std::uint32_t lowest = index_ + 1 - at().size;
  for (std::uint32_t i = index_; i > lowest; i -= tree_->nodes[i - 1].size)
    if (tree_->nodes[i - 1].kind == kind) found = {tree_, i - 1};
  return found;
}

Node Node::child(std::size_t position) const {
  const std::uint32_t lowest = index_ + 1 - at().size;
  std::size_t count = 0;
  for (std::uint32_t i = index_; i > lowest; i -= tree_->nodes[i - 1].size) ++count;
  if (position >= count) return {};
  std::uint32_t found = index_;
  for (std::size_t behind = count - position - 1; behind > 0; --behind) found -= tree_->nodes[found - 1].size;
  return {tree_, found - 1};
}

Node Node::last_child() const { return at().size > 1 ? Node{tree_, index_ - 1} : Node{}; }

Span Node::span() const {
  if (empty()) return {};
  const TreeNode& node = at();
  if (node.begin >= node.end) return tree_->tokens.span(node.begin);
  return join(tree_->tokens.span(node.begin), tree_->tokens.span(node.end - 1));
}

Span Node::keyword_span(Kw kw) const {
  std::uint32_t token = begin();
  auto scan = [&](std::uint32_t until) -> Span {
    for (; token < until; ++token)
      if (tree_->roles[token] == kw) return tree_->tokens.span(token);
    return {};
  };
  for (Node child : children()) {
    if (Span found = scan(child.begin()); found.exists()) return found;
    token = child.end();
  }
  return scan(end());
}

bool Node::has_keyword(Kw kw) const { return keyword_span(kw).exists(); }

}  // namespace sop
