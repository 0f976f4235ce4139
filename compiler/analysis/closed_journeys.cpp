#include "compiler/analysis/closed_journeys.h"

#include <algorithm>
#include <map>
#include <set>

#include "compiler/analysis/each_part.h"
#include "compiler/analysis/effort.h"
#include "compiler/analysis/proof.h"
#include "compiler/analysis/witness.h"

namespace sop {
namespace {

using N = NodeKind;

class ClosedJourneys {
 public:
  explicit ClosedJourneys(Reasoning& reasoning)
      : reasoning_(reasoning), subject_(reasoning.subject()), program_(reasoning.program()) {
    for (const Journey& journey : program_.journeys)
      if (!journey.retired) journeys_[journey.name] = &journey;
  }

  void run() {
    for (const Node node : subject_.parsed.declarations()) {
      if (!node.is(N::journey) || !node.children(N::error).empty()) continue;
      const auto found = journeys_.find(subject_.parsed.name_of(node));
      if (found != journeys_.end()) look_at(node, *found->second);
    }
  }

 private:
  void look_at(Node node, const Journey& journey) {
    const auto by_rule = [](const JourneyEntry& entry) { return entry.by_rule; };
    if (journey.entries.empty() || std::ranges::any_of(journey.entries, by_rule)) return;
    for (const N kind : {N::goal, N::exit_when})
      for (const Node clause : node.children(kind)) {
        const Span place = condition_in(clause);
        const InstId condition = place.exists() ? subject_.places.condition_at(place) : InstId{};
        if (!condition.exists() || !ends_it(journey, condition) || reasoning_.told(condition)) continue;
        if (program_.at(condition).kind == InstKind::constant) continue;  // the word says it, and is told
        const auto closed = [&](const JourneyEntry& entry) { return holds_at(entry, condition); };
        if (!std::ranges::all_of(journey.entries, closed)) continue;
        Diagnostic& out = subject_.diagnostics.report(Code::S3029, place, {journey.name, quoted(subject_, place)});
        show_somebody(out, journey.entries.front(), condition, place);
        return;
      }
  }

  // Of `goal name: condition within 60 days` the condition.
  Span condition_in(Node clause) const {
    for (const Node child : clause.children())
      if (subject_.places.condition_at(child.span()).exists()) return child.span();
    return {};
  }

  static bool ends_it(const Journey& journey, InstId condition) {
    return std::ranges::find(journey.exits, condition) != journey.exits.end() ||
           std::ranges::any_of(journey.goals, [&](const JourneyGoal& goal) { return goal.condition == condition; });
  }

  // Who enters, and is out again at once.
  void show_somebody(Diagnostic& out, const JourneyEntry& entry, InstId condition, Span place) {
    std::vector<FormulaId> together = entered_by(entry, condition);
    together.push_back(reasoning_.of(condition));
    const Answer answer = reasoning_.ask(std::move(together));
    if (answer.verdict != Verdict::yes) return;
    show(out, subject_, reasoning_.translator(), answer);
    ProofStart start;
    start.event = entry.trigger.stream;
    std::vector<std::string> expected;
    const InstId becoming = entry.becoming.exists() ? program_.histories[entry.becoming.index()].value : InstId{};
    for (const InstId asked : {becoming, entry.condition})
      if (asked.exists()) expected.push_back("(" + words_of(subject_, program_.inst_spans[asked.index()]) + ")");
    expected.push_back("(" + words_of(subject_, place) + ")");
    if (std::ranges::find(expected, "()") == expected.end())
      prove_lived(out, reasoning_, answer, start, {{0, expected}});
  }

  bool holds_at(const JourneyEntry& entry, InstId condition) {
    std::vector<FormulaId> together = entered_by(entry, condition);
    if (together.empty()) return false;                   // what everybody meets is told as that
    if (reasoning_.surely_never(together)) return false;  // and so is what nobody meets
    together.push_back(reasoning_.fails(condition));
    return reasoning_.surely_never(std::move(together));
  }

  std::vector<FormulaId> entered_by(const JourneyEntry& entry, InstId condition) {
    std::vector<FormulaId> together;
    const auto add = [&](InstId known) {
      if (known.exists()) together.push_back(reasoning_.of(known));
    };
    add(entry.trigger.where);
    add(entry.condition);
    if (entry.becoming.exists()) add(program_.histories[entry.becoming.index()].value);
    if (entry.trigger.stream.exists()) add_event(entry.trigger, condition, together);
    return together;
  }

  // The event that lets her in is among those of its stream: what counts all of them, or those of a window that ends
  // now, counts it.
  void add_event(const Trigger& trigger, InstId condition, std::vector<FormulaId>& together) {
    if (program_.inputs[trigger.stream.index()].recorded) return;  // seen after its instant only
    std::int64_t looked_at = 0;
    for_each_part(program_, {condition}, [&](InstId id, std::vector<InstId>& open) {
      if (++looked_at > effort::question_parts) return false;
      const Inst& inst = program_.at(id);
      if (inst.kind == InstKind::fact) open.push_back(program_.facts[static_cast<std::size_t>(inst.a)].root);
      if (inst.kind == InstKind::event_aggregate) {
        const Aggregate& form = program_.aggregates[static_cast<std::size_t>(inst.a)];
        if (counts_it(trigger, form)) say(id, form, together);
      }
      return true;
    });
  }

  bool counts_it(const Trigger& trigger, const Aggregate& form) const {
    if (form.input != trigger.stream || form.where.exists() || form.value.exists() || !lies_ahead(form.to) ||
        form.latest_by.exists() || form.after.exists())
      return false;
    if (!form.from.exists()) return true;
    const auto from = micros_from_now(program_, form.from);
    return from && never_after(*from, fixed_cut(0));
  }

  bool lies_ahead(InstId to) const {
    if (!to.exists()) return true;
    const auto end = micros_from_now(program_, to);
    return end && *end != fixed_cut(0) && never_after(fixed_cut(0), *end);
  }

  void say(InstId id, const Aggregate& form, std::vector<FormulaId>& together) {
    Translator& t = reasoning_.translator();
    switch (form.op) {
      case AggregateOp::any: together.push_back(t.of(id)); return;
      case AggregateOp::none: together.push_back(t.formulas().negate(t.of(id))); return;
      case AggregateOp::count: together.push_back(t.formulas().negate(t.equals(id, 0))); return;
      case AggregateOp::first:
      case AggregateOp::last: together.push_back(t.known(id)); return;
      default: return;
    }
  }

  Reasoning& reasoning_;
  const Subject& subject_;
  const Program& program_;
  std::map<std::string, const Journey*> journeys_;
};

}  // namespace

void check_closed_journeys(Reasoning& reasoning) { ClosedJourneys(reasoning).run(); }

}  // namespace sop
