#include "runtime/testing/watch.h"

#include <algorithm>

#include "runtime/contacts/contact_kind.h"
#include "runtime/run/contacts.h"

namespace sop {
namespace {

bool holds(const ColumnData& column, std::size_t row) { return column.is_known(row) && bit_at(column.bits, row); }

// An action of somebody: done, or decided against.
struct Intent {
  std::uint32_t customer;
  const Action* action;
};

void add_intents(const std::vector<Action>& actions, const DecisionRow& row, std::vector<Intent>& out) {
  for (const Action& action : actions) {
    if (step_identity(action) != row.step) continue;
    out.push_back({row.customer, &action});
    for (const Action& one : action.next_of) out.push_back({row.customer, &one});
  }
}

void add_intents(const Journey& journey, const DecisionRow& row, std::vector<Intent>& out) {
  for (std::size_t step = 0; step < journey.steps.size(); ++step) {
    if (journey.steps[step].action < 0 || step_word(journey, static_cast<std::int32_t>(step)) != row.step) continue;
    const Action& action = journey.actions[static_cast<std::size_t>(journey.steps[step].action)];
    out.push_back({row.customer, &action});
    for (const Action& one : action.next_of) out.push_back({row.customer, &one});
  }
}

std::vector<Intent> intents_of(const Program& program, const RunResult& result) {
  std::vector<Intent> out;
  for (const ActionRow& row : result.actions) out.push_back({row.customer, &action_of(program, row)});
  for (const DecisionRow& row : result.decisions) {
    for (const Rule& rule : program.rules)
      if (rule.name == row.source) add_intents(rule.actions, row, out);
    for (const Journey& journey : program.journeys)
      if (journey.name == row.source) add_intents(journey, row, out);
  }
  return out;
}

}  // namespace

Watch::Watch(const Program& program) : program_(program) {
  for (const TestedCondition& condition : conditions_of(program))
    for (const ConditionAtom& atom : atoms_of(program, condition))
      if (place_of_.try_emplace(atom.key, atoms_.size()).second)
        atoms_.push_back(
            {.span = std::get<Span>(atom.key), .inst = atom.parts[0], .in = condition, .negated = atom.negated});
  own_ = sheet_of(program);
}

Watch::Sheet Watch::sheet_of(const Program& program) {
  Sheet out{.program = &program, .of_root = {}};
  for (const TestedCondition& condition : conditions_of(program)) {
    Asked asked{condition, {}};
    for (ConditionAtom& atom : atoms_of(program, condition))
      if (const auto found = place_of_.find(atom.key); found != place_of_.end())
        asked.parts.push_back({found->second, atom.all, std::move(atom.parts)});
    if (!asked.parts.empty()) out.of_root[condition.root].push_back(std::move(asked));
  }
  return out;
}

void Watch::see(const Program& program, const Dataset& dataset, const Frame& frame, std::span<const InstId> roots,
                const Evaluation& found, const RunContext& context) {
  if (&program != &program_ && locked_.program != &program) locked_ = sheet_of(program);
  const Sheet& sheet = &program == &program_ ? own_ : locked_;
  struct Question {
    const Asked* asked;
    std::size_t begin;       // of its parts
    std::vector<bool> moot;  // rows in which its gate is shut
  };
  std::vector<Question> questions;
  std::vector<InstId> parts;
  for (const InstId root : roots) {
    const auto asked = sheet.of_root.find(root);
    if (asked == sheet.of_root.end()) continue;
    for (const Asked& one : asked->second) {
      Question& question = questions.emplace_back(&one, parts.size(), std::vector<bool>(frame.rows(), false));
      const auto gate = std::ranges::find(roots, one.condition.gate);
      if (one.condition.gate.exists() && gate != roots.end())
        for (std::size_t row = 0; row < frame.rows(); ++row)
          question.moot[row] = !holds(found.values[static_cast<std::size_t>(gate - roots.begin())], row);
      for (const Part& part : one.parts) parts.insert(parts.end(), part.insts.begin(), part.insts.end());
    }
  }
  if (parts.empty()) return;
  const Evaluation values = evaluate(program, dataset, frame, parts, context);
  for (const Question& question : questions) see(*question.asked, values, question.begin, frame, question.moot);
}

void Watch::see(const Asked& asked, const Evaluation& parts, std::size_t begin, const Frame& frame,
                const std::vector<bool>& moot) {
  const TestedCondition& condition = asked.condition;
  for (std::size_t row = 0; row < frame.rows(); ++row) {
    if (moot[row]) continue;
    std::size_t at = begin;
    for (const Part& part : asked.parts) {
      bool truth = part.all;
      for (std::size_t i = 0; i < part.insts.size(); ++i, ++at)
        truth = part.all ? truth && holds(parts.values[at], row) : truth || holds(parts.values[at], row);
      if (condition.by == AskedBy::contact)
        pending_.push_back({part.atom, truth, frame.customer[row], condition.guard, condition.cap});
      else
        note(part.atom, truth);
    }
  }
}

void Watch::note(std::size_t atom, bool truth) {
  WatchedAtom& seen = atoms_[atom];
  (truth ? seen.seen_true : seen.seen_false) = true;
  seen.nearest = std::min(seen.nearest, test_);
}

bool Watch::is_about(const Pending& pending, const Action& action) const {
  if (!is_contact(action)) return false;
  if (pending.cap >= 0) {
    const ContactKind kind =
        contact_kind(program_.contacts, action.channel, action.verb == Verb::send ? action.object : std::string());
    const std::vector<std::uint32_t> caps = caps_about(program_.contacts, kind);
    return std::ranges::find(caps, static_cast<std::uint32_t>(pending.cap)) != caps.end();
  }
  // Would it be kept back if this guard alone held?
  std::vector<ColumnData> alone;
  for (std::size_t i = 0; i < program_.guards.size(); ++i) {
    alone.push_back(make_column({TypeKind::boolean}, 1));
    if (static_cast<std::int32_t>(i) == pending.guard) set_bit(alone.back().bits, 0);
  }
  return blocked(program_, action, alone, 0).has_value();
}

void Watch::end_run(const RunResult& result) {
  const std::vector<Intent> intents = intents_of(program_, result);
  for (const Pending& pending : pending_)
    if (std::ranges::any_of(intents, [&](const Intent& intent) {
          return intent.customer == pending.customer && is_about(pending, *intent.action);
        }))
      note(pending.atom, pending.truth);
  pending_.clear();
  locked_ = {};  // that program was the run's own
}

std::vector<WatchedAtom> Watch::atoms() const {
  std::vector<WatchedAtom> out = atoms_;
  std::ranges::stable_sort(out, {}, &WatchedAtom::span);
  return out;
}

Evaluation evaluate_watched(const Program& program, const Dataset& dataset, const Frame& frame,
                            std::span<const InstId> roots, const RunContext& context) {
  Evaluation found = evaluate(program, dataset, frame, roots, context);
  static_cast<const WatchedContext&>(context).watch->see(program, dataset, frame, roots, found, context);
  return found;
}

}  // namespace sop
