// What a rule, a tag or a remembered fact says, as a number: equal for texts of one meaning as far as the earlier
// passes see it, another one after a redefinition (semantics C7, C8). Names of inputs and columns count, places do not.
#include <string>

#include "compiler/passes/passes.h"

namespace sop {
namespace {

class Definition {
 public:
  // What an instruction reads comes before it.
  explicit Definition(const Program& program) : program_(program) {
    known_.reserve(program.insts.size());
    for (std::size_t i = 0; i < program.insts.size(); ++i) known_.push_back(compute(InstId(i)));
  }

  std::uint64_t of(InstId id) const {
    if (!id.exists()) return 1;
    return id.index() < known_.size() ? known_[id.index()] : 2;
  }

  std::uint64_t of(const History& history) const {
    std::uint64_t hash = mix(static_cast<std::uint64_t>(history.kind), text(history.name));
    for (InstId part : {history.value, history.release, history.span, history.threshold, history.rearm})
      hash = mix(hash, of(part));
    return hash;
  }

  std::uint64_t of(const Population& form) const {
    std::uint64_t hash = mix(static_cast<std::uint64_t>(form.op), of(form.x));
    hash = mix(mix(hash, of(form.among)), static_cast<std::uint64_t>(form.ties));
    hash = mix(hash, (form.low_first ? 1 : 0) + (form.missing_out ? 2 : 0));
    for (const std::int64_t part : {form.n, form.mantissa, form.decimals})
      hash = mix(hash, static_cast<std::uint64_t>(part));
    return hash;
  }

  // Everything but texts, whose new wording applies at once (semantics E6).
  std::uint64_t of(const Journey& journey) const {
    std::uint64_t hash = mix(text(journey.name), static_cast<std::uint64_t>(journey.reenter) * 8 +
                                                     static_cast<std::uint64_t>(journey.while_live));
    hash = mix(mix(hash, of(journey.key)), mix(of(journey.period), static_cast<std::uint64_t>(journey.times)));
    for (const JourneyEntry& entry : journey.entries) hash = mix(hash, of(entry));
    for (const JourneyGoal& goal : journey.goals) hash = mix(mix(hash, of(goal.condition)), of(goal.within));
    for (const InstId exit : journey.exits) hash = mix(hash, of(exit));
    for (const Action& action : journey.actions) hash = mix(hash, of(action));
    for (const JourneyStep& step : journey.steps) hash = mix(hash, of(step));
    return hash;
  }

 private:
  std::uint64_t of(const JourneyEntry& entry) const {
    std::uint64_t hash = mix(entry.by_rule ? 1 : 0, of(entry.condition));
    if (entry.becoming.exists()) hash = mix(hash, of(program_.histories[entry.becoming.index()].value));
    if (entry.trigger.stream.exists()) hash = mix(hash, text(program_.inputs[entry.trigger.stream.index()].name));
    hash = mix(hash, of(entry.trigger.where));
    const Clock& clock = entry.trigger.clock;
    for (const std::int64_t part : {std::int64_t{clock.every}, std::int64_t{clock.number},
                                    std::int64_t{clock.shift_days}, clock.at_us, std::int64_t{clock.until_day}})
      hash = mix(hash, static_cast<std::uint64_t>(part));
    return mix(hash, clock.calendar.exists() ? of(program_.calendars[clock.calendar.index()]) : 0);
  }

  std::uint64_t of(const Action& action) const {
    std::uint64_t hash = mix(text(action.verb_word), text(action.object));
    hash = mix(mix(hash, text(action.group)), mix(of(action.staff), static_cast<std::uint64_t>(action.at_us)));
    hash = mix(mix(hash, of(action.due)), mix(of(action.expires), action.expires_today ? 1 : 0));
    for (const Param& param : action.params) hash = mix(hash, of(param.value));
    for (const Action& one : action.next_of) hash = mix(hash, of(one));
    return mix(hash, action.restart ? 1 : 0);
  }

  std::uint64_t of(const JourneyStep& step) const {
    std::uint64_t hash = mix(static_cast<std::uint64_t>(step.kind), text(step.identity));
    for (const std::int64_t part : {std::int64_t{step.next}, std::int64_t{step.skip}, std::int64_t{step.action},
                                    step.at_us, static_cast<std::int64_t>(step.past),
                                    static_cast<std::int64_t>(step.missing), step.times, std::int64_t{step.body}})
      hash = mix(hash, static_cast<std::uint64_t>(part));
    for (const InstId part : {step.length, step.until, step.up_to, step.grace, step.by, step.condition})
      hash = mix(hash, of(part));
    hash = mix(mix(hash, text(step.salt)), step.reuse ? 1 : 0);
    for (const StepArm& arm : step.arms) {
      hash = mix(mix(hash, text(arm.name)), of(arm.condition));
      hash = mix(mix(hash, static_cast<std::uint64_t>(arm.weight)), static_cast<std::uint64_t>(arm.next));
      if (arm.stream.exists()) hash = mix(hash, text(program_.inputs[arm.stream.index()].name));
    }
    return hash;
  }

