#include "compiler/analysis/undoing.h"

#include <algorithm>
#include <map>

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
            ++pairs <= most_pairs)
          compare(tag, untag);
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

  void compare(const Writer& tag, const Writer& untag) {
    if (tag.rule->triggers.empty() && untag.rule->triggers.empty()) {
      clash(tag, untag, conditions(*tag.rule, nullptr), conditions(*untag.rule, nullptr));
      return;
    }
    for (const Trigger& a : tag.rule->triggers)
      for (const Trigger& b : untag.rule->triggers) {
        const bool together =
            a.stream.exists() ? a.stream == b.stream : !b.stream.exists() && same_clock(a.clock, b.clock);
        if (together && clash(tag, untag, conditions(*tag.rule, &a), conditions(*untag.rule, &b))) return;
      }
  }

  bool clash(const Writer& tag, const Writer& untag, const std::vector<InstId>& sets,
             const std::vector<InstId>& clears) {
    Translator& t = reasoning_.translator();
    const auto named = stored_tag(*tag.action);
    std::vector<FormulaId> together;
    if (named) t.suppose_tag(named->first, named->second, false);
    for (InstId condition : sets) together.push_back(reasoning_.of(condition));
    if (named) t.suppose_tag(named->first, named->second, true);
    for (InstId condition : clears) together.push_back(reasoning_.of(condition));
    if (named) t.suppose_nothing();
    const Answer both = reasoning_.ask(together);
    if (!reasoning_.shows(both)) return false;
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
        if (together.size() == 1 || !reasoning.never(together)) continue;
        reasoning.subject()
            .diagnostics.report(Code::S3018, action.span, {action.object})
            .relate(guard.span, Phrase::only_if_here);
      }
    }
}

}  // namespace sop
