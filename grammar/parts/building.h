// Rules that record tree nodes, in postorder: around what they read (`node`), around a run of operators (`chain`), or
// around an operand and what follows it (`tailed`).
#pragma once

#include "grammar/parts/match.h"

namespace sop::grammar {

template <NodeKind Kind, typename... Rules>
struct node {
  using rule_t = node;
  using subs_t = pegtl::type_list<Rules...>;
  SOP_MATCH {
    const std::size_t begin = position(in);
    st.forget_nodes_past(begin);
    const std::size_t mark = st.nodes.size();
    if (!SOP_SUB(pegtl::seq<Rules...>)) {
      st.nodes.resize(mark);
      return false;
    }
    st.add_node(Kind, mark, begin, position(in));
    return true;
  }
};

// operand (operator operand)*: one flat node when there is an operator, else just the operand.
template <NodeKind Kind, typename Operand, typename Operator>
struct chain {
  using rule_t = chain;
  using subs_t = pegtl::type_list<Operand>;
  SOP_MATCH {
    const std::size_t begin = position(in);
    st.forget_nodes_past(begin);
    const std::size_t mark = st.nodes.size();
    if (!SOP_SUB(Operand)) return false;
    bool many = false;
    while (SOP_SUB(Operator)) {
      many = true;
      if (!SOP_SUB(Operand)) throw SyntaxFailure{};
    }
    if (many) st.add_node(Kind, mark, begin, position(in));
    return true;
  }
};

// operand followed by at most one tail: a node around both when the tail is there.
template <typename Operand, typename... Tails>
struct tailed {
  using rule_t = tailed;
  using subs_t = pegtl::type_list<Operand>;

  // A tail's own node takes the operand in as its first child.
  template <typename Tail, pegtl::apply_mode A, template <typename...> class Action,
            template <typename...> class Control, typename Input, typename State>
  static bool take(Input& in, State& st, std::size_t mark, std::size_t begin) {
    if (!SOP_SUB(typename Tail::rules)) return false;
    st.add_node(Tail::kind, mark, begin, position(in));
    return true;
  }
  SOP_MATCH {
    const std::size_t begin = position(in);
    st.forget_nodes_past(begin);
    const std::size_t mark = st.nodes.size();
    if (!SOP_SUB(Operand)) return false;
    static_cast<void>((take<Tails, A, Action, Control>(in, st, mark, begin) || ...));
    return true;
  }
};

template <NodeKind Kind, typename... Rules>
struct tail {
  static constexpr NodeKind kind = Kind;
  using rules = pegtl::seq<Rules...>;
};

}  // namespace sop::grammar
