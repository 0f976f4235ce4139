// The lossless tree of one file: nodes in postorder over the tokens, nothing thrown away. A node's children stand right
// before it; `size` counts the node and everything below it. Blanks and comments lie between the tokens.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "compiler/syntax/token.h"
#include "grammar/nodes.h"

namespace sop {

std::string_view node_name(NodeKind kind);

struct TreeNode {
  NodeKind kind = NodeKind::error;
  std::uint32_t begin = 0, end = 0;  // tokens
  std::uint32_t size = 1;            // nodes of the subtree
};

class Node;

struct Tree {
  Tokens tokens;
  std::vector<Kw> roles;        // parallel to tokens: the keyword at this place, or no_keyword
  std::vector<TreeNode> nodes;  // the last one is the file
  std::size_t looks = 0;        // how often a rule looked at a token; grows as the text

  Node root() const;
};

// A cursor: one node of a tree. Cheap to copy; empty() when there is none, as where something could not be read: it has
// no children, no words and no place then.
class Node {
 public:
  Node() = default;
  Node(const Tree* tree, std::uint32_t index) : tree_(tree), index_(index) {}

  bool empty() const { return tree_ == nullptr; }
  explicit operator bool() const { return tree_ != nullptr; }
  NodeKind kind() const { return at().kind; }
  bool is(NodeKind k) const { return !empty() && kind() == k; }
  std::uint32_t begin() const { return at().begin; }
  std::uint32_t end() const { return at().end; }
  std::uint32_t index() const { return index_; }
  const Tree& tree() const { return *tree_; }

  std::vector<Node> children() const;
  std::vector<Node> children(NodeKind kind) const;
  Node child(NodeKind kind) const;         // the first of this kind, or empty
  Node child(std::size_t position) const;  // by position, or empty
  Node last_child() const;
  Span span() const;
  Span first_token() const { return empty() ? Span{} : tree_->tokens.span(begin()); }
  Kw keyword() const { return empty() ? no_keyword : tree_->roles[begin()]; }  // of the first token
  bool has_keyword(Kw kw) const;  // among its own tokens, not those of its children
  Span keyword_span(Kw kw) const;

 private:
  const TreeNode& at() const { return empty() ? nothing : tree_->nodes[index_]; }

  static const TreeNode nothing;

  const Tree* tree_ = nullptr;
  std::uint32_t index_ = 0;
};

}  // namespace sop
