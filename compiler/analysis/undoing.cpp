#include "compiler/analysis/undoing.h"

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <optional>
#include <set>

#include "compiler/analysis/each_part.h"
#include "compiler/analysis/proof.h"
#include "compiler/analysis/witness.h"

namespace sop {
namespace {

// A rule and one of its actions on a tag.
struct Writer {
  const Rule* rule;
  const Action* action;
};

class Undoing {
 public:
  explicit Undoing(Reasoning& reasoning)
      : reasoning_(reasoning), subject_(reasoning.subject()), program_(reasoning.program()) {}

  void run() {
    collect_asked();
    std::vector<Writer> tags, untags;
    for (const Rule& rule : program_.rules)
      for (const Action& action : rule.actions) {
        if (action.verb == Verb::tag) tags.push_back({&rule, &action});
        if (action.verb == Verb::untag) untags.push_back({&rule, &action});
      }
    constexpr std::size_t most_pairs = 2'000;
    std::size_t pairs = 0;
    for (const Writer& tag : tags)
      for (const Writer& untag : untags)
        if (tag.action->object == untag.action->object && tag.action->group == untag.action->group &&
            ++pairs <= most_pairs && !compare(tag, untag))
          flaps(tag, untag);
    for (std::size_t i = 0; i < tags.size(); ++i)
      for (std::size_t j = i + 1; j < tags.size(); ++j)
        if (siblings(*tags[i].action, *tags[j].action) && ++pairs <= most_pairs) flaps(tags[i], tags[j]);
    rounds(tags);
  }

 private:
  // The conditions under which a rule acts when `trigger` starts it; none: it is no such rule.
  static std::vector<InstId> conditions(const Rule& rule, const Trigger* trigger) {
    std::vector<InstId> out;
    if (trigger != nullptr && trigger->where.exists()) out.push_back(trigger->where);
    if (rule.condition.exists()) out.push_back(rule.condition);
    return out;
  }

  static bool same_clock(const Clock& a, const Clock& b) {
    return a.kind != ClockKind::none && a.kind == b.kind && a.every == b.every && a.number == b.number &&
           a.calendar == b.calendar && a.shift_days == b.shift_days && a.at_us == b.at_us;
  }

  bool compare(const Writer& tag, const Writer& untag) {
    if (tag.rule->triggers.empty() && untag.rule->triggers.empty())
      return clash(tag, untag, conditions(*tag.rule, nullptr), conditions(*untag.rule, nullptr));
    for (const Trigger& a : tag.rule->triggers)
      for (const Trigger& b : untag.rule->triggers) {
        const bool together =
            a.stream.exists() ? a.stream == b.stream : !b.stream.exists() && same_clock(a.clock, b.clock);
        const std::vector<InstId> sets = conditions(*tag.rule, &a), clears = conditions(*untag.rule, &b);
        if (!together || reads_old(sets) || reads_old(clears)) continue;  // of two levels at once: `flaps` asks
        if (clash(tag, untag, sets, clears)) return true;
      }
    return false;
  }

  bool clash(const Writer& tag, const Writer& untag, const std::vector<InstId>& sets,
             const std::vector<InstId>& clears) {
    Translator& t = reasoning_.translator();
    const auto named = stored_tag(*tag.action);
    std::vector<FormulaId> together;
    if (named) t.suppose_tag(named->first, named->second, false);
    for (InstId condition : sets) together.push_back(settled(condition));
    if (named) t.suppose_tag(named->first, named->second, true);
    for (InstId condition : clears) together.push_back(settled(condition));
    if (named) t.suppose_nothing();
    const Answer both = reasoning_.ask(together);
    if (!reasoning_.shows(both, asked(tag, untag))) return false;
    const bool untag_later = tag.action->span < untag.action->span;
    const Writer &earlier = untag_later ? tag : untag, &later = untag_later ? untag : tag;
    auto& found = subject_.diagnostics.report(Code::S3020, later.action->span,
                                              {earlier.rule->name, later.rule->name, tag.action->object});
    found.relate(earlier.action->span, untag_later ? Phrase::tagged_here : Phrase::untagged_here);
    show(found, subject_, t, both);
    if (tag.rule->triggers.empty() && untag.rule->triggers.empty())
      prove(found, reasoning_, both, {"(" + tag.rule->reason + ")", "(" + untag.rule->reason + ")"});
    return true;
  }

