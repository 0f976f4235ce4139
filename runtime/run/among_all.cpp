#include "runtime/run/among_all.h"

#include <algorithm>
#include <optional>

namespace sop {
namespace {

// Which instructions a root is made of, without those of other facts: who reads a fact is not who asks everybody.
class OwnParts {
 public:
  explicit OwnParts(const Program& program) : program_(program), seen_(program.insts.size()) {}

  void add(InstId root) {
    if (root.exists()) left_.push_back(root);
    while (!left_.empty()) {
      const InstId next = left_.back();
      left_.pop_back();
      if (!seen_[next.index()]) open(next);
      seen_[next.index()] = true;
    }
  }
  bool has(std::size_t inst) const { return seen_[inst]; }

 private:
  void open(InstId id) {
    const Inst& inst = program_.at(id);
    for (const InstId arg : program_.args_of(id)) push(arg);
    if (inst.kind == InstKind::event_aggregate || inst.kind == InstKind::customer_aggregate)
      for (const InstId part : parts_of(program_.aggregates[static_cast<std::size_t>(inst.a)])) push(part);
    if (inst.kind != InstKind::history) return;
    const History& history = program_.histories[static_cast<std::size_t>(inst.a)];
    for (const InstId part : {history.value, history.release}) push(part);
  }
  void push(InstId id) {
    if (id.exists()) left_.push_back(id);
  }

  const Program& program_;
  std::vector<bool> seen_;
  std::vector<InstId> left_;
};

std::string owner_of(const Program& program, std::size_t inst) {
  for (const Fact& fact : program.facts) {
    OwnParts parts(program);
    parts.add(fact.root);
    if (parts.has(inst)) return fact.name;
  }
  for (const Rule& rule : program.rules) {
    OwnParts parts(program);
    parts.add(rule.condition);
    if (parts.has(inst)) return rule.name;
  }
  return {};
}

// Does a key lead to a row that may be another customer's? The key that says whose an event is leads to her own.
bool leads_to_another(const Program& program, InstId lookup) {
  const Inst& inst = program.at(lookup);
  const InputKind kind = program.inputs[static_cast<std::size_t>(inst.a)].kind;
  if (inst.args_count == 0 || (kind != InputKind::population && kind != InputKind::side)) return false;
  const Inst& key = program.at(program.args_of(lookup)[0]);
  return key.kind != InstKind::column || program.inputs[static_cast<std::size_t>(key.a)].key != key.b;
}

// What an instruction asks of everybody; none: nothing.
std::optional<AmongAll> asked_by(const Program& program, std::size_t index) {
  const Inst& inst = program.insts[index];
  const auto found = [&](AmongAllKind kind, std::string_view word) {
    return AmongAll{kind, std::string(word), owner_of(program, index), program.inst_spans[index]};
  };
  const auto at = static_cast<std::size_t>(inst.a);
  if (inst.kind == InstKind::population) return found(AmongAllKind::population, row_of(program.populations[at].op).en);
  if (inst.kind == InstKind::customer_aggregate)
    return found(AmongAllKind::aggregate, row_of(program.aggregates[at].op).en);
  // One of several is who has the least to do, and that comes from everybody's tasks.
  if (inst.kind == InstKind::pick_row)
    return found(AmongAllKind::role, program.inputs[program.aggregates[at].input.index()].name);
  if (inst.kind == InstKind::lookup && leads_to_another(program, InstId(index)))
    return found(AmongAllKind::another, program.inputs[at].name);
  return std::nullopt;
}

// Of a function over everybody: whether passes over the pieces find it out.
void say_whether_in_passes(const Program& program, const PassesOverAll& passes, std::size_t index, AmongAll& asked) {
  const Inst& inst = program.insts[index];
  std::size_t question = static_cast<std::size_t>(inst.a);
  if (inst.kind == InstKind::customer_aggregate) {
    const std::vector<InstId> all = customer_aggregates(program);
    question =
        program.populations.size() + static_cast<std::size_t>(std::ranges::find(all, InstId(index)) - all.begin());
  } else if (inst.kind != InstKind::population) {
    return;
  }
  asked.why_not = passes.refused[question];
  asked.in_passes = asked.why_not == NotInPieces::no;
}

bool is_shared(const Quota& quota) {
  switch (quota.per) {
    case QuotaPer::customer: return false;
    case QuotaPer::channel:
    case QuotaPer::staff: return true;
  }
  return true;
}

}  // namespace

std::vector<AmongAll> needs_all_customers(const Program& program) {
  std::vector<AmongAll> out;
  const PassesOverAll passes = passes_over_all(program, {});
  for (std::size_t i = 0; i < program.insts.size(); ++i) {
    auto asked = asked_by(program, i);
    if (!asked) continue;
    say_whether_in_passes(program, passes, i, *asked);
    out.push_back(std::move(*asked));
  }
  if (program.identity.exists())
    out.push_back({AmongAllKind::identity, program.identity.name, "", program.identity.span});
  for (const Channel& channel : program.contacts.channels)
    for (const Quota& quota : channel.quotas)
      if (is_shared(quota)) out.push_back({AmongAllKind::quota, channel.name, "", quota.span});
  if (program.project.max_staleness >= 0)
    out.push_back({AmongAllKind::staleness, "max_staleness", "", program.project.span});
  return out;
}

}  // namespace sop
