#include "compiler/diff/diff_rules.h"

#include <algorithm>
#include <map>
#include <set>

#include "compiler/diff/clauses.h"
#include "compiler/diff/written_parts.h"

namespace sop {
namespace {

DiffEntry compare(Versions& versions, const Rule& old, const Rule& now) {
  DiffEntry out{DiffKind::rule, now.name, "", "", DiffChange::same, {}, {}};
  const Node was = declaration_at(versions.old_text(), old.span), is = declaration_at(versions.now_text(), now.span);
  const auto written = [&](std::initializer_list<NodeKind> kinds) {
    return std::pair(written_clauses(versions.old_text(), was, kinds), written_clauses(versions.now_text(), is, kinds));
  };
  const auto triggers = written({NodeKind::triggers});
  compare_triggers(versions, old.triggers, now.triggers, DiffPart::trigger, out, triggers.first, triggers.second);
  const ConditionDiff condition = versions.conditions(old.condition, now.condition);
  if (const DiffChange change = change_of(condition); change != DiffChange::same) {
    out.condition = condition;
    if (out.change != DiffChange::changed) out.change = change;
  }
  compare_actions(versions, old.actions, now.actions, out);
  if (old.once.kind != now.once.kind || !versions.same_value(old.once.duration, now.once.duration) ||
      !versions.same_value(old.once.column, now.once.column) || old.include_existing != now.include_existing ||
      old.exclude_existing != now.exclude_existing || old.fire_redefined != now.fire_redefined ||
      old.backfill != now.backfill) {
    const auto often = written({NodeKind::once, NodeKind::existing, NodeKind::on_redefine, NodeKind::backfill});
    add_part(out, {DiffPart::frequency, DiffChange::changed, often.first, often.second});
  }
  return out;
}

std::string guard_name(const Guard& guard) { return guard.object.empty() ? guard.channel : guard.object; }

DiffKind kind_of(const Guard& guard) {
  switch (guard.kind) {
    case GuardKind::suppress: return DiffKind::suppress;
    case GuardKind::forbid: return DiffKind::forbid;
    case GuardKind::only_if: return DiffKind::only_if;
  }
  return DiffKind::suppress;
}

}  // namespace

void compare_rules(Versions& versions, ProgramDiff& diff) {
  std::map<std::string, const Rule*> before;
  for (const Rule& rule : versions.old().rules) before.emplace(rule.name, &rule);
  struct Added {
    const Rule* rule;
    std::size_t entry;
  };
  std::vector<Added> added;
  std::set<const Rule*> met;
  for (const Rule& rule : versions.now().rules) {
    const auto found = before.find(rule.name);
    if (found == before.end()) {
      added.push_back({&rule, diff.entries.size()});
      diff.entries.push_back({DiffKind::rule, rule.name, "", "", DiffChange::added, {}, {}});
      continue;
    }
    met.insert(found->second);
    diff.entries.push_back(compare(versions, *found->second, rule));
  }
  for (const Rule& rule : versions.old().rules) {
    if (met.contains(&rule)) continue;
    const auto same = std::ranges::find_if(added, [&](const Added& other) {
      return other.rule != nullptr && compare(versions, rule, *other.rule).change == DiffChange::same;
    });
    if (same == added.end()) {
      diff.entries.push_back({DiffKind::rule, rule.name, "", "", DiffChange::removed, {}, {}});
      continue;
    }
    DiffEntry& entry = diff.entries[same->entry];
    entry.change = DiffChange::renamed;
    entry.old_name = rule.name;
    same->rule = nullptr;
  }
}

// Whom all of one kind, channel and class keep from being reached, together: how many clauses say it is no matter.
void compare_guards(Versions& versions, ProgramDiff& diff) {
  struct Sides {
    std::vector<FormulaId> old, now;
    bool in_old = false, in_now = false;
    const Guard* guard = nullptr;
  };
  using Key = std::tuple<GuardKind, std::string, std::string, ContactClass>;
  std::vector<Key> order;
  std::map<Key, Sides> all;
  const auto collect = [&](const Program& program, Version version) {
    for (const Guard& guard : program.guards) {
      const Key key{guard.kind, guard.object, guard.channel, guard.of_class};
      if (!all.contains(key)) order.push_back(key);
      Sides& sides = all[key];
      sides.guard = &guard;
      const bool is_old = version == Version::old;
      const InstId blocked = is_old ? versions.from_old(guard.blocked) : guard.blocked;
      (is_old ? sides.old : sides.now).push_back(versions.comparing().of(blocked));
      (is_old ? sides.in_old : sides.in_now) = true;
    }
  };
  collect(versions.old(), Version::old);
  collect(versions.now(), Version::now);
  for (const Key& key : order) {
    const Sides& sides = all[key];
    DiffEntry entry{kind_of(*sides.guard), guard_name(*sides.guard), "", "", DiffChange::same, {}, {}};
    if (!sides.in_old || !sides.in_now) {
      entry.change = sides.in_now ? DiffChange::added : DiffChange::removed;
    } else {
      const ConditionDiff condition = versions.comparing().any_of(sides.old, sides.now);
      entry.change = change_of(condition);
      if (entry.change != DiffChange::same) entry.condition = condition;
    }
    diff.entries.push_back(std::move(entry));
  }
}

}  // namespace sop