  static OpenQuestion asked(const Writer& one, const Writer& other) {
    const bool other_later = one.action->span < other.action->span;
    const Writer &earlier = other_later ? one : other, &later = other_later ? other : one;
    return {later.action->span, Phrase::asks_undoing, {earlier.rule->name, later.rule->name}};
  }

  // ---- Round about: what one rule does wakes the other, and back

  // A new one takes the place of its sibling.
  bool siblings(const Action& a, const Action& b) const {
    if (a.group.empty() || a.group != b.group || a.object == b.object) return false;
    const auto group = std::ranges::find(program_.facts, a.group, &Fact::name);
    return group != program_.facts.end() && group->is_group();
  }

  // The triggers by which a rule hears what changed; a rule on state hears it as it is.
  std::vector<const Trigger*> heard(const Rule& rule) const {
    if (rule.once.kind == OnceKind::once) return {};
    if (rule.triggers.empty()) return {nullptr};
    std::vector<const Trigger*> out;
    for (const Trigger& trigger : rule.triggers)
      if (trigger.stream.exists() && fact_of_changes(trigger.stream) != nullptr) out.push_back(&trigger);
    return out;
  }

  const Fact* fact_of_changes(InputId stream) const {
    const Input& input = program_.inputs[stream.index()];
    constexpr std::string_view end = ".changes";
    if (!input.recorded || !input.name.ends_with(end)) return nullptr;
    const std::string name = input.name.substr(0, input.name.size() - end.size());
    const auto found = std::ranges::find(program_.facts, name, &Fact::name);
    return found == program_.facts.end() ? nullptr : &*found;
  }

  // Each holds where the other has acted, and fails where it has acted itself: she goes to and fro.
  void flaps(const Writer& one, const Writer& other) {
    if (told_.contains({one.action, other.action})) return;
    for (const Trigger* a : heard(*one.rule))
      for (const Trigger* b : heard(*other.rule)) {
        const bool by_state = a == nullptr && b == nullptr;
        if (by_state && other.action->verb == Verb::untag) continue;  // told by `compare`
        const std::vector<InstId> first = conditions(*one.rule, a), second = conditions(*other.rule, b);
        if (first.empty() || second.empty() || beyond_old(first) || beyond_old(second)) continue;
        after_ = [&](bool one_last) { suppose(one, other, one_last); };
        const FormulaId after_one = all_of(first, true), other_after_one = all_of(second, true);
        const FormulaId one_after_other = all_of(first, false), after_other = all_of(second, false);
        after_ = nullptr;
        Translator& t = reasoning_.translator();
        t.suppose_nothing();
        const Answer both = reasoning_.ask(
            {one_after_other, t.formulas().negate(after_one), other_after_one, t.formulas().negate(after_other)});
        if (!reasoning_.shows(both, asked(one, other))) continue;
        told_.insert({one.action, other.action});
        tell_flapping(one, other, a != nullptr ? a : b, both);
        return;
      }
  }

  // Three rules that give tags of one group; of a group with more writers than anybody keeps in mind none are looked
  // at.
  void rounds(const std::vector<Writer>& tags) {
    constexpr std::size_t most_writers = 12, most_groups = 20;
    std::map<std::string, std::vector<const Writer*>> groups;
    for (const Writer& one : tags)
      if (!one.action->group.empty()) groups[one.action->group].push_back(&one);
    std::size_t looked_at = 0;
    for (const auto& [group, of] : groups) {
      if (of.size() < 3 || of.size() > most_writers || ++looked_at > most_groups) continue;
      for (std::size_t i = 0; i < of.size(); ++i)
        for (std::size_t j = i + 1; j < of.size(); ++j)
          for (std::size_t k = j + 1; k < of.size(); ++k)
            if (siblings(*of[i]->action, *of[j]->action) && siblings(*of[j]->action, *of[k]->action) &&
                siblings(*of[i]->action, *of[k]->action) && !round_of_three({of[i], of[j], of[k]}))
              round_of_three({of[i], of[k], of[j]});
    }
  }

