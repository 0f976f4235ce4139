#include "compiler/diff/versions.h"

#include <algorithm>

#include "compiler/passes/rebuild.h"

namespace sop {

Versions::Versions(const DiffedProgram& old, const DiffedProgram& now, AnalysisDepth depth)
    : old_text_(old),
      now_text_(now),
      depth_(depth),
      merged_(old.compilation.program, now.compilation.program, now.compilation.parsed.sources->size()),
      sources_(*now.compilation.parsed.sources),
      parsed_{.sources = &sources_, .trees = {}},
      subject_{parsed_, merged_.both(), no_places_, unheard_} {
  const Sources& before = *old.compilation.parsed.sources;
  sources_.insert(sources_.end(), before.begin(), before.end());
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
  const Subject subject{parsed_, scratch, no_places_, const_cast<Diagnostics&>(unheard_)};
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

ConditionDiff Versions::conditions(InstId old, InstId now) {
  const InstId was = merged_.from_old(old);
  if (was.exists() && now.exists() && was != now && parts_alike(was, now)) return {};
  return comparing_->conditions(was, now);
}

// In both programs' instructions; what is computed of one kind from parts that are alike, or conditions on her that
// hold for the same customers.
bool Versions::alike(InstId old, InstId now) {
  constexpr std::size_t most_pairs = 5'000, most_compared = 300;
  if (old == now) return true;
  if (!old.exists() || !now.exists()) return false;
  if (const auto known = alike_.find({old, now}); known != alike_.end()) return known->second;
  if (alike_.size() > most_pairs) return false;
  alike_[{old, now}] = false;
  bool out = parts_alike(old, now);
  const Inst &was = both().at(old), &is = both().at(now);
  const auto asks_her = [](const Inst& inst) { return inst.type.is(TypeKind::boolean) && inst.domain.is_frame(); };
  if (!out && asks_her(was) && asks_her(is) && ++compared_ <= most_compared)
    out = is_equal(comparing_->conditions(old, now));
  return alike_[{old, now}] = out;
}

bool Versions::parts_alike(InstId old, InstId now) {
  const Program& program = both();
  const Inst was = program.at(old), is = program.at(now);
  if (was.kind != is.kind || was.op != is.op || was.type != is.type || was.domain != is.domain || was.b != is.b)
    return false;
  const auto args = program.args_of(old), other = program.args_of(now);
  if (args.size() != other.size()) return false;
  if (was.kind == InstKind::event_aggregate || was.kind == InstKind::customer_aggregate) {
    Aggregate before = program.aggregates[static_cast<std::size_t>(was.a)];
    const Aggregate after = program.aggregates[static_cast<std::size_t>(is.a)];
    const auto parts = parts_of(before);
    const auto others = parts_of(after);
    for (std::size_t i = 0; i < parts.size(); ++i)
      if (*parts[i] != others[i] && !alike(*parts[i], others[i])) return false;
    for (std::size_t i = 0; i < parts.size(); ++i) *parts[i] = others[i];
    if (!(before == after)) return false;
  } else if (was.a != is.a) {
    return false;
  }
  if (was.kind == InstKind::call && commutes(was.op) && alike(args[0], other[1]) && alike(args[1], other[0]))
    return true;
  for (std::size_t i = 0; i < args.size(); ++i)
    if (!alike(args[i], other[i])) return false;
  return !args.empty() || was.kind == InstKind::event_aggregate || was.kind == InstKind::customer_aggregate;
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
