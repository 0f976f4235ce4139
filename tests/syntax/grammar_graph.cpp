#include "tests/syntax/grammar_graph.h"

#include <algorithm>
#include <typeindex>
#include <unordered_map>

#include "grammar/rules/declaration.h"

namespace sop::tests {
namespace {

namespace g = sop::grammar;
namespace internal = tao::pegtl::internal;

class Builder {
 public:
  template <typename Rule>
  int build() {
    const auto [at, added] = made_.try_emplace(typeid(Rule), static_cast<int>(graph_.nodes.size()));
    const int id = at->second;
    if (!added) return id;
    graph_.nodes.emplace_back();
    GrammarNode node = describe(static_cast<typename Rule::rule_t*>(nullptr));
    graph_.nodes[static_cast<std::size_t>(id)] = std::move(node);
    return id;
  }

  GrammarGraph graph_;

 private:
  template <typename... Rules>
  GrammarNode make(GrammarNode::Kind kind) {
    GrammarNode node;
    node.kind = kind;
    node.children = {build<Rules>()...};
    return node;
  }

  template <TokenKind Kind>
  GrammarNode describe(g::tok<Kind>*) {
    GrammarNode node;
    node.kind = GrammarNode::token;
    node.token_kind = Kind;
    return node;
  }
  template <Kw K>
  GrammarNode describe(g::kw<K>*) {
    GrammarNode node;
    node.kind = GrammarNode::keyword;
    node.kw = K;
    return node;
  }
  template <Kw... Soft>
  GrammarNode describe(g::name_as<Soft...>*) {
    return make(GrammarNode::name);
  }
  template <Kw... Soft>
  GrammarNode describe(g::member_as<Soft...>*) {
    return make(GrammarNode::member);
  }
  GrammarNode describe(g::glued*) { return make(GrammarNode::glue); }
  GrammarNode describe(g::windows_allowed*) { return make(GrammarNode::nothing); }
  template <NodeKind Kind, typename... Rules>
  GrammarNode describe(g::node<Kind, Rules...>*) {
    return make<Rules...>(GrammarNode::seq);
  }
  template <typename... Rules>
  GrammarNode describe(g::need<Rules...>*) {
    return make<Rules...>(GrammarNode::seq);
  }
  template <typename... Rules>
  GrammarNode describe(g::ahead<Rules...>*) {
    return make(GrammarNode::nothing);
  }
  template <typename... Rules>
  GrammarNode describe(g::not_ahead<Rules...>*) {
    return make(GrammarNode::nothing);
  }
  template <g::Label L, typename... Rules>
  GrammarNode describe(g::called<L, Rules...>*) {
    return make<Rules...>(GrammarNode::seq);
  }
  template <bool On, typename... Rules>
  GrammarNode describe(g::with_windows<On, Rules...>*) {
    return make<Rules...>(GrammarNode::seq);
  }
  template <typename... Rules>
  GrammarNode describe(g::nested<Rules...>*) {
    return make<Rules...>(GrammarNode::seq);
  }
  template <NodeKind Kind, typename Operand, typename Operator>
  GrammarNode describe(g::chain<Kind, Operand, Operator>*) {
    return make<Operand, pegtl::star<Operator, Operand>>(GrammarNode::seq);
  }
  template <typename Operand, typename... Tails>
  GrammarNode describe(g::tailed<Operand, Tails...>*) {
    return make<Operand, pegtl::opt<pegtl::sor<typename Tails::rules...>>>(GrammarNode::seq);
  }
  template <typename Item>
  GrammarNode describe(g::items<Item>*) {
    return make<Item>(GrammarNode::items);
  }
  template <typename Item, g::BlockIs Is>
  GrammarNode describe(g::block<Item, Is>*) {
    return make<g::tok<TokenKind::open_brace>, g::items<Item>, g::tok<TokenKind::close_brace>>(GrammarNode::seq);
  }
  template <typename... Rules>
  GrammarNode describe(internal::seq<Rules...>*) {
    return make<Rules...>(GrammarNode::seq);
  }
  template <typename... Rules>
  GrammarNode describe(internal::sor<Rules...>*) {
    return make<Rules...>(GrammarNode::sor);
  }
  template <typename... Rules>
  GrammarNode describe(internal::opt<Rules...>*) {
    return make<Rules...>(GrammarNode::opt);
  }
  template <typename... Rules>
  GrammarNode describe(internal::star<Rules...>*) {
    return make<Rules...>(GrammarNode::star);
  }
  template <typename... Rules>
  GrammarNode describe(internal::plus<Rules...>*) {
    return make<Rules...>(GrammarNode::plus);
  }
  GrammarNode describe(internal::success*) { return make(GrammarNode::nothing); }

  std::unordered_map<std::type_index, int> made_;
};

constexpr int unknown_cost = 1'000'000;

int cost_of(const GrammarGraph& graph, const GrammarNode& node) {
  int sum = 0, least = unknown_cost;
  for (int child : node.children) {
    const int cost = graph.nodes[static_cast<std::size_t>(child)].cost;
    sum = std::min(sum + cost, unknown_cost);
    least = std::min(least, cost);
  }
  switch (node.kind) {
    case GrammarNode::token:
    case GrammarNode::name:
    case GrammarNode::member: return 1;
    case GrammarNode::keyword: return static_cast<int>(words_of(node.kw).en.size());
    case GrammarNode::seq:
    case GrammarNode::plus: return sum;
    case GrammarNode::sor: return least;
    case GrammarNode::opt:
    case GrammarNode::star:
    case GrammarNode::items:
    case GrammarNode::glue:
    case GrammarNode::nothing: return 0;
  }
  return 0;
}

GrammarGraph build_graph() {
  Builder builder;
  const int declaration = builder.build<g::declaration>();
  GrammarGraph graph = std::move(builder.graph_);
  graph.declaration = declaration;
  for (GrammarNode& node : graph.nodes) node.cost = unknown_cost;
  for (bool changed = true; changed;) {
    changed = false;
    for (GrammarNode& node : graph.nodes) {
      const int cost = cost_of(graph, node);
      changed = changed || cost < node.cost;
      node.cost = std::min(node.cost, cost);
    }
  }
  return graph;
}

}  // namespace

const GrammarGraph& grammar_graph() {
  static const GrammarGraph graph = build_graph();
  return graph;
}

std::vector<Choice> all_choices() {
  std::vector<Choice> out;
  const GrammarGraph& graph = grammar_graph();
  for (int i = 0; i < static_cast<int>(graph.nodes.size()); ++i) {
    const GrammarNode& node = graph.nodes[static_cast<std::size_t>(i)];
    const bool offers = node.kind == GrammarNode::sor || node.kind == GrammarNode::opt ||
                        node.kind == GrammarNode::star || node.kind == GrammarNode::items;
    for (int b = 0; offers && b < static_cast<int>(node.children.size()); ++b) out.push_back({i, b});
  }
  return out;
}

}  // namespace sop::tests