  // Each takes the place of the one before: what it asks becomes true by that, and was not before.
  bool round_of_three(const std::array<const Writer*, 3>& round) {
    std::array<std::vector<InstId>, 3> asks;
    for (std::size_t i = 0; i < 3; ++i) {
      for (std::size_t j = 0; j < 3; ++j)
        if (told_.contains({round[i]->action, round[j]->action})) return true;  // two of them do it alone
      const std::vector<const Trigger*> heard_by = heard(*round[i]->rule);
      if (heard_by.size() != 1) return false;
      asks[i] = conditions(*round[i]->rule, heard_by[0]);
      if (asks[i].empty() || reads_old(asks[i])) return false;
    }
    Translator& t = reasoning_.translator();
    std::vector<FormulaId> together;
    for (std::size_t last = 0; last < 3; ++last) {
      for (std::size_t i = 0; i < 3; ++i)
        if (const auto named = stored_tag(*round[i]->action)) t.suppose_tag(named->first, named->second, i == last);
      for (const std::size_t next : {(last + 1) % 3, (last + 2) % 3}) {
        std::vector<FormulaId> parts;
        for (const InstId condition : asks[next]) parts.push_back(settled(condition));
        const FormulaId holds = t.formulas().all(std::move(parts));
        together.push_back(next == (last + 1) % 3 ? holds : t.formulas().negate(holds));
      }
    }
    t.suppose_nothing();
    const auto later = std::ranges::max(round, {}, [](const Writer* one) { return one->action->span; });
    const auto first = std::ranges::min(round, {}, [](const Writer* one) { return one->action->span; });
    const Answer found = reasoning_.ask(together);
    if (!reasoning_.shows(found, asked(*first, *later))) return found.verdict != Verdict::no;
    auto& told = subject_.diagnostics.report(Code::S3020, later->action->span,
                                             {first->rule->name, later->rule->name, later->action->object});
    for (std::size_t i = 0; i < 3; ++i)
      if (round[i] != later) told.relate(round[i]->action->span, Phrase::woken_by, {round[(i + 2) % 3]->rule->name});
    show(told, subject_, t, found);
    return true;
  }

  // As if the one had acted last, or the other.
  void suppose(const Writer& one, const Writer& other, bool one_last) {
    const auto held = [&](const Action& action, bool holds) {
      if (const auto named = stored_tag(action))
        reasoning_.translator().suppose_tag(named->first, named->second, holds);
    };
    held(*one.action, one_last);
    if (other.action->verb == Verb::tag) held(*other.action, !one_last);
  }

  // `old` of a change is what it was while the other one had acted last.
  FormulaId all_of(const std::vector<InstId>& conditions, bool one_last) {
    std::vector<FormulaId> out;
    one_last_ = one_last;
    after_(one_last);
    for (InstId condition : conditions) out.push_back(settled(condition));
    return reasoning_.translator().formulas().all(std::move(out));
  }

  void tell_flapping(const Writer& one, const Writer& other, const Trigger* by, const Answer& both) {
    const bool other_later = one.action->span < other.action->span;
    const Writer &earlier = other_later ? one : other, &later = other_later ? other : one;
    auto& found = subject_.diagnostics.report(Code::S3020, later.action->span,
                                              {earlier.rule->name, later.rule->name, one.action->object});
    const bool tags = earlier.action->verb == Verb::tag;
    found.relate(earlier.action->span, tags ? Phrase::tagged_here : Phrase::untagged_here);
    if (const Fact* fact = by != nullptr ? fact_of_changes(by->stream) : nullptr)
      found.relate(fact->span, Phrase::through, {fact->name});
    show(found, subject_, reasoning_.translator(), both);
  }

  // ---- What a value comes to once nothing changes any more

