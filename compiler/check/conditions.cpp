#include "compiler/check/conditions.h"

namespace sop {
namespace {

using N = NodeKind;

bool joins(NodeKind kind) {
  return kind == N::conjunction || kind == N::disjunction || kind == N::negation || kind == N::paren;
}

class Walk {
 public:
  Walk(const Places& places, const std::function<void(const AskedCondition&)>& visit)
      : places_(places), visit_(visit) {}

  void declaration(Node node) {
    declaration_ = node;
    below(node, false);
  }

 private:
  // `inside`: an operand of a condition that has been told.
  void node(Node at, bool inside, bool is_test = false) {
    const InstId asked = places_.condition_at(at.span());
    if (asked.exists() && !inside) visit_({at, asked, declaration_, in_module_, is_test, given_});
    below(at, joins(at.kind()) && (inside || asked.exists()));
  }

  void below(Node at, bool inside) {
    const std::size_t known = given_.size();
    switch (at.kind()) {
      case N::module:
        in_module_ = true;
        for (Node child : at.children()) declaration_ = child, below(child, false);
        in_module_ = false;
        break;
      case N::conjunction:
        for (Node child : at.children()) node(child, inside), learn(child, true);
        break;
      case N::choose: alternatives(at); break;
      case N::if_step: alternatives(at); break;
      case N::rule: rule(at); break;
      case N::journey: journey(at); break;
      case N::wait_for: wait_for(at); break;
      case N::branch:
      case N::tier:
      case N::taggroup: arms(at); break;
      default: each_child(at, inside);
    }
    given_.resize(known);
  }

  // Most nodes are of no interest: their children need no list of their own.
  void each_child(Node at, bool inside) {
    if (at.empty()) return;
    const std::size_t begin = open_.size();
    const std::vector<TreeNode>& nodes = at.tree().nodes;
    const std::uint32_t lowest = at.index() + 1 - nodes[at.index()].size;
    for (std::uint32_t i = at.index(); i > lowest; i -= nodes[i - 1].size) open_.push_back(i - 1);
    while (open_.size() > begin) {
      const std::uint32_t child = open_.back();
      open_.pop_back();
      node({&at.tree(), child}, inside);
    }
  }

  // As many as a person can keep in mind, and more: of thousands of arms each would else ask all before it.
  void learn(Node condition, bool holds, bool earlier = false) {
    constexpr std::size_t most = 200;
    if (condition.empty() || given_.size() >= most) return;
    if (const InstId asked = places_.condition_at(condition.span()); asked.exists())
      given_.push_back({asked, holds, earlier});
  }

  // A test, what stands where it holds, what stands where it fails.
  void alternatives(Node at) {
    const std::vector<Node> parts = at.children();
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const std::size_t known = given_.size();
      if (i > 0) learn(parts[0], i == 1);
      node(parts[i], false, i == 0 && at.is(N::choose));
      given_.resize(known);
    }
  }

  // The `if` of a rule is asked where its one trigger's `where` holds.
  void rule(Node at) {
    for (Node child : at.children()) {
      node(child, false);
      if (child.is(N::triggers) && child.children().size() == 1)
        if (const Node where = child.child(std::size_t{0}).child(N::where_clause)) learn(where.last_child(), true);
      if (child.is(N::if_clause)) learn(child.last_child(), true);
    }
  }

  // What the one event that lets her in was asked is known of it in all steps.
  void journey(Node at) {
    const bool one_entry = at.children(N::enter_clause).size() == 1;
    for (Node child : at.children()) {
      node(child, false);
      if (!one_entry || !child.is(N::enter_clause)) continue;
      const Node triggers = child.child(N::triggers), test = child.child(N::if_clause);
      if (triggers && triggers.children().size() == 1)
        if (const Node where = triggers.child(std::size_t{0}).child(N::where_clause))
          learn(where.last_child(), true, true);
      if (test) learn(test.last_child(), true, true);
    }
  }

  // So is what the one awaited event was asked, in its arm.
  void wait_for(Node at) {
    const std::vector<Node> awaited = at.children(N::awaited);
    const Node where = awaited.size() == 1 ? awaited[0].child(N::where_clause) : Node{};
    for (Node child : at.children()) {
      const std::size_t known = given_.size();
      if (child.is(N::wait_arm) && where) learn(where.last_child(), true, true);
      node(child, false);
      given_.resize(known);
    }
  }

  // Ordered arms: one is asked where those before it fail.
  void arms(Node at) {
    const bool ordered = !at.is(N::taggroup) || one_of(at);
    for (Node child : at.children()) {
      const Node when = child.child(N::when_clause);
      const Node test = when ? when.last_child() : Node{};
      if (test) node(test, false);
      const std::size_t known = given_.size();
      learn(test, true);
      for (Node part : child.children())
        if (!part.is(N::when_clause)) node(part, false);
      given_.resize(known);
      if (test && ordered) learn(test, false);
    }
  }

  static bool one_of(Node group) {
    for (Node flag : group.children(N::flag))
      if (flag.keyword() == Kw::one_of) return true;
    return false;
  }

  const Places& places_;
  const std::function<void(const AskedCondition&)>& visit_;
  Node declaration_;
  bool in_module_ = false;
  std::vector<Given> given_;
  std::vector<std::uint32_t> open_;  // children still to be visited, the next one last
};

}  // namespace

void for_each_condition(const ParsedProgram& parsed, const Places& places,
                        const std::function<void(const AskedCondition&)>& visit) {
  Walk walk(places, visit);
  for (Node node : parsed.declarations()) walk.declaration(node);
}

void for_each_condition_in(Node module, const Places& places, const std::function<void(const AskedCondition&)>& visit) {
  Walk(places, visit).declaration(module);
}

}  // namespace sop
