#include "compiler/diff/diff_facts.h"

#include <algorithm>
#include <map>

#include "compiler/diff/clauses.h"

namespace sop {
namespace {

constexpr std::size_t most_renamed_pairs = 10'000;  // of names that only one version has

DiffKind kind_of(const Fact& fact) {
  switch (fact.kind) {
    case FactKind::attribute: return DiffKind::attribute;
    case FactKind::segment: return DiffKind::segment;
    case FactKind::tag:
    case FactKind::taggroup: return DiffKind::tag;
    case FactKind::score: return DiffKind::score;
    case FactKind::tier: return DiffKind::tier;
    case FactKind::bands: return DiffKind::bands;
    case FactKind::grid: return DiffKind::grid;
    case FactKind::set: return DiffKind::set;
  }
  return DiffKind::attribute;
}

std::string name_of(const Fact& fact) { return fact.group.empty() ? fact.name : fact.group + "." + fact.name; }

// People and other systems meet these by name; the others are words of the program alone.
bool is_met_outside(const Fact& fact) { return fact.kind == FactKind::tag || fact.kind == FactKind::taggroup; }

const History* memory_of(const Program& program, const Fact& fact) {
  const Inst& root = program.at(fact.root);
  if (root.kind != InstKind::history) return nullptr;
  const History& history = program.histories[static_cast<std::size_t>(root.a)];
  return history.kind == MemoryKind::plain ? nullptr : &history;
}

class Facts {
 public:
  Facts(Versions& versions, ProgramDiff& diff) : v_(versions), diff_(diff) {}

  void run() {
    std::map<std::pair<bool, std::string>, std::size_t> before;
    for (std::size_t i = 0; i < v_.old().facts.size(); ++i) before.try_emplace(key(v_.old().facts[i]), i);
    for (const Fact& fact : v_.now().facts) {
      const auto found = before.find(key(fact));
      if (found == before.end() || !comparable(v_.old().facts[found->second], fact)) {
        added_.push_back({&fact, diff_.entries.size()});
        diff_.entries.push_back({kind_of(fact), name_of(fact), "", "", DiffChange::added, {}, {}});
        continue;
      }
      diff_.entries.push_back(compare(v_.old().facts[found->second], fact));
      before.erase(found);
    }
    for (std::size_t i = 0; i < v_.old().facts.size(); ++i)
      if (const auto left = before.find(key(v_.old().facts[i])); left != before.end() && left->second == i)
        gone(v_.old().facts[i]);
  }

 private:
  struct Added {
    const Fact* fact;
    std::size_t entry;
  };

  static std::pair<bool, std::string> key(const Fact& fact) { return {is_met_outside(fact), name_of(fact)}; }

  static bool comparable(const Fact& old, const Fact& now) { return old.type.kind == now.type.kind; }

  // Gone under its name: another name may mean the same.
  void gone(const Fact& old) {
    for (Added& added : added_) {
      if (added.fact == nullptr || added.fact->kind != old.kind || !comparable(old, *added.fact)) continue;
      if (is_met_outside(old) || ++pairs_ > most_renamed_pairs) continue;
      DiffEntry entry = compare(old, *added.fact);
      if (entry.change != DiffChange::same) continue;
      entry.change = DiffChange::renamed;
      entry.old_name = name_of(old);
      diff_.entries[added.entry] = std::move(entry);
      added.fact = nullptr;
      return;
    }
    diff_.entries.push_back({kind_of(old), name_of(old), "", "", DiffChange::removed, {}, {}});
  }

  DiffEntry compare(const Fact& old, const Fact& now) {
    DiffEntry out{kind_of(now), name_of(now), "", "", DiffChange::same, {}, {}};
    const History *was = memory_of(v_.old(), old), *is = memory_of(v_.now(), now);
    if ((was == nullptr) != (is == nullptr) || (was != nullptr && was->kind != is->kind)) {
      out.change = DiffChange::changed;
      out.parts.push_back({DiffPart::memory, DiffChange::changed, text(v_.old_text(), old), text(v_.now_text(), now)});
    } else if (was != nullptr) {
      memory(*was, *is, old, now, out);
    }
    value(was != nullptr ? was->value : old.root, is != nullptr ? is->value : now.root, old, now, out);
    if (old.stored != now.stored || old.manual != now.manual || old.personal != now.personal ||
        !v_.same_value(old.ttl, now.ttl))
      part(out, {DiffPart::memory, DiffChange::changed, text(v_.old_text(), old), text(v_.now_text(), now)});
    return out;
  }

