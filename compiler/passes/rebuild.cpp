#include "compiler/passes/rebuild.h"

namespace sop {
namespace {

class Rebuilder {
 public:
  Rebuilder(const Program& old, const Rewrite& rewrite, const std::vector<bool>& keep)
      : old_(old),
        rewrite_(rewrite),
        keep_(keep),
        out_(emptied(old)),
        build_(out_),
        map_(old.insts.size()),
        aggregates_(old.aggregates.size()) {}

  Program run() {
    for (std::size_t i = 0; i < old_.insts.size(); ++i)
      if (keep_.empty() || keep_[i]) map_[i] = inst(InstId(i));
    for_each_root(out_, [this](InstId& id) { id = mapped(id); });
    for (const IssueProbe& probe : old_.probes) add_probe(probe);
    return std::move(out_);
  }

 private:
  static Program emptied(const Program& old) {
    Program out = old;
    out.insts.clear();
    out.inst_spans.clear();
    out.args.clear();
    out.aggregates.clear();
    out.populations.clear();
    out.probes.clear();
    return out;
  }

  InstId mapped(InstId id) const { return id.exists() ? map_[id.index()] : id; }

  InstId inst(InstId id) {
    const Inst& old = old_.at(id);
    std::vector<InstId> args;
    for (InstId arg : old_.args_of(id)) args.push_back(mapped(arg));
    const Span span = old_.inst_spans[id.index()];
    if (old.kind == InstKind::event_aggregate || old.kind == InstKind::customer_aggregate ||
        old.kind == InstKind::pick_row)
      return aggregate(old, span);
    if (old.kind == InstKind::population) return population(old, span);
    const bool fact = old.kind == InstKind::fact;
    const std::vector<InstId> root{fact ? mapped(old_.facts[static_cast<std::size_t>(old.a)].root) : InstId{}};
    if (const InstId instead = rewrite_(build_, old, fact ? root : args, span); instead.exists()) return instead;
    return build_.add(old, args, span);
  }

  InstId aggregate(const Inst& old, Span span) {
    Aggregate form = old_.aggregates[static_cast<std::size_t>(old.a)];
    for (InstId* part : parts_of(form)) *part = mapped(*part);
    const InstId id =
        old.kind == InstKind::pick_row ? build_.pick_row(form, span) : build_.aggregate(form, old.type, span);
    aggregates_[static_cast<std::size_t>(old.a)] = AggregateId(out_.at(id).a);
    return id;
  }

  InstId population(const Inst& old, Span span) {
    Population form = old_.populations[static_cast<std::size_t>(old.a)];
    form.x = mapped(form.x);
    form.among = mapped(form.among);
    return build_.population(form, old.type, span);
  }

  // A probe goes when its instruction or its aggregate is gone: nothing evaluates it any more.
  void add_probe(IssueProbe probe) {
    probe.inst = mapped(probe.inst);
    if (!probe.inst.exists()) return;
    probe.guard = mapped(probe.guard);
    if (probe.inside.exists()) {
      probe.inside = aggregates_[probe.inside.index()];
      if (!probe.inside.exists()) return;
    }
    out_.probes.push_back(probe);
  }

