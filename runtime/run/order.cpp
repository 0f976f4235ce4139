#include "runtime/run/order.h"

#include <algorithm>
#include <set>
#include <string>

#include "runtime/contacts/contenders.h"

namespace sop {
namespace {

using Words = std::set<std::string>;  // "h3", "t group.tag"

std::string history_word(std::int32_t history) { return "h" + std::to_string(history); }

// What an expression reads that a run computes on the way.
class Readings {
 public:
  explicit Readings(const Program& program) : program_(program) {}

  void from(InstId root, Words& words) const {
    std::set<std::int32_t> seen;
    std::vector<InstId> todo{root};
    while (!todo.empty()) {
      const InstId id = todo.back();
      todo.pop_back();
      if (!id.exists() || !seen.insert(id.value).second) continue;
      const Inst& inst = program_.at(id);
      for (const InstId arg : program_.args_of(id)) todo.push_back(arg);
      if (inst.kind == InstKind::fact) todo.push_back(program_.facts[static_cast<std::size_t>(inst.a)].root);
      if (inst.kind == InstKind::history) words.insert(history_word(inst.a));
      if (inst.kind == InstKind::has_tag) words.insert("t" + text(inst.a));
      if (inst.kind != InstKind::event_aggregate && inst.kind != InstKind::customer_aggregate) continue;
      const Aggregate& form = program_.aggregates[static_cast<std::size_t>(inst.a)];
      stream(form.input, words);
      for (const InstId part : parts_of(form)) todo.push_back(part);
    }
  }

  void stream(InputId input, Words& words) const {
    if (!input.exists() || !program_.inputs[input.index()].recorded) return;
    for (std::size_t h = 0; h < program_.histories.size(); ++h)
      if (program_.histories[h].changes == input) words.insert(history_word(static_cast<std::int32_t>(h)));
  }

 private:
  std::string text(std::int32_t constant) const { return program_.constants[static_cast<std::size_t>(constant)].text; }

  const Program& program_;
};

struct Node {
  bool rule = false;
  std::uint32_t index = 0;
  Words reads, writes;
  std::vector<std::size_t> after;  // nodes to come before this one
};

// `untag` and siblings of a group change what is read as well.
void add_writes(const Program& program, const Action& action, Words& writes) {
  if (action.verb != Verb::tag && action.verb != Verb::untag) return;
  writes.insert("t" + action.object);
  if (action.group.empty()) return;
  for (const Enumeration& group : program.enumerations)
    if (group.name == action.group)
      for (const std::string& member : group.members) writes.insert("t" + member);
}

std::vector<Node> nodes_of(const Program& program) {
  const Readings readings(program);
  std::vector<Node> nodes;
  for (std::uint32_t h = 0; h < program.histories.size(); ++h) {
    Node node{false, h, {}, {history_word(static_cast<std::int32_t>(h))}, {}};
    readings.from(program.histories[h].value, node.reads);
    readings.from(program.histories[h].release, node.reads);
    for (const InputId stream : program.histories[h].streams) readings.stream(stream, node.reads);
    node.reads.erase(history_word(static_cast<std::int32_t>(h)));
    nodes.push_back(std::move(node));
  }
  for (std::uint32_t r = 0; r < program.rules.size(); ++r) {
    const Rule& rule = program.rules[r];
    if (rule.triggers.empty()) continue;
    Node node{true, r, {}, {}, {}};
    readings.from(rule.condition, node.reads);
    for (const Trigger& trigger : rule.triggers) {
      readings.from(trigger.where, node.reads);
      readings.stream(trigger.stream, node.reads);
    }
    for (const Guard& guard : program.guards) readings.from(guard.blocked, node.reads);
    for (const Action& action : rule.actions) {
      add_writes(program, action, node.writes);
      for (const Param& param : action.params) readings.from(param.value, node.reads);
    }
    nodes.push_back(std::move(node));
  }
  // Two writers of one tag are decided together: the later one wins, whoever stands first.
  for (Node& node : nodes)
    for (std::size_t other = 0; other < nodes.size(); ++other) {
      const auto meets = [&](const std::string& word) {
        return node.reads.contains(word) || node.writes.contains(word);
      };
      const bool itself = &node == &nodes[other];
      const auto read_here = [&](const std::string& word) { return node.reads.contains(word); };
      if (itself ? std::ranges::any_of(node.writes, read_here) : std::ranges::any_of(nodes[other].writes, meets))
        node.after.push_back(other);
    }
  return nodes;
}

// Strongly connected components, what is read first (Tarjan's algorithm; source order where nothing else decides).
class Components {
 public:
  explicit Components(const std::vector<Node>& nodes)
      : nodes_(nodes), number_(nodes.size(), -1), low_(nodes.size(), 0), open_(nodes.size(), false) {
    for (std::size_t i = 0; i < nodes.size(); ++i)
      if (number_[i] < 0) visit(i);
  }
  std::vector<std::vector<std::size_t>> take() { return std::move(out_); }

 private:
  void visit(std::size_t i) {
    number_[i] = low_[i] = next_++;
    stack_.push_back(i);
    open_[i] = true;
    for (const std::size_t before : nodes_[i].after) {
      if (number_[before] < 0) visit(before);
      if (open_[before]) low_[i] = std::min(low_[i], low_[before]);
    }
    if (low_[i] != number_[i]) return;
    std::vector<std::size_t> component;
    for (std::size_t member = nodes_.size(); member != i;) {
      member = stack_.back();
      stack_.pop_back();
      open_[member] = false;
      component.push_back(member);
    }
    std::ranges::sort(component);
    out_.push_back(std::move(component));
  }

  const std::vector<Node>& nodes_;
  std::vector<int> number_, low_;
  std::vector<bool> open_;
  std::vector<std::size_t> stack_;
  std::vector<std::vector<std::size_t>> out_;
  int next_ = 0;
};

}  // namespace

std::pair<std::size_t, std::string_view> turn_of(const Program& program, std::uint32_t rule) {
  const std::string_view name = program.rules[rule].name;
  return {priority_rank(program.contacts, name), name};
}

std::vector<Together> decision_order(const Program& program) {
  const std::vector<Node> nodes = nodes_of(program);
  std::vector<Together> out;
  for (const std::vector<std::size_t>& component : Components(nodes).take()) {
    Together together;
    for (const std::size_t i : component) {
      (nodes[i].rule ? together.rules : together.histories).push_back(nodes[i].index);
      const bool reads_itself = std::ranges::find(nodes[i].after, i) != nodes[i].after.end();
      together.stepwise = together.stepwise || component.size() > 1 || reads_itself;
    }
    std::ranges::sort(together.rules, {}, [&](const std::uint32_t rule) { return turn_of(program, rule); });
    out.push_back(std::move(together));
  }
  return out;
}

}  // namespace sop
