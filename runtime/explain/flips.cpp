#include "runtime/explain/flips.h"

#include "runtime/run/remember.h"

namespace sop {
namespace {

using Values = std::span<const std::optional<KnownValue>>;

bool same(const std::optional<KnownValue>& a, const std::optional<KnownValue>& b) {
  if (!a || !b) return a.has_value() == b.has_value();
  return a->whole == b->whole && a->real == b->real && a->text == b->text;
}

std::int32_t level_of(const std::optional<KnownValue>& value, bool condition) {
  if (value) return static_cast<std::int32_t>(value->whole);
  return condition ? 0 : no_value;
}

std::optional<KnownValue> held(Type type, std::int32_t value) {
  if (value == no_value) return std::nullopt;
  return KnownValue{type.with_nullable(false), value, 0, {}};
}

}  // namespace

FlipQuestion question_about(InstId root, const std::optional<KnownValue>& now) {
  return {{root}, now, [](Values values) { return values[0]; }};
}

std::optional<FlipQuestion> question_about(const DecidedRun& run, HistoryId id, std::uint32_t customer) {
  const History& history = run.program.histories[id.index()];
  const HeldState state = run.result.memory.histories[id.index()].of[customer];
  const bool condition = history.type.is(TypeKind::boolean);
  // A holding that time alone ends, or nothing.
  if ((history.kind == MemoryKind::ttl || history.kind == MemoryKind::once) && state.value == 1) return std::nullopt;
  FlipQuestion question{{history.value}, held(history.type, state.value), {}};
  if (history.release.exists()) question.asked.push_back(history.release);
  const RememberRules rules = remember_rules(run.program, history);
  const Micros at = run.options.as_of;
  const ZoneRules& zone = run.context.zone;
  const Type type = history.type;
  question.outcome = [=, &zone](Values values) {
    Moment moment{at, level_of(values[0], condition), false, 0, false};
    if (values.size() > 1) moment.release = values[1] && values[1]->whole != 0;
    return held(type, remember(rules, state, moment, zone).value);
  };
  return question;
}

std::optional<Flip> smallest_flip(const Evaluating& with, const Snapshot& at, Lab& lab, const Phrases& phrases,
                                  const FlipQuestion& question) {
  const std::vector<Change> changes = changes_to_try(lab.program(), at, phrases, with.context.zone, question.asked);
  if (changes.empty()) return std::nullopt;
  std::vector<InstId> roots;
  for (const Change& change : changes)
    for (const InstId asked : question.asked) roots.push_back(lab.replaced(asked, change.what, change.to));
  const Evaluation found = with.evaluate(lab.program(), with.dataset, at.frame(), roots, with.context);
  std::optional<Flip> best;
  std::size_t next = 0;
  for (const Change& change : changes) {
    std::vector<std::optional<KnownValue>> values;
    for (std::size_t i = 0; i < question.asked.size(); ++i)
      values.push_back(value_at(found.values[next++], 0, *with.dataset.pool));
    const auto becomes = question.outcome(values);
    if (same(becomes, question.now) || (best && best->change.size <= change.size)) continue;
    best = Flip{change, becomes};
  }
  return best;
}

}  // namespace sop
