#include "runtime/run/tag_locks.h"

#include <algorithm>
#include <map>

#include "compiler/passes/rebuild.h"

namespace sop {
namespace {

constexpr std::string_view lock_begin = "\x1flock\x1f";

const std::vector<std::string>& members_of(const Program& program, const Fact& fact) {
  return program.enumerations[fact.type.enumeration.index()].members;
}

// Which tags of a fact somebody has locked: of a tag {0}, of a group its members.
using LockedMembers = std::map<std::int32_t, std::vector<std::size_t>>;

LockedMembers locked_members(const Program& program, const TextPool& pool) {
  LockedMembers locked;
  const auto known = [&](std::string_view group, std::string_view tag) {
    TextCode code = 0;
    return pool.find(lock_name(group, tag), code);
  };
  for (std::size_t f = 0; f < program.facts.size(); ++f) {
    const Fact& fact = program.facts[f];
    if (fact.stored) continue;
    if (fact.kind == FactKind::tag && known(fact.group, fact.name)) locked[static_cast<std::int32_t>(f)] = {0};
    if (!fact.is_group()) continue;
    const auto& members = members_of(program, fact);
    for (std::size_t m = 0; m < members.size(); ++m)
      if (known(fact.name, members[m])) locked[static_cast<std::int32_t>(f)].push_back(m);
  }
  return locked;
}

// `root` and not locked; of a group: nothing where the member that applies is locked.
InstId minding(Builder& build, const Fact& fact, InstId root, const std::vector<std::size_t>& members) {
  if (fact.kind == FactKind::tag) {
    const InstId lock = build.has_tag(lock_name(fact.group, fact.name), std::nullopt, std::nullopt, fact.span);
    return build.all_of({root, build.negation(lock, fact.span)}, fact.span);
  }
  const Type type = fact.type.with_nullable(true);
  std::vector<InstId> choice;
  for (const std::size_t m : members) {
    const std::string& name = members_of(build.program(), fact)[m];
    const InstId lock = build.has_tag(lock_name(fact.name, name), std::nullopt, std::nullopt, fact.span);
    const InstId member = build.constant({type.with_nullable(false), static_cast<std::int64_t>(m), 0, {}}, fact.span);
    const InstId applies = build.call(Op::equal_enumeration, {root, member}, fact.span);
    choice.insert(choice.end(), {build.all_of({applies, lock}, fact.span), build.missing(type, fact.span)});
  }
  choice.push_back(root);
  return build.choose(std::move(choice), type, fact.span);
}

// The lock's name that a `has_tag` asks for, or nothing.
bool asks_for_lock(const Program& program, InstId id) {
  const Inst& inst = program.at(id);
  return inst.kind == InstKind::has_tag && is_lock_name(program.constants[static_cast<std::size_t>(inst.a)].text);
}

}  // namespace

std::string lock_name(std::string_view group, std::string_view tag) {
  return std::string(lock_begin) + std::string(group) + "\x1f" + std::string(tag);
}

bool is_lock_name(std::string_view tag) { return tag.starts_with(lock_begin); }

std::optional<Program> with_locks(const Program& program, const TextPool& pool) {
  const LockedMembers locked = locked_members(program, pool);
  if (locked.empty()) return std::nullopt;
  Program out = rebuild(program, [&](Builder& build, const Inst& old, std::span<const InstId> args, Span) -> InstId {
    if (old.kind != InstKind::fact) return {};
    const auto found = locked.find(old.a);
    if (found == locked.end()) return {};
    return minding(build, program.facts[static_cast<std::size_t>(old.a)], args[0], found->second);
  });
  Builder build(out);
  for (const auto& [fact, members] : locked) {
    Fact& changed = out.facts[static_cast<std::size_t>(fact)];
    changed.root = minding(build, changed, changed.root, members);
  }
  return out;
}

std::optional<LockedRoot> locked_root(const Program& program, InstId root) {
  const Inst& inst = program.at(root);
  const auto args = program.args_of(root);
  LockedRoot out;
  if (inst.kind == InstKind::all_of && args.size() == 2 && program.at(args[1]).kind == InstKind::negation) {
    const InstId lock = program.args_of(args[1])[0];
    if (!asks_for_lock(program, lock)) return std::nullopt;
    return LockedRoot{args[0], {lock}};
  }
  if (inst.kind != InstKind::choose) return std::nullopt;
  for (std::size_t i = 0; i + 1 < args.size(); i += 2) {
    const auto parts = program.args_of(args[i]);
    if (parts.size() != 2 || !asks_for_lock(program, parts[1])) return std::nullopt;
    out.locks.push_back(parts[1]);
  }
  if (out.locks.empty()) return std::nullopt;
  out.inner = args.back();
  return out;
}

}  // namespace sop