  static void part(DiffEntry& out, PartDiff part) {
    if (out.change == DiffChange::same || part.change == DiffChange::changed) out.change = part.change;
    out.parts.push_back(std::move(part));
  }

  void memory(const History& was, const History& is, const Fact& old, const Fact& now, DiffEntry& out) {
    const auto held = [](const DiffedProgram& version, const Fact& fact) {
      return written_clauses(version, declaration_named(version, fact.span),
                             {NodeKind::fall, NodeKind::until_clause, NodeKind::ttl, NodeKind::once});
    };
    const std::string before = held(v_.old_text(), old), after = held(v_.now_text(), now);
    if (!v_.same_value(was.span, is.span) || !v_.same_value(was.threshold, is.threshold) ||
        !v_.same_value(was.rearm, is.rearm))
      part(out, {DiffPart::memory, DiffChange::changed, before, after});
    if (was.release.exists() != is.release.exists())
      return part(out, {DiffPart::memory, DiffChange::changed, before, after});
    if (!was.release.exists()) return;
    const ConditionDiff release = v_.conditions(was.release, is.release);
    if (is_equal(release)) return;
    PartDiff differs{DiffPart::memory, change_of(release), before, after};
    differs.condition = release;
    part(out, std::move(differs));
  }

  void value(InstId was, InstId is, const Fact& old, const Fact& now, DiffEntry& out) {
    if (!was.exists() || !is.exists() || v_.same_value(was, is)) return;
    const Type type = v_.now().at(is).type;
    if (!type.is(TypeKind::boolean) && v_.means_the_same(was, is)) return;
    if (type.is(TypeKind::boolean)) {
      out.condition = v_.conditions(was, is);
      if (const DiffChange change = change_of(*out.condition); change != DiffChange::same) {
        if (out.change != DiffChange::changed) out.change = change;
      } else {
        out.condition.reset();
      }
    } else if (type.is(TypeKind::enumeration) && v_.old().at(was).type.is(TypeKind::enumeration)) {
      for (const Versions::MemberDiff& member : v_.members(was, is)) {
        const bool both = member.in_old && member.in_now;
        const DiffChange change = both            ? change_of(member.diff)
                                  : member.in_now ? DiffChange::added
                                                  : DiffChange::removed;
        if (change == DiffChange::same) continue;
        PartDiff differs{DiffPart::member, change, member.in_old ? member.name : "", member.in_now ? member.name : ""};
        differs.condition = member.diff;
        if (out.change != DiffChange::changed)
          out.change = change == DiffChange::undecided ? DiffChange::undecided : DiffChange::changed;
        out.parts.push_back(std::move(differs));
      }
    } else {
      reads_differently(old, now, out);
    }
  }

  // What an attribute is; of a score or a set the lines that are not the same.
  void reads_differently(const Fact& old, const Fact& now, DiffEntry& out) {
    const Node was = declaration_named(v_.old_text(), old.span), is = declaration_named(v_.now_text(), now.span);
    for (const ClausePair& pair : differing_clauses(v_.old_text(), was, v_.now_text(), is))
      part(out, {DiffPart::value, DiffChange::undecided, pair.was, pair.now});
    if (out.parts.empty()) part(out, {DiffPart::value, DiffChange::undecided});
  }

  static std::string text(const DiffedProgram& version, const Fact& fact) {
    const Node node = declaration_named(version, fact.span);
    return node ? whole_line(version, node.span()) : "";
  }

  Versions& v_;
  ProgramDiff& diff_;
  std::vector<Added> added_;
  std::size_t pairs_ = 0;
};

}  // namespace

void compare_facts(Versions& versions, ProgramDiff& diff) { Facts(versions, diff).run(); }

}  // namespace sop
