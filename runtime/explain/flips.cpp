#include "runtime/explain/flips.h"

#include <algorithm>

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

std::vector<InstId> changed_roots(Lab& lab, const FlipQuestion& question, const Change& change) {
  std::vector<InstId> roots;
  for (const InstId asked : question.asked) roots.push_back(lab.replaced(asked, change.what, change.to));
  return roots;
}

// What the question comes to, by the values of its roots.
std::optional<Flip> tried(const Evaluating& with, const FlipQuestion& question, const Change& change,
                          std::span<const ColumnData> found) {
  std::vector<std::optional<KnownValue>> values;
  for (const ColumnData& column : found) values.push_back(value_at(column, 0, *with.dataset.pool));
  const auto becomes = question.outcome(values);
  if (same(becomes, question.now)) return std::nullopt;
  return Flip{change, becomes};
}

// All at once: what others have stays as it is.
std::optional<Flip> flip_of_hers(const Evaluating& with, const Snapshot& at, Lab& lab, const FlipQuestion& question,
                                 std::span<const Change> changes) {
  std::vector<InstId> roots;
  for (const Change& change : changes)
    for (const InstId root : changed_roots(lab, question, change)) roots.push_back(root);
  const Evaluation found = with.evaluate(lab.program(), with.dataset, at.frame(), roots, with.context);
  const std::span<const ColumnData> values(found.values);
  const std::size_t each = question.asked.size();
  for (std::size_t i = 0; i < changes.size(); ++i)
    if (auto flip = tried(with, question, changes[i], values.subspan(i * each, each))) return flip;
  return std::nullopt;
}

// One by one, each with the places it leads to.
std::optional<Flip> flip_among_all(PlacesTried& places, const Evaluating& with, const Snapshot& at, Lab& lab,
                                   const FlipQuestion& question, std::span<const Change> changes) {
  for (const Change& change : changes.first(std::min(changes.size(), places.most_tries()))) {
    const std::vector<InstId> roots = changed_roots(lab, question, change);
    Frame frame = at.frame();
    frame.edges = places.with(change, lab);
    const Evaluation found = with.evaluate(lab.program(), with.dataset, frame, roots, with.context);
    if (auto flip = tried(with, question, change, found.values)) return flip;
  }
  return std::nullopt;
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

std::optional<Flip> smallest_flip(const DecidedRun& run, const Evaluating& with, const Snapshot& at, Lab& lab,
                                  const Phrases& phrases, const FlipQuestion& question) {
  PlacesTried places(run, with, at, lab.program(), question.asked);
  const std::shared_ptr<const Edges> without_her = places.any() ? places.without_her() : nullptr;
  std::vector<Change> changes =
      changes_to_try(lab.program(), at, phrases, with.context.zone, question.asked, without_her.get());
  if (changes.empty()) return std::nullopt;
  std::ranges::stable_sort(changes, {}, &Change::size);
  return places.any() ? flip_among_all(places, with, at, lab, question, changes)
                      : flip_of_hers(with, at, lab, question, changes);
}

}  // namespace sop
