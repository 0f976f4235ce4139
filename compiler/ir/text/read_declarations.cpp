#include "compiler/ir/text/read_declarations.h"

#include "compiler/ir/text/fields.h"

namespace sop::ir_text {

void read_project(Reader& in, Program& program) {
  Project& project = program.project;
  project.name = in.text();
  in.expect("week_start");
  project.week_start = static_cast<Weekday>(in.one_of(weekday_words()) + 1);
  project_fields(in, project);
}

void read_file(Reader& in, Program& program) {
  program.file_names.push_back(in.text());
  if (!in.accept("lines")) return;
  program.line_starts_begin.push_back(static_cast<std::uint32_t>(program.line_starts.size()));
  while (!in.at_end()) program.line_starts.push_back(static_cast<std::uint32_t>(in.whole()));
}

void read_enumeration(Reader& in, Program& program) {
  Enumeration& enumeration = program.enumerations.emplace_back();
  enumeration.name = in.name();
  in.flag("ordered", enumeration.ordered);
  in.flag("missing_band", enumeration.missing_band);
  bool present = true;
  in.texts("members", present, enumeration.members);
  in.texts("labels", present, enumeration.labels);
}

void read_input(Reader& in, Program& program) {
  const InputId id{program.inputs.size()};
  Input& input = program.inputs.emplace_back();
  input.name = in.name();
  input.kind = static_cast<InputKind>(in.one_of(input_kind_words()));
  input_fields(in, input, id);
}

void read_column(Reader& in, Program& program) {
  if (program.inputs.empty()) return in.fail("an input before its columns");
  Column& column = program.inputs.back().columns.emplace_back();
  column.name = in.name();
  column.type = in.type();
  column_fields(in, column);
  while (in.accept("member_from")) {
    std::string file_value = in.text();
    column.members_from.emplace_back(std::move(file_value), in.text());
  }
  if (in.accept("range")) range_fields(in, column.range.emplace());
}

void read_population(Reader& in, Program& program) {
  program.population = InputId{in.named(in.names().inputs)};
  in.flag("reads_time", program.reads_time);
}

void read_identity(Reader& in, Program& program) {
  Identity& identity = program.identity;
  identity.name = in.name();
  while (in.accept("table")) identity.tables.push_back(InputId{in.named(in.names().inputs)});
  while (in.accept("prefer")) identity.prefer.push_back(InputId{in.named(in.names().inputs)});
  while (in.accept("same")) {
    IdentityKey& key = identity.keys.emplace_back();
    key.column = in.text();
    in.whole("at_most", key.at_most, std::int64_t{0});
  }
  in.span(identity.span);
}

void read_calendar(Reader& in, Program& program) {
  Calendar& calendar = program.calendars.emplace_back();
  calendar.name = in.name();
  in.text("label", calendar.label);
  if (in.accept("hers")) calendar.hers = in.insts_in_parentheses();
  in.span(calendar.span);
}

void read_rule_of_calendar(Reader& in, Program& program) {
  if (program.calendars.empty()) return in.fail("a calendar before its days");
  Recurrence& rule = program.calendars.back().rules.emplace_back();
  rule.kind = static_cast<RecurrenceKind>(in.one_of(recurrence_words()));
  rule.leap_day = static_cast<LeapDay>(in.one_of(leap_day_words()));
  recurrence_fields(in, rule);
}

void read_fact(Reader& in, Program& program) {
  Fact& fact = program.facts.emplace_back();
  fact.kind = static_cast<FactKind>(in.one_of(fact_kind_words()));
  fact.name = in.name();
  fact.type = in.type();
  in.expect("=");
  fact.root = in.inst();
  fact_fields(in, fact);
}

void read_stage(Reader& in, Program& program) {
  if (program.facts.empty()) return in.fail("a fact before its stages");
  Stage& stage = program.facts.back().stages.emplace_back();
  stage.text = in.text();
  stage.survives = in.inst();
}

void read_rule(Reader& in, Program& program) {
  Rule& rule = program.rules.emplace_back();
  rule.name = in.name();
  rule.once.kind = static_cast<OnceKind>(in.one_of(once_words()));
  rule_fields(in, rule);
}

namespace {

// Triggers and actions belong to what was opened last: journeys come after all rules.
Trigger* new_trigger(Program& program) {
  if (!program.journeys.empty()) {
    auto& entries = program.journeys.back().entries;
    return entries.empty() ? nullptr : &entries.back().trigger;
  }
  return program.rules.empty() ? nullptr : &program.rules.back().triggers.emplace_back();
}

std::vector<Action>* open_actions(Program& program) {
  if (!program.journeys.empty()) return &program.journeys.back().actions;
  return program.rules.empty() ? nullptr : &program.rules.back().actions;
}

void action_line(Reader& in, Action& action) {
  action.verb = static_cast<Verb>(in.one_of(verb_words()));
  action_fields(in, action);
  while (in.accept("param")) {
    std::string name = in.name();
    Param& param = action.params.emplace_back(std::move(name), in.inst());
    in.whole("text", param.message, std::int64_t{-1});
  }
}

void read_keeps(Reader& in, std::vector<std::int32_t>& kept) {
  while (in.accept("keep")) kept.push_back(static_cast<std::int32_t>(in.whole()));
}

}  // namespace

void read_trigger(Reader& in, Program& program) {
  Trigger* found = new_trigger(program);
  if (found == nullptr) return in.fail("a rule before its triggers");
  Trigger& trigger = *found;
  trigger.stream = InputId{in.named(in.names().inputs)};
  in.inst("where", trigger.where);
  in.inst("key", trigger.key);
}

void read_clock(Reader& in, Program& program) {
  Trigger* found = new_trigger(program);
  if (found == nullptr) return in.fail("a rule before its triggers");
  Trigger& trigger = *found;
  trigger.clock.kind = static_cast<ClockKind>(in.one_of(clock_words()));
  clock_fields(in, trigger.clock);
}

void read_history(Reader& in, Program& program) {
  History& history = program.histories.emplace_back();
  history.kind = static_cast<MemoryKind>(in.one_of(memory_words()));
  history.name = in.name();
  history.type = in.type();
  history_fields(in, history);
  while (in.looking_at("stream")) in.input("stream", history.streams.emplace_back());
}

void read_action(Reader& in, Program& program) {
  std::vector<Action>* actions = open_actions(program);
  if (actions == nullptr) return in.fail("a rule before its actions");
  action_line(in, actions->emplace_back());
}

void read_next_of(Reader& in, Program& program) {
  std::vector<Action>* actions = open_actions(program);
  if (actions == nullptr || actions->empty()) return in.fail("an action before what it chooses from");
  action_line(in, actions->back().next_of.emplace_back());
}

void read_coupon(Reader& in, Program& program) {
  Coupon& coupon = program.coupons.emplace_back();
  coupon.name = in.name();
  coupon_fields(in, coupon);
}

void read_list(Reader& in, Program& program) {
  TakenList& list = program.lists.emplace_back();
  list.name = in.name();
  list_fields(in, list);
}

void read_kept(Reader& in, Program& program) {
  Kept& kept = program.kept.emplace_back();
  kept.type = in.type();
  while (in.looking_at("value")) in.inst("value", kept.values.emplace_back());
}

void read_journey(Reader& in, Program& program) {
  Journey& journey = program.journeys.emplace_back();
  journey.name = in.name();
  journey.reenter = static_cast<Reenter>(in.one_of(reenter_words()));
  journey.while_live = static_cast<WhileLive>(in.one_of(while_live_words()));
  journey_fields(in, journey);
  read_keeps(in, journey.kept);
  while (in.looking_at("stream")) in.input("stream", journey.streams.emplace_back());
  while (in.looking_at("elapsed")) in.inst("elapsed", journey.spans.emplace_back());
}

void read_entry(Reader& in, Program& program) {
  if (program.journeys.empty()) return in.fail("a journey before its entries");
  entry_fields(in, program.journeys.back().entries.emplace_back());
}

void read_goal(Reader& in, Program& program) {
  if (program.journeys.empty()) return in.fail("a journey before its goals");
  JourneyGoal& goal = program.journeys.back().goals.emplace_back();
  goal.name = in.text();
  goal.condition = in.inst();
  in.inst("within", goal.within);
}

void read_exit(Reader& in, Program& program) {
  if (program.journeys.empty()) return in.fail("a journey before its exits");
  program.journeys.back().exit_reasons.push_back(in.text());
  program.journeys.back().exits.push_back(in.inst());
}

void read_step(Reader& in, Program& program) {
  if (program.journeys.empty()) return in.fail("a journey before its steps");
  JourneyStep& step = program.journeys.back().steps.emplace_back();
  step.kind = static_cast<JourneyStepKind>(in.one_of(step_kind_words()));
  step.past = static_cast<Past>(in.one_of(past_words()));
  step.missing = static_cast<Past>(in.one_of(past_words()));
  step_fields(in, step);
}

void read_arm(Reader& in, Program& program) {
  if (program.journeys.empty() || program.journeys.back().steps.empty()) return in.fail("a step before its arms");
  StepArm& arm = program.journeys.back().steps.back().arms.emplace_back();
  arm.name = in.name();
  arm_fields(in, arm);
  read_keeps(in, arm.kept);
}

void read_guard(Reader& in, Program& program) {
  Guard& guard = program.guards.emplace_back();
  guard.kind = static_cast<GuardKind>(in.one_of(guard_kind_words()));
  if (in.accept("class")) guard.of_class = static_cast<ContactClass>(in.one_of(contact_class_words()));
  guard_fields(in, guard);
}

void read_message(Reader& in, Program& program) {
  MessageText& text = program.texts.emplace_back();
  text.owner = in.text();
  while (in.accept("part")) {
    TextPart& part = text.parts.emplace_back();
    part.literal = in.text();
    in.inst("slot", part.slot);
    if (in.accept("instead")) part.instead = in.text();
  }
  in.span(text.span);
}

void read_assumption(Reader& in, Program& program) {
  Assumption& assumption = program.assumptions.emplace_back();
  assumption.condition = in.inst();
  in.span(assumption.span);
}

void read_later(Reader& in, Program& program) {
  LaterForm& later = program.later.emplace_back();
  later.what = in.text();
  in.span(later.span);
}

}  // namespace sop::ir_text
