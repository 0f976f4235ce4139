#include "runtime/eval/owners.h"

namespace sop {
namespace {

std::string_view kind_word(FactKind kind) {
  switch (kind) {
    case FactKind::attribute: return "attribute";
    case FactKind::segment: return "segment";
    case FactKind::tag: return "tag";
    case FactKind::taggroup: return "taggroup";
    case FactKind::score: return "score";
    case FactKind::tier: return "tier";
    case FactKind::bands: return "bands";
    case FactKind::grid: return "grid";
    case FactKind::set: return "set";
  }
  return "";
}

constexpr std::uint32_t nobody = UINT32_MAX;

// Gives every instruction to the first declaration that reaches it; what a `fact` stands for is that fact's own.
class Claiming {
 public:
  explicit Claiming(const Program& program) : program_(program) {
    owners_.of_inst.assign(program.insts.size(), nobody);
  }

  Owners claim() {
    for (const Fact& fact : program_.facts) {
      begin(kind_word(fact.kind), fact.name);
      take(fact.root);
      take(fact.until);
      for (const Stage& stage : fact.stages) take(stage.survives);
    }
    for (const Rule& rule : program_.rules) {
      begin("rule", rule.name);
      take(rule.condition);
      for (const Trigger& trigger : rule.triggers) take(trigger.where), take(trigger.key);
      take(rule.once.column);
      for (const Action& action : rule.actions) take(action);
    }
    for (const Journey& journey : program_.journeys) {
      begin("journey", journey.name);
      take(journey);
    }
    begin("others", "");
    for (std::uint32_t& owner : owners_.of_inst)
      if (owner == nobody) owner = now();
    return std::move(owners_);
  }

 private:
  void begin(std::string_view kind, const std::string& name) { owners_.all.push_back({std::string(kind), name}); }
  std::uint32_t now() const { return static_cast<std::uint32_t>(owners_.all.size() - 1); }

  void take(const Action& action) {
    for (const InstId part : {action.staff, action.due, action.expires}) take(part);
    for (const Param& param : action.params) take(param.value);
    for (const Action& one : action.next_of) take(one);
  }

  void take(const Journey& journey) {
    take(journey.key);
    for (const JourneyEntry& entry : journey.entries) {
      take(entry.condition);
      take(entry.trigger.where);
    }
    for (const JourneyGoal& goal : journey.goals) take(goal.condition);
    for (const InstId exit : journey.exits) take(exit);
    for (const Action& action : journey.actions) take(action);
    for (const JourneyStep& step : journey.steps) {
      for (const InstId part : {step.until, step.by, step.condition}) take(part);
      for (const StepArm& arm : step.arms) take(arm.condition);
    }
  }

  void take(InstId root) {
    open_.push_back(root);
    while (!open_.empty()) {
      const InstId id = open_.back();
      open_.pop_back();
      if (!id.exists() || owners_.of_inst[id.index()] != nobody) continue;
      owners_.of_inst[id.index()] = now();
      add_operands(program_.at(id), id);
    }
  }

  void add_operands(const Inst& inst, InstId id) {
    for (const InstId arg : program_.args_of(id)) open_.push_back(arg);
    const auto payload = static_cast<std::size_t>(inst.a);
    if (inst.kind == InstKind::history)
      for (const InstId part : {program_.histories[payload].value, program_.histories[payload].release})
        open_.push_back(part);
    if (inst.kind == InstKind::event_aggregate || inst.kind == InstKind::customer_aggregate ||
        inst.kind == InstKind::pick_row)
      for (const InstId part : parts_of(program_.aggregates[payload])) open_.push_back(part);
  }

  const Program& program_;
  Owners owners_;
  std::vector<InstId> open_;
};

}  // namespace

Owners owners_of(const Program& program) { return Claiming(program).claim(); }

}  // namespace sop
