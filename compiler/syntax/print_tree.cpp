#include "compiler/syntax/print_tree.h"

namespace sop {
namespace {

void print(const SourceBuffer& source, Node node, std::size_t depth, std::string& out) {
  out.append(depth * 2, ' ');
  out += node_name(node.kind());
  // The node's own tokens: keywords by their id, the rest as written.
  const std::vector<Node> children = node.children();
  std::uint32_t token = node.begin();
  auto own_tokens = [&](std::uint32_t until) {
    for (; token < until; ++token) {
      const Kw role = node.tree().roles[token];
      out += ' ';
      if (role == continued_keyword)
        out += "+";
      else if (role != no_keyword && !node.is(NodeKind::name))
        out += row_of(role).id;
      else
        out += source.text(node.tree().tokens.span(token));
    }
  };
  for (Node child : children) {
    own_tokens(child.begin());
    token = child.end();
  }
  own_tokens(node.end());
  out += '\n';
  for (Node child : children) print(source, child, depth + 1, out);
}

}  // namespace

std::string print_tree(const SourceBuffer& source, const Tree& tree) {
  std::string out;
  print(source, tree.root(), 0, out);
  return out;
}

}  // namespace sop