  // A tier that falls step by step ends where its arms say; `new` of a change is what the fact is.
  InstId settled_value(InstId value) const {
    for (;;) {
      const Inst& inst = program_.at(value);
      if (inst.kind == InstKind::fact) {
        value = program_.facts[static_cast<std::size_t>(inst.a)].root;
      } else if (inst.kind == InstKind::history) {
        const History& history = program_.histories[static_cast<std::size_t>(inst.a)];
        if (history.kind != MemoryKind::fall) return value;
        value = history.value;
      } else if (const Fact* fact = inst.kind == InstKind::column ? fact_of_changes(InputId(inst.a)) : nullptr;
                 fact != nullptr && (column_of(inst).name == "new" || (after_ && column_of(inst).name == "old"))) {
        value = fact->root;
      } else {
        return value;
      }
    }
  }

  const Column& column_of(const Inst& inst) const {
    return program_.inputs[static_cast<std::size_t>(inst.a)].columns[static_cast<std::size_t>(inst.b)];
  }

  FormulaId settled(InstId condition) {
    const Inst& inst = program_.at(condition);
    const bool joins =
        inst.kind == InstKind::all_of || inst.kind == InstKind::any_of || inst.kind == InstKind::negation;
    if (joins || !after_ || !reads_old({condition})) return settled_now(condition);
    after_(!one_last_);
    const FormulaId before = settled_now(condition);
    after_(one_last_);
    return before;
  }

  FormulaId settled_now(InstId condition) {
    Translator& t = reasoning_.translator();
    const Inst& inst = program_.at(condition);
    const auto args = program_.args_of(condition);
    std::vector<FormulaId> parts;
    switch (inst.kind) {
      case InstKind::all_of:
      case InstKind::any_of:
        for (InstId arg : args) parts.push_back(settled(arg));
        return inst.kind == InstKind::all_of ? t.formulas().all(parts) : t.formulas().any(parts);
      case InstKind::negation: return t.formulas().negate(settled(args[0]));
      case InstKind::is_true:
      case InstKind::column:
        if (const InstId value = settled_value(inst.kind == InstKind::column ? condition : args[0]);
            value != condition && program_.at(value).kind != InstKind::column)
          return t.of(value);
        break;
      case InstKind::in_set:
        if (const InstId value = moved(args[0]); value.exists()) {
          for (const Constant& one : program_.constant_sets[static_cast<std::size_t>(inst.a)])
            if (const auto member = member_of(value, one)) parts.push_back(t.equals(value, *member));
          return t.formulas().any(parts);
        }
        break;
      case InstKind::call:
        if (inst.op != Op::equal_enumeration) break;
        for (const std::size_t side : {0U, 1U}) {
          const Inst& constant = program_.at(args[1 - side]);
          const InstId value = moved(args[side]);
          if (constant.kind != InstKind::constant || !value.exists()) continue;
          if (const auto member = member_of(value, program_.constants[static_cast<std::size_t>(constant.a)]))
            return t.equals(value, *member);
        }
        break;
      default: break;
    }
    return reasoning_.of(condition);
  }

  // What it settles to, where that is another value than it reads.
  InstId moved(InstId value) const {
    const InstId to = settled_value(value);
    InstId plain = value;
    while (program_.at(plain).kind == InstKind::fact)
      plain = program_.facts[static_cast<std::size_t>(program_.at(plain).a)].root;
    return to == plain || !program_.at(to).type.is(TypeKind::enumeration) ? InstId{} : to;
  }

  // The member of this name; the list of a change's values is its own.
  std::optional<std::int64_t> member_of(InstId value, const Constant& constant) const {
    if (!constant.type.is(TypeKind::enumeration)) return std::nullopt;
    const auto& there = program_.enumerations[constant.type.enumeration.index()].members;
    const auto& here = program_.enumerations[program_.at(value).type.enumeration.index()].members;
    const auto found = std::ranges::find(here, there[static_cast<std::size_t>(constant.whole)]);
    return found == here.end() ? std::nullopt : std::optional<std::int64_t>(found - here.begin());
  }

