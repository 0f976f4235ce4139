#include "runtime/journeys/deed_readers.h"

#include <algorithm>
#include <set>
#include <string>

#include "runtime/run/message.h"

namespace sop {
namespace {

class Finding {
 public:
  explicit Finding(const Program& program) : program_(program) {
    out_.rules.assign(program.rules.size(), false);
    out_.histories.assign(program.histories.size(), false);
    for (const Input& input : program.inputs) out_.streams.push_back(is_ours(input));
    for (const Journey& journey : program.journeys)
      for (const Action& action : journey.actions) add_written(action);
    for (const Rule& rule : program.rules)
      for (const Action& action : rule.actions)
        if (waits_for_its_hour(action)) add_written(action);
    for (const Together& together : decision_order(program))
      if (in_a_circle(together))
        for (const std::uint32_t rule : together.rules) add_rule(rule);
  }

  // Each round may add a rule or a history; both only ever join.
  DeedReaders run() {
    while (round()) {}
    out_.tags = std::move(written_);
    return std::move(out_);
  }

 private:
  bool round() {
    bool changed = false;
    for (std::size_t h = 0; h < program_.histories.size(); ++h) {
      const History& history = program_.histories[h];
      if (out_.histories[h] || !(reads(history.value) || reads(history.release))) continue;
      out_.histories[h] = out_.any_history = changed = true;
      if (history.changes.exists()) out_.streams[history.changes.index()] = true;
    }
    for (std::size_t r = 0; r < program_.rules.size(); ++r) {
      if (out_.rules[r] || program_.rules[r].triggers.empty() || !joins(program_.rules[r])) continue;
      changed = true;
      add_rule(r);
    }
    return changed;
  }

  void add_rule(std::size_t rule) {
    out_.rules[rule] = true;
    for (const Action& action : program_.rules[rule].actions) add_written(action);
  }

  bool joins(const Rule& rule) const {
    const bool triggered = std::ranges::any_of(rule.triggers, [&](const Trigger& trigger) {
      return (trigger.stream.exists() && out_.streams[trigger.stream.index()]) || reads(trigger.where) ||
             reads(trigger.key);
    });
    if (triggered || reads(rule.condition) || reads(rule.once.column)) return true;
    return std::ranges::any_of(rule.actions, [&](const Action& action) {
      const bool writes = (action.verb == Verb::tag || action.verb == Verb::untag) && written_.contains(action.object);
      return writes || says(action) ||
             std::ranges::any_of(action.next_of, [&](const Action& one) { return says(one); });
    });
  }

  // Do its parameters, or the slots of its text?
  bool says(const Action& action) const {
    return std::ranges::any_of(action_values(program_, action), [&](const InstId value) { return reads(value); });
  }

  void add_written(const Action& action) {
    if (action.verb != Verb::tag && action.verb != Verb::untag) return;
    written_.insert(action.object);
    if (action.group.empty()) return;
    for (const Enumeration& group : program_.enumerations)
      if (group.name == action.group) written_.insert(group.members.begin(), group.members.end());
  }

  bool reads(InstId root) const {
    std::set<std::int32_t> seen;
    std::vector<InstId> todo{root};
    while (!todo.empty()) {
      const InstId id = todo.back();
      todo.pop_back();
      if (!id.exists() || !seen.insert(id.value).second) continue;
      const Inst& inst = program_.at(id);
      const auto a = static_cast<std::size_t>(inst.a);
      for (const InstId arg : program_.args_of(id)) todo.push_back(arg);
      if (inst.kind == InstKind::has_tag && written_.contains(program_.constants[a].text)) return true;
      if (inst.kind == InstKind::history && out_.histories[a]) return true;
      if (inst.kind == InstKind::fact) todo.push_back(program_.facts[a].root);
      if (inst.kind != InstKind::event_aggregate && inst.kind != InstKind::customer_aggregate) continue;
      const Aggregate& form = program_.aggregates[a];
      if (out_.streams[form.input.index()]) return true;
      for (const InstId part : parts_of(form)) todo.push_back(part);
    }
    return false;
  }

  const Program& program_;
  DeedReaders out_;
  std::set<std::string> written_;  // tags that journeys or such rules set or take away
};

}  // namespace

bool in_a_circle(const Together& together) { return !together.rules.empty() && !together.histories.empty(); }

DeedReaders deed_readers(const Program& program) { return Finding(program).run(); }

bool is_ours(const Input& input) {
  return input.recorded &&
         (input.name == "sends" || input.name == "tasks" || input.name == "entries" || input.name == "grants");
}

bool is_our_doing(const Input& input, const TableData& rows, std::uint32_t row, const TextPool& pool) {
  if (!input.recorded || is_ours(input)) return input.recorded;
  const auto cause = std::ranges::find(input.columns, "cause", &Column::name);
  if (cause == input.columns.end()) return false;
  const auto column = static_cast<std::size_t>(cause - input.columns.begin());
  const std::string_view word = pool.text(rows.columns[column].codes[row]);
  return word == "tag" || word == "sends" || word == "tasks" || word == "entries" || word == "grants";
}

}  // namespace sop