  const Program& old_;
  const Rewrite& rewrite_;
  const std::vector<bool>& keep_;
  Program out_;
  Builder build_;
  std::vector<InstId> map_;
  std::vector<AggregateId> aggregates_;
};

}  // namespace

Program rebuild(const Program& program, const Rewrite& rewrite, const std::vector<bool>& keep) {
  return Rebuilder(program, rewrite, keep).run();
}

namespace {

using Visit = std::function<void(InstId&)>;

void visit_trigger(Trigger& trigger, const Visit& visit) {
  visit(trigger.where);
  visit(trigger.key);
  visit(trigger.clock.own_date);
}

void visit_action(Action& action, const Visit& visit) {
  visit(action.staff);
  visit(action.due);
  visit(action.expires);
  for (Param& param : action.params) visit(param.value);
  for (Action& each : action.next_of) visit_action(each, visit);
}

void visit_journey(Journey& journey, const Visit& visit) {
  for (JourneyEntry& entry : journey.entries) {
    visit_trigger(entry.trigger, visit);
    visit(entry.condition);
  }
  visit(journey.key);
  visit(journey.period);
  for (JourneyGoal& goal : journey.goals) {
    visit(goal.condition);
    visit(goal.within);
  }
  for (InstId& exit : journey.exits) visit(exit);
  for (InstId& span : journey.spans) visit(span);
  for (Action& action : journey.actions) visit_action(action, visit);
  for (JourneyStep& step : journey.steps) {
    for (InstId* part : {&step.length, &step.until, &step.up_to, &step.grace, &step.by, &step.condition}) visit(*part);
    for (StepArm& arm : step.arms) visit(arm.condition);
  }
}

}  // namespace

namespace {

void visit_measure(Measure& measure, const Visit& visit) {
  for (InstId* part :
       {&measure.value, &measure.where, &measure.from, &measure.to, &measure.stranger_value, &measure.stranger_where})
    visit(*part);
  for (InstId& by : measure.by) visit(by);
  for (InstId& by : measure.stranger_by) visit(by);
}

void visit_report(ReportForm& report, const Visit& visit) {
  for (InstId* part : {&report.from, &report.to, &report.before_from, &report.before_to, &report.cohort_where,
                       &report.cohort_span, &report.half_life, &report.look_back})
    visit(*part);
  for (Measure& measure : report.measures) visit_measure(measure, visit);
  visit_measure(report.touch, visit);
  for (ReportItem& item : report.items) visit(item.value);
}

}  // namespace

void for_each_root(Journey& journey, const Visit& visit) { visit_journey(journey, visit); }

void for_each_root(Program& program, const std::function<void(InstId&)>& visit) {
  for (Input& input : program.inputs) {
    visit(input.filter);
    for (Column& column : input.columns) visit(column.derived);
  }
  for (InstId& asked : program.asked) visit(asked);
  for (Calendar& calendar : program.calendars)
    for (InstId& date : calendar.hers) visit(date);
  for (Fact& fact : program.facts) {
    visit(fact.root);
    visit(fact.until);
    visit(fact.ttl);
    for (Stage& stage : fact.stages) visit(stage.survives);
  }
  for (History& history : program.histories)
    for (InstId* part : {&history.value, &history.release, &history.span, &history.threshold, &history.rearm})
      visit(*part);
  for (Guard& guard : program.guards) visit(guard.blocked);
  for (Channel& channel : program.contacts.channels) visit(channel.staff);
  for (Cap& cap : program.contacts.caps) visit(cap.where);
  for (MessageText& text : program.texts)
    for (TextPart& part : text.parts) visit(part.slot);
  for (Assumption& assumption : program.assumptions) visit(assumption.condition);
  for (Coupon& coupon : program.coupons) visit(coupon.valid);
  for (TakenList& list : program.lists)
    for (InstId* part : {&list.segment, &list.at, &list.member}) visit(*part);
  for (Kept& kept : program.kept)
    for (InstId& value : kept.values) visit(value);
  for (Rule& rule : program.rules) {
    for (Trigger& trigger : rule.triggers) visit_trigger(trigger, visit);
    visit(rule.condition);
    visit(rule.once.duration);
    visit(rule.once.column);
    for (Action& action : rule.actions) visit_action(action, visit);
  }
  for (Journey& journey : program.journeys) visit_journey(journey, visit);
  for (Funnel& funnel : program.funnels)
    for (FunnelStep& step : funnel.steps)
      for (InstId* part : {&step.where, &step.stranger_where, &step.from, &step.to, &step.up_to}) visit(*part);
  for (ReportForm& report : program.reports) visit_report(report, visit);
}

}  // namespace sop
