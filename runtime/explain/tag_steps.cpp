// Tags by name, whoever gives them: what this run changes about one and why, and which rules would write it.
#include <algorithm>

#include "compiler/diagnostics/width.h"
#include "runtime/explain/one_customer.h"

namespace sop {
namespace {

Say sentence_of(TagChange change) {
  switch (change) {
    case TagChange::add: return Say::change_add;
    case TagChange::remove: return Say::change_remove;
    case TagChange::expire: return Say::change_expire;
    case TagChange::refresh: return Say::change_refresh;
  }
  return Say::change_add;
}

std::string full_name(std::string_view group, std::string_view tag) {
  return Explainer::quoted(visible(group.empty() ? std::string(tag) : std::string(group) + "." + std::string(tag)));
}

// The fact that decides about a tag: its own, or the group it is a member of.
std::optional<std::size_t> owner_of(const Program& program, const std::string& group, const std::string& tag) {
  for (std::size_t f = 0; f < program.facts.size(); ++f) {
    const Fact& fact = program.facts[f];
    if (fact.kind == FactKind::tag && fact.name == tag && (group.empty() || fact.group == group)) return f;
    if (!fact.is_group() || (!group.empty() && fact.name != group)) continue;
    const auto& members = program.enumerations[fact.type.enumeration.index()].members;
    if (std::ranges::find(members, tag) != members.end()) return f;
  }
  return std::nullopt;
}

// Where a condition asks for the stored tag.
InstId question_of(const Program& program, const std::string& group, const std::string& tag) {
  const auto text = [&](std::int32_t constant) { return program.constants[static_cast<std::size_t>(constant)].text; };
  for (std::size_t i = 0; i < program.insts.size(); ++i) {
    const Inst& inst = program.insts[i];
    if (inst.kind != InstKind::has_tag || text(inst.a) != tag || inst.args_count > 0) continue;
    if (group.empty() || inst.b < 0 || text(inst.b) == group) return InstId(i);
  }
  return {};
}

}  // namespace

std::vector<ExplainedStep> tag_changes_of(OneCustomer& her, std::uint32_t customer, const std::string* group,
                                          const std::string* tag) {
  const TextPool& pool = *her.run().dataset.pool;
  const auto text = [&](TextCode code) { return code == no_text ? std::string_view() : pool.text(code); };
  std::vector<ExplainedStep> out;
  for (const TagRow& row : her.run().result.tags) {
    if (row.customer != customer) continue;
    if (tag != nullptr && (text(row.tag) != *tag || (!group->empty() && text(row.group) != *group))) continue;
    std::string line = her.say(sentence_of(row.change), full_name(text(row.group), text(row.tag)));
    if (row.source != no_text)
      line = her.say(Say::listed, line, her.say(Say::change_by, Explainer::quoted(visible(text(row.source)))));
    if (row.until != INT64_MAX && row.until != no_instant)
      line = her.say(Say::listed, line, her.say(Say::tag_until, her.instant(row.until)));
    out.push_back({std::move(line), {}});
  }
  return out;
}

std::vector<ExplainedStep> explain_tag(OneCustomer& her, const std::string& group, const std::string& tag,
                                       std::uint32_t customer) {
  const Program& program = her.program();
  std::vector<ExplainedStep> out;
  const auto owner = owner_of(program, group, tag);
  const InstId asked = owner ? program.facts[*owner].root : question_of(program, group, tag);
  if (asked.exists()) {
    const Snapshot at = her.now(customer, {asked});
    Explainer explainer = her.explainer(at);
    if (owner && program.facts[*owner].is_group()) {
      const Fact& fact = program.facts[*owner];
      const auto& members = program.enumerations[fact.type.enumeration.index()].members;
      const auto& value = at.value(fact.root);
      const bool held = value && members[static_cast<std::size_t>(value->whole)] == tag;
      out.push_back({her.say(held ? Say::tag_held : Say::tag_not_held, full_name(fact.name, tag)), {}});
      out.back().because.push_back(explainer.fact(FactId(*owner)));
    } else if (owner) {
      out.push_back(explainer.fact(FactId(*owner)));
    } else {
      out.push_back(explainer.condition(asked));
    }
  }
  std::vector<ExplainedStep> changes = tag_changes_of(her, customer, &group, &tag);
  if (changes.empty()) changes.push_back({her.say(Say::no_change, full_name(group, tag)), {}});
  for (const StoredTag& stored : her.run().result.memory.tags) {
    const TextPool& pool = *her.run().dataset.pool;
    if (stored.customer != customer || pool.text(stored.tag) != tag) continue;
    if (stored.manual_until_true) changes.push_back({her.say(Say::tag_left_alone), {}});
  }
  for (ExplainedStep& step : changes) out.push_back(std::move(step));
  for (std::uint32_t r = 0; r < program.rules.size(); ++r) {
    const bool writes = std::ranges::any_of(program.rules[r].actions, [&](const Action& action) {
      const bool tags = action.verb == Verb::tag || action.verb == Verb::untag;
      return tags && action.object == tag && (group.empty() || action.group.empty() || action.group == group);
    });
    if (writes) out.push_back(explain_rule(her, r, customer).step);
  }
  if (owner && !program.facts[*owner].stored) {
    const Snapshot at = her.now(customer, {asked});
    Explainer explainer = her.explainer(at);
    out.push_back(flip_step(her, explainer, asked));
  }
  return out;
}

}  // namespace sop
