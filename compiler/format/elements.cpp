#include "compiler/format/elements.h"

#include <algorithm>
#include <array>

namespace sop {

std::vector<Element> elements(Node node) {
  std::vector<Element> out;
  std::uint32_t token = node.begin();
  auto own = [&](std::uint32_t until) {
    for (; token < until; ++token)
      if (node.tree().roles[token] != continued_keyword) out.push_back({{}, token});
  };
  for (Node child : node.children()) {
    own(child.begin());
    out.push_back({child, child.begin()});
    token = child.end();
  }
  own(node.end());
  return out;
}

bool opens_call(NodeKind kind) {
  static constexpr std::array kinds = {NodeKind::call,     NodeKind::aggregate,  NodeKind::population,
                                       NodeKind::sequence, NodeKind::parameters, NodeKind::use,
                                       NodeKind::module};
  return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

bool begins_clause(NodeKind kind) {
  static constexpr std::array kinds = {NodeKind::if_clause,   NodeKind::where_clause, NodeKind::filter,
                                       NodeKind::when_clause, NodeKind::until_clause, NodeKind::unless,
                                       NodeKind::because,     NodeKind::once,         NodeKind::derived};
  return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

bool deepens(NodeKind kind) {
  static constexpr std::array kinds = {NodeKind::paren,     NodeKind::list,       NodeKind::call,
                                       NodeKind::aggregate, NodeKind::population, NodeKind::sequence,
                                       NodeKind::choose,    NodeKind::parameters};
  return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

}  // namespace sop