  bool reads_old(const std::vector<InstId>& conditions) const {
    bool reads = false;
    for_each_part(program_, conditions, [&](InstId id, auto&) {
      const Inst& inst = program_.at(id);
      reads = reads || (inst.kind == InstKind::column && fact_of_changes(InputId(inst.a)) != nullptr &&
                        column_of(inst).name != "new");
      return !reads;
    });
    return reads;
  }

  // Where what is asked of `old` is more than whether it is this or that, or the fact falls step by step: each step is
  // a change of its own.
  bool beyond_old(const std::vector<InstId>& conditions) const {
    return std::ranges::any_of(conditions, [&](InstId condition) {
      if (!reads_old({condition})) return false;
      const Inst& inst = program_.at(condition);
      const auto args = program_.args_of(condition);
      if (inst.kind == InstKind::all_of || inst.kind == InstKind::any_of || inst.kind == InstKind::negation)
        return beyond_old(std::vector<InstId>(args.begin(), args.end()));
      const bool equals =
          inst.kind == InstKind::call && inst.op == Op::equal_enumeration &&
          (program_.at(args[0]).kind == InstKind::constant || program_.at(args[1]).kind == InstKind::constant);
      if (!equals && inst.kind != InstKind::in_set && inst.kind != InstKind::is_true && inst.kind != InstKind::column)
        return true;
      const InstId value = inst.kind == InstKind::column                     ? condition
                           : !equals                                         ? args[0]
                           : program_.at(args[0]).kind == InstKind::constant ? args[1]
                                                                             : args[0];
      return !plain_old(value);
    });
  }

  bool plain_old(InstId value) const {
    const Inst& inst = program_.at(value);
    if (inst.kind != InstKind::column || column_of(inst).name != "old") return false;
    const Fact* fact = fact_of_changes(InputId(inst.a));
    if (fact == nullptr) return false;
    const Inst& root = program_.at(fact->root);
    return root.kind != InstKind::history ||
           program_.histories[static_cast<std::size_t>(root.a)].kind != MemoryKind::fall;
  }

  using Asked = std::pair<std::int32_t, std::int32_t>;

  // The constants by which the program asks for this tag, where it does.
  std::optional<Asked> stored_tag(const Action& action) const {
    const auto found = asked_.find({action.object, action.group});
    return found == asked_.end() ? std::nullopt : std::optional(found->second);
  }

  void collect_asked() {
    for (const Inst& inst : program_.insts) {
      if (inst.kind != InstKind::has_tag || inst.args_count > 0) continue;
      const std::string& name = program_.constants[static_cast<std::size_t>(inst.a)].text;
      const std::string group = inst.b < 0 ? "" : program_.constants[static_cast<std::size_t>(inst.b)].text;
      asked_.try_emplace({name, group}, inst.a, inst.b);
    }
  }

  Reasoning& reasoning_;
  const Subject& subject_;
  const Program& program_;
  std::map<std::pair<std::string, std::string>, Asked> asked_;  // by name and group
  std::function<void(bool)> after_;                             // supposes that the one has acted last, or the other
  bool one_last_ = false;
  std::set<std::pair<const Action*, const Action*>> told_;
};

}  // namespace

void check_undoing(Reasoning& reasoning) { Undoing(reasoning).run(); }

void check_only_if(Reasoning& reasoning) {
  const Program& program = reasoning.program();
  for (const Rule& rule : program.rules)
    for (const Action& action : rule.actions) {
      if (action.verb != Verb::send) continue;
      for (const Guard& guard : program.guards) {
        if (guard.kind != GuardKind::only_if || guard.object != action.object) continue;
        std::vector<FormulaId> together{reasoning.fails(guard.blocked)};
        if (rule.condition.exists()) together.push_back(reasoning.of(rule.condition));
        if (rule.triggers.size() == 1 && rule.triggers[0].where.exists())
          together.push_back(reasoning.of(rule.triggers[0].where));
        if (together.size() == 1 || !reasoning.never(together, {action.span, Phrase::asks_only_if, {action.object}}))
          continue;
        reasoning.subject()
            .diagnostics.report(Code::S3018, action.span, {action.object})
            .relate(guard.span, Phrase::only_if_here);
      }
    }
}

}  // namespace sop