  static std::uint64_t mix(std::uint64_t hash, std::uint64_t with) {
    hash = (hash ^ with) * 0x9E3779B97F4A7C15ull;
    return hash ^ (hash >> 29);
  }
  static std::uint64_t text(std::string_view bytes) {
    std::uint64_t hash = 0xCBF29CE484222325ull;
    for (char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3ull;
    return hash;
  }

  std::uint64_t of(const Constant& constant) const {
    if (constant.type.is(TypeKind::enumeration))
      return text(
          program_.enumerations[constant.type.enumeration.index()].members[static_cast<std::size_t>(constant.whole)]);
    std::uint64_t hash = mix(text(constant.text), static_cast<std::uint64_t>(constant.whole));
    hash = mix(hash, static_cast<std::uint64_t>(constant.type.kind));
    return mix(hash, std::hash<double>{}(constant.real));
  }

  std::uint64_t of(const Kept& kept) const {
    std::uint64_t hash = 7;
    for (const InstId value : kept.values) hash = mix(hash, of(value));
    return hash;
  }

  std::uint64_t of(const Aggregate& form) const {
    std::uint64_t hash = mix(static_cast<std::uint64_t>(form.op), text(program_.inputs[form.input.index()].name));
    for (InstId part : parts_of(form)) hash = mix(hash, of(part));
    return hash;
  }

  std::uint64_t compute(InstId id) const {
    const Inst& inst = program_.at(id);
    if (inst.kind == InstKind::fact) return of(program_.facts[static_cast<std::size_t>(inst.a)].root);
    if (inst.kind == InstKind::outer) return of(program_.args_of(id)[0]);
    std::uint64_t hash = mix(static_cast<std::uint64_t>(inst.kind), static_cast<std::uint64_t>(inst.op));
    hash = mix(hash, payload(inst));
    for (InstId arg : program_.args_of(id)) hash = mix(hash, of(arg));
    return hash;
  }

  std::uint64_t payload(const Inst& inst) const {
    const auto a = static_cast<std::size_t>(inst.a);
    switch (inst.kind) {
      case InstKind::constant: return of(program_.constants[a]);
      case InstKind::column:
      case InstKind::lookup: {
        const Input& input = program_.inputs[a];
        return mix(text(input.name), text(input.columns[static_cast<std::size_t>(inst.b)].name));
      }
      case InstKind::in_set: {
        std::uint64_t hash = 0;
        for (const Constant& member : program_.constant_sets[a]) hash = mix(hash, of(member));
        return hash;
      }
      case InstKind::event_aggregate:
      case InstKind::customer_aggregate:
      case InstKind::pick_row: return of(program_.aggregates[a]);
      case InstKind::calendar: return mix(of(program_.calendars[a]), static_cast<std::uint64_t>(inst.b));
      case InstKind::history: return of(program_.histories[a]);
      case InstKind::kept: return of(program_.kept[a]);
      case InstKind::population: return of(program_.populations[a]);
      case InstKind::has_tag: {
        const std::uint64_t tag = of(program_.constants[a]);
        return inst.b < 0 ? tag : mix(tag, of(program_.constants[static_cast<std::size_t>(inst.b)]));
      }
      default: return static_cast<std::uint64_t>(inst.a + 1);
    }
  }

  // Her own dates are among the arguments.
  std::uint64_t of(const Calendar& calendar) const {
    std::uint64_t hash = text(calendar.name);
    for (const Recurrence& rule : calendar.rules) {
      hash = mix(hash, static_cast<std::uint64_t>(rule.kind) * 4 + static_cast<std::uint64_t>(rule.leap_day));
      hash = mix(hash, static_cast<std::uint64_t>(rule.month * 100 + rule.day));
      hash = mix(hash, static_cast<std::uint64_t>(rule.date));
    }
    return hash;
  }

  const Program& program_;
  std::vector<std::uint64_t> known_;
};

}  // namespace

Program name_definitions(Program program) {
  const Definition definition(program);
  for (History& history : program.histories) history.definition = definition.of(history);
  for (Population& form : program.populations) form.definition = definition.of(form);
  for (Fact& fact : program.facts) fact.definition = definition.of(fact.root);
  for (Journey& journey : program.journeys) journey.definition = definition.of(journey);
  for (Rule& rule : program.rules) rule.definition = definition.of(rule.condition);
  return program;
}

}  // namespace sop
