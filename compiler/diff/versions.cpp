#include "compiler/diff/versions.h"

#include <algorithm>

#include "compiler/passes/rebuild.h"

namespace sop {

Versions::Versions(const DiffedProgram& old, const DiffedProgram& now, AnalysisDepth depth)
    : old_text_(old),
      now_text_(now),
      depth_(depth),
      merged_(old.compilation.program, now.compilation.program),
      subject_{now.compilation.parsed, merged_.both(), no_places_, unheard_} {
  match_histories();
  // Everything joins before anything is asked: the translation reads a finished program.
  Program roots = merged_.old();
  for_each_root(roots, [this](InstId& id) { merged_.from_old(id); });
  comparing_ = std::make_unique<Comparing>(subject_, depth_, merged_.parted());
}

// A memory means the same where what it remembers does. In dependency order, so that the next may stand upon it.
void Versions::match_histories() {
  for (std::size_t i = 0; i < old().histories.size(); ++i) {
    const History& history = old().histories[i];
    const auto found = std::ranges::find(now().histories, history.name, &History::name);
    if (found == now().histories.end() || found->kind != history.kind) continue;
    Program scratch = both();
    Joining joining(scratch, old(), &merged_.names());
    const History& same = *found;
    if (same_history(history, same, scratch, joining))
      merged_.same_history(static_cast<std::int32_t>(i), static_cast<std::int32_t>(found - now().histories.begin()));
  }
}

bool Versions::same_history(const History& old, const History& now, const Program& scratch, Joining& joining) const {
  const auto same = [&](InstId a, InstId b) { return joining.joined(a) == b; };
  if (old.runs_only != now.runs_only || !same(old.span, now.span) || !same(old.threshold, now.threshold) ||
      !same(old.rearm, now.rearm))
    return false;
  const InstId value = joining.joined(old.value), release = joining.joined(old.release);
  if (value == now.value && release == now.release) return true;
  if (release.exists() != now.release.exists()) return false;
  const Subject subject{now_text_.compilation.parsed, scratch, no_places_, const_cast<Diagnostics&>(unheard_)};
  Comparing comparing(subject, depth_);
  if (release.exists() && !is_equal(comparing.conditions(release, now.release))) return false;
  const Type type = scratch.at(now.value).type;
  if (type.is(TypeKind::boolean)) return is_equal(comparing.conditions(value, now.value));
  if (!type.is(TypeKind::enumeration) || scratch.at(value).type.enumeration != type.enumeration) return false;
  const std::size_t members = scratch.enumerations[type.enumeration.index()].members.size();
  for (std::size_t m = 0; m < members; ++m)
    if (!is_equal(comparing.members(value, now.value, static_cast<std::int64_t>(m)))) return false;
  return true;
}

std::vector<Versions::MemberDiff> Versions::members(InstId old_value, InstId now_value) {
  const InstId old_id = from_old(old_value);
  const Type type = both().at(now_value).type, old_type = old().at(old_value).type;
  const auto& names = both().enumerations[type.enumeration.index()].members;
  const auto& in_old = old().enumerations[old_type.enumeration.index()].members;
  const auto& in_now = now().enumerations[type.enumeration.index()].members;
  std::vector<MemberDiff> out;
  for (std::size_t m = 0; m < names.size(); ++m) {
    const bool before = std::ranges::find(in_old, names[m]) != in_old.end(), after = m < in_now.size();
    const bool one_type = both().at(old_id).type.enumeration == type.enumeration;
    const auto member = static_cast<std::int64_t>(m);
    out.push_back(
        {names[m], one_type ? comparing_->members(old_id, now_value, member) : ConditionDiff{}, before, after});
    if (!one_type) out.back().diff = {Relation::undecided, false, {}, {}};
  }
  return out;
}

std::string one_line(const DiffedProgram& version, Span place) {
  Diagnostics unheard;
  const Places no_places;
  if (!place.exists()) return "";
  return quoted({version.compilation.parsed, version.compilation.program, no_places, unheard}, place);
}

Node declaration_at(const DiffedProgram& version, Span first_token) {
  for (Node node : version.compilation.parsed.declarations())
    if (node.first_token() == first_token) return node;
  return {};
}

Node declaration_named(const DiffedProgram& version, Span name) {
  for (Node node : version.compilation.parsed.declarations()) {
    if (node.child(NodeKind::name) && node.child(NodeKind::name).span() == name) return node;
    for (Node arm : node.children(NodeKind::arm))
      if (arm.child(NodeKind::name) && arm.child(NodeKind::name).span() == name) return arm;
  }
  return {};
}

}  // namespace sop
