// A flip as a sentence.
#include <algorithm>

#include "runtime/explain/one_customer.h"
#include "runtime/run/tag_locks.h"

namespace sop {
namespace {

std::string change_text(OneCustomer& her, Explainer& explainer, const Change& change) {
  if (const std::string list = explainer.list_of(change.what); !list.empty()) {
    const bool listed = change.kind == ChangeKind::known || (change.to && change.to->whole == 1);
    return her.say(listed ? Say::did_hold : Say::did_not_hold, list);
  }
  const std::string what = explainer.name(change.what);
  if (change.kind == ChangeKind::holds) return her.say(Say::did_hold, what);
  if (change.kind == ChangeKind::fails) return her.say(Say::did_not_hold, what);
  if (change.kind == ChangeKind::known) return her.say(Say::were_known, what);
  if (her.privacy().reads(change.what)) return her.say(Say::were_private, what);
  const bool known = explainer.is_known(change.what);
  const std::string now = known ? explainer.text(change.what) : "";
  if (change.kind == ChangeKind::unknown) return her.say(Say::were_unknown, what, now);
  if (change.kind == ChangeKind::other)
    return known ? her.say(Say::were_other, what, now) : her.say(Say::were_known, what);
  if (change.kind == ChangeKind::value) {
    const std::string to = explainer.words().of(*change.to);
    return known ? her.say(Say::instead, what, to, now) : her.say(Say::instead_unknown, what, to);
  }
  return her.say(change.kind == ChangeKind::above ? Say::were_above : Say::were_below, what,
                 explainer.words().of(*change.shown),
                 known                            ? now
                 : her.language() == Language::zh ? "未知"
                                                  : "unknown");
}

}  // namespace

ToldFlip flip_of(OneCustomer& her, Explainer& explainer, InstId root) {
  const Program& program = her.lab().program();
  InstId behind = root;
  while (program.at(behind).kind == InstKind::fact)
    behind = program.facts[static_cast<std::size_t>(program.at(behind).a)].root;
  // A lock is told already; without one what is behind it decides.
  if (const auto locked = locked_root(program, behind)) {
    if (std::ranges::none_of(locked->locks, [&](InstId lock) { return explainer.at().holds(lock); }))
      behind = locked->inner;
  }
  const Inst inst = program.at(behind);
  FlipQuestion question = question_about(root, explainer.at().value(root));
  const Snapshot& at = explainer.at();
  if (!at.has(root)) {  // made of several: what it is now follows from its parts
    const bool holds = std::ranges::all_of(program.args_of(root), [&](InstId part) { return at.holds(part); });
    question.now = KnownValue{{TypeKind::boolean, false, {}}, holds ? 1 : 0, 0, {}};
  }
  if (inst.kind == InstKind::history && at.as_of() == her.run().options.as_of) {
    const auto remembered = question_about(her.run(), HistoryId(inst.a), at.customer());
    const MemoryKind kind = program.histories[static_cast<std::size_t>(inst.a)].kind;
    if (!remembered) return {std::nullopt, kind == MemoryKind::once ? Say::never_flips : Say::only_time};
    question = *remembered;
  }
  Phrases phrases(her.program(), explainer.words(), at, her.privacy());
  bool stands = true;
  auto flip = smallest_flip(her.run(), her.with(), at, her.lab(), phrases, question, stands);
  return {std::move(flip), stands ? Say::no_flip : Say::run_says_otherwise};
}

ExplainedStep flip_step(OneCustomer& her, Explainer& explainer, InstId root) {
  const auto [flip, none] = flip_of(her, explainer, root);
  if (!flip) return {her.say(none), {}};
  const std::string change = change_text(her, explainer, flip->told);
  if (her.lab().program().at(root).type.is(TypeKind::boolean)) return {her.say(Say::flip, change), {}};
  if (!flip->becomes) return {her.say(Say::flip, change), {}};
  return {her.say(Say::flip_into, change, Explainer::quoted(explainer.words().of(*flip->becomes))), {}};
}

}  // namespace sop
