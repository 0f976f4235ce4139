// Stored tags: since when, by whom, until when; why one is not held.
#include <algorithm>

#include "compiler/diagnostics/width.h"
#include "runtime/explain/explainer.h"

namespace sop {
namespace {

bool is_open(Micros instant) { return instant == INT64_MIN || instant == INT64_MAX; }

}  // namespace

Reason Explainer::of_tag(InstId id) {
  const Inst& inst = program_.at(id);
  const auto args = program_.args_of(id);
  const TextPool& pool = *with_.dataset.pool;
  const auto code = [&](std::int32_t constant, TextCode& out) {
    return pool.find(program_.constants[static_cast<std::size_t>(constant)].text, out);
  };
  TextCode tag = 0, group = 0, person = 0;
  bool possible = code(inst.a, tag) && (inst.b < 0 || code(inst.b, group));
  const bool personal = !args.empty();
  if (personal) {
    if (!is_known(args[0])) return {say(Say::is_unknown, name(args[0])), behind({args[0]})};
    possible = possible && pool.find(at_.value(args[0])->text, person);
  }
  const TagHolding *held = nullptr, *ended = nullptr, *later = nullptr;
  for (const TagHolding& holding : with_.dataset.tags) {
    if (!possible || holding.customer != at_.customer() || holding.tag != tag) continue;
    if (personal != holding.personal || (personal && holding.person != person)) continue;
    if (inst.b >= 0 && holding.has_group && holding.group != group) continue;
    if (holding.since > at_.as_of())
      later = later == nullptr || holding.since < later->since ? &holding : later;
    else if (holding.until <= at_.as_of())
      ended = ended == nullptr || holding.until > ended->until ? &holding : ended;
    else
      held = &holding;
  }
  const StoredTag* stored = nullptr;
  for (const StoredTag& known : run_.result.memory.tags)
    if (possible && known.customer == at_.customer() && known.tag == tag &&
        (inst.b < 0 || known.group == group || known.group == no_text))
      stored = &known;

  if (held == nullptr) {
    if (stored != nullptr && stored->locked)
      return {is_open(stored->until) ? say(Say::tag_locked) : say(Say::tag_locked_until, words_.instant(stored->until)),
              {}};
    if (ended != nullptr)
      return {
          say(Say::tag_ended, words_.instant(ended->until % micros_per_second == 1 ? ended->until - 1 : ended->until)),
          {}};
    if (later != nullptr) return {say(Say::tag_not_yet, words_.instant(later->since)), {}};
    if (personal) return {say(Say::tag_of_person, quoted(text(args[0]))), behind({args[0]})};
    return {say(Say::tag_not_stored), {}};
  }
  std::vector<std::string> known;
  // What a rule gives is seen from the next instant on, a microsecond later.
  const Micros since = held->since % micros_per_second == 1 ? held->since - 1 : held->since;
  if (!is_open(held->since)) known.push_back(say(Say::tag_since, words_.instant(since)));
  const bool by_rule = stored != nullptr && stored->origin == TagOrigin::set && stored->source != no_text;
  if (by_rule)
    known.push_back(say(Say::tag_by_rule, quoted(visible(pool.text(stored->source)))));
  else if (held->manual || (stored != nullptr && stored->origin == TagOrigin::manual))
    known.push_back(say(Say::tag_by_hand));
  else
    known.push_back(say(Say::tag_from_outside));
  if (!is_open(held->until)) known.push_back(say(Say::tag_until, words_.instant(held->until)));
  return {listed(known), {}};
}

}  // namespace sop
