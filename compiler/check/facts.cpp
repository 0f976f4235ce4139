// Facts by name, each checked once, before whatever reads it. A fact met again while it is being checked is a circle.
#include <algorithm>
#include <functional>

#include "compiler/check/arms/arm_order.h"
#include "compiler/check/checker.h"
#include "compiler/names/fact_kinds.h"

namespace sop {
namespace {

using N = NodeKind;

FactKind fact_kind(NodeKind kind) {
  switch (kind) {
    case N::segment: return FactKind::segment;
    case N::tag: return FactKind::tag;
    case N::taggroup: return FactKind::taggroup;
    case N::score: return FactKind::score;
    case N::tier: return FactKind::tier;
    case N::bands: return FactKind::bands;
    case N::grid: return FactKind::grid;
    case N::set: return FactKind::set;
    default: return FactKind::attribute;
  }
}

}  // namespace

// Dependencies first, found by name without recursion: a chain of thousands of facts must not grow the stack.
std::vector<const Symbol*> Checker::facts_in_order() const {
  std::vector<const Symbol*> all, order;
  for (Node node : parsed_.declarations()) {
    if (!is_fact(node.kind())) continue;
    const std::string name = parsed_.name_of(node);
    for (Space space : {Space::values, Space::tags})
      for (const Symbol& symbol : symbols_.find_all(space, name))
        if (symbol.arm.empty() && symbol.declaration.index() == node.index() &&
            &symbol.declaration.tree() == &node.tree())
          all.push_back(&symbol);
  }
  for (const auto& [scope, instance] : instances_)
    for (Node node : instance.module ? instance.module.children() : std::vector<Node>{})
      if (is_fact(node.kind()))
        if (const Symbol* symbol = symbols_.find(Space::values, scope + parsed_.name_of(node))) all.push_back(symbol);
  std::map<const Symbol*, int> state;  // 1: on the stack, 2: done
  for (const Symbol* root : all) {
    std::vector<std::pair<const Symbol*, bool>> stack{{root, false}};
    while (!stack.empty()) {
      auto [symbol, leaving] = stack.back();
      stack.pop_back();
      if (leaving) {
        state[symbol] = 2;
        order.push_back(symbol);
        continue;
      }
      if (state[symbol] != 0) continue;
      state[symbol] = 1;
      stack.emplace_back(symbol, true);
      for (const Symbol* read : facts_read_by(*symbol))
        if (state[read] == 0) stack.emplace_back(read, false);
    }
  }
  return order;
}

// A fact of a module reads what its body names and what the `use` passes.
std::vector<const Symbol*> Checker::facts_read_by(const Symbol& symbol) const {
  std::vector<const Symbol*> out = facts_named_in(symbol.declaration, symbol.scope);
  if (const auto found = instances_.find(symbol.scope); found != instances_.end() && found->second.use)
    for (const Symbol* passed : facts_named_in(found->second.use, "")) out.push_back(passed);
  return out;
}

// Every fact whose name is the head of a path below this node; more than are read, never fewer.
std::vector<const Symbol*> Checker::facts_named_in(Node declaration, const std::string& scope) const {
  std::vector<const Symbol*> out;
  const Tree& tree = declaration.tree();
  const std::uint32_t last = declaration.index();
  const std::uint32_t first = last + 1 - tree.nodes[last].size;
  for (std::uint32_t i = first; i < last; ++i) {
    if (tree.nodes[i].kind != N::path) continue;
    const std::string name = scope + names_of(Node(&tree, i))[0].text;
    for (Space space : {Space::values, Space::tags})
      for (const Symbol& symbol : symbols_.find_all(space, name))
        if (is_fact(symbol.declaration.kind())) out.push_back(&owner_of(symbol));
  }
  return out;
}

// A tag of a group is checked with its group.
const Symbol& Checker::owner_of(const Symbol& symbol) const {
  if (symbol.arm.empty()) return symbol;
  const Symbol* group = symbols_.find(Space::values, parsed_.name_of(symbol.declaration));
  return group == nullptr ? symbol : *group;
}

std::optional<FactId> Checker::fact_of(const Symbol& symbol) {
  if (auto found = facts_.find(&symbol); found != facts_.end()) return found->second;
  if (symbol.broken || broken_facts_.contains(&symbol)) return std::nullopt;
  if (std::find(open_facts_.begin(), open_facts_.end(), &symbol) != open_facts_.end()) {
    report_circle(symbol);
    return std::nullopt;
  }
  open_facts_.push_back(&symbol);
  std::vector<Open> guards;
  std::swap(guards, guards_);  // a fact is evaluated for every customer, whoever reads it
  std::vector<std::size_t> probes;
  std::swap(probes, open_probes_);
  InstId survivors;
  std::swap(survivors, survivors_);
  const Value value = fact_in_its_module(symbol);
  std::swap(survivors, survivors_);
  std::swap(probes, open_probes_);
  std::swap(guards, guards_);
  open_facts_.pop_back();
  if (value.wrong() || broken_facts_.contains(&symbol)) {
    broken_facts_.insert(&symbol);
    return std::nullopt;
  }
  return facts_[&symbol] = add_fact(symbol, fact_kind(symbol.declaration.kind()), value);
}

// The facts of a module's instance are checked where its names have their meaning.
Value Checker::fact_in_its_module(const Symbol& symbol) {
  const auto found = instances_.find(symbol.scope);
  if (found == instances_.end()) {
    const Inside outside(*this, nullptr);
    return fact_value(symbol);
  }
  if (!ready(found->second, &symbol)) return wrong(symbol.span);
  const std::size_t before = diagnostics_.all().size();
  const Inside inside(*this, &found->second);
  const Value value = fact_value(symbol);
  relate_to_use(found->second, before);
  return value;
}

Value Checker::fact_value(const Symbol& symbol) {
  check_arm_order(symbol.declaration, parsed_, diagnostics_);
  check_not_empty(symbol.declaration, parsed_, diagnostics_);
  switch (symbol.declaration.kind()) {
    case N::attribute: return attribute(symbol.declaration);
    case N::segment: return segment(symbol);
    case N::tag: return tag(symbol.declaration);
    case N::taggroup: return taggroup(symbol);
    case N::tier: return tier(symbol);
    case N::bands: return bands(symbol);
    case N::grid: return grid(symbol);
    case N::score: return score(symbol);
    case N::set: return set(symbol);
    default: return wrong(symbol.span);
  }
}

FactId Checker::add_fact(const Symbol& symbol, FactKind kind, Value value) {
  Fact fact;
  fact.name = symbol.name;
  fact.label = parsed_.label_of(symbol.declaration);
  fact.kind = kind;
  fact.stored = !is_derived(symbol);
  fact.type = value.type;
  fact.root = value.inst;
  if (const auto ends = ends_.find(value.inst); ends != ends_.end()) fact.until = ends->second;
  const Node writer = symbol.arm.empty() ? symbol.declaration : symbol.arm;
  for (Node flag : writer.children(N::flag)) {
    fact.manual = fact.manual || flag.keyword() == Kw::manual;
    fact.personal = fact.personal || flag.keyword() == Kw::personal;
  }
  if (const Node ttl = writer.child(N::ttl); ttl && fact.stored) fact.ttl = ttl_of(ttl).inst;
  if (const auto found = stages_.find(&symbol); found != stages_.end()) fact.stages = found->second;
  fact.span = symbol.span;
  program_.facts.push_back(std::move(fact));
  return FactId(program_.facts.size() - 1);
}

void Checker::report_circle(const Symbol& symbol) {
  const auto begin = std::find(open_facts_.begin(), open_facts_.end(), &symbol);
  std::vector<const Symbol*> circle(begin, open_facts_.end());
  const auto first = std::min_element(circle.begin(), circle.end(),
                                      [](const Symbol* a, const Symbol* b) { return a->span < b->span; });
  std::rotate(circle.begin(), first, circle.end());
  std::string way;
  for (const Symbol* member : circle) {
    way += member->name + " → ";
    broken_facts_.insert(member);
  }
  way += circle[0]->name;
  auto& found = report(Code::S2005, circle[0]->span, {circle[0]->name, way});
  for (std::size_t i = 1; i < circle.size(); ++i) found.relate(circle[i]->span, Phrase::through, {circle[i]->name});
}

void Checker::check_facts() {
  for (const Symbol* symbol : facts_in_order()) fact_of(*symbol);
  for (auto& [scope, instance] : instances_) ready(instance, nullptr);
}

Value Checker::attribute(Node node) { return expression(node.last_child(), {}); }

Value Checker::segment(const Symbol& symbol) {
  const Node node = symbol.declaration, body = node.last_child();
  if (body.is(N::ordered_filter)) return ordered_filter(symbol, body);
  const InstId inst = condition(body, {});
  return inst.exists() ? made(inst, body.span()) : wrong(node.span());
}

}  // namespace sop
