#include "compiler/ir/print.h"

#include "compiler/ir/text/contacts.h"
#include "compiler/ir/text/fields.h"
#include "compiler/ir/text/print_insts.h"
#include "compiler/ir/text/reports.h"

namespace sop {
namespace {

using namespace ir_text;

void print_project(Writer& out, const Project& project) {
  out.begin_line();
  out.word("project");
  out.word(quoted(project.name));
  out.word("week_start");
  out.word(weekday_words()[static_cast<std::size_t>(project.week_start) - 1]);
  project_fields(out, project);
  out.end_line();
}

void print_file(Writer& out, const Program& program, std::size_t file) {
  out.begin_line();
  out.word("file");
  out.word(quoted(program.file_names[file]));
  if (file < program.line_starts_begin.size()) {
    const bool last = file + 1 == program.line_starts_begin.size();
    const std::size_t end = last ? program.line_starts.size() : program.line_starts_begin[file + 1];
    out.word("lines");
    for (std::size_t i = program.line_starts_begin[file]; i < end; ++i)
      out.word(std::to_string(program.line_starts[i]));
  }
  out.end_line();
}

void print_enumeration(Writer& out, const Enumeration& enumeration) {
  out.begin_line();
  out.word("enumeration");
  out.word(name_token(enumeration.name));
  out.flag("ordered", enumeration.ordered);
  out.flag("missing_band", enumeration.missing_band);
  out.texts("members", true, enumeration.members);
  out.texts("labels", !enumeration.labels.empty(), enumeration.labels);
  out.end_line();
}

void print_column(Writer& out, const Column& column) {
  out.begin_line(2);
  out.word("column");
  out.word(name_token(column.name));
  out.type(column.type);
  column_fields(out, column);
  for (const auto& [file_value, member] : column.members_from) {
    out.word("member_from");
    out.word(quoted(file_value));
    out.word(quoted(member));
  }
  if (column.range) {
    out.word("range");
    range_fields(out, *column.range);
  }
  out.end_line();
}

void print_input(Writer& out, const Input& input, InputId id) {
  out.begin_line();
  out.word("input");
  out.word(name_token(input.name));
  out.word(input_kind_words()[static_cast<std::size_t>(input.kind)]);
  input_fields(out, input, id);
  out.end_line();
  for (const Column& column : input.columns) print_column(out, column);
}

void print_calendar(Writer& out, const Calendar& calendar) {
  out.begin_line();
  out.word("calendar");
  out.word(name_token(calendar.name));
  out.text("label", calendar.label);
  for (std::size_t i = 0; i < calendar.hers.size(); ++i)
    i == 0 ? out.word(fmt::format("hers(%{}", calendar.hers[i].value))
           : out.glue(fmt::format(", %{}", calendar.hers[i].value));
  if (!calendar.hers.empty()) out.glue(")");
  out.span(calendar.span);
  out.end_line();
  for (const Recurrence& rule : calendar.rules) {
    out.begin_line(2);
    out.word("recurs");
    out.word(recurrence_words()[static_cast<std::size_t>(rule.kind)]);
    out.word(leap_day_words()[static_cast<std::size_t>(rule.leap_day)]);
    recurrence_fields(out, rule);
    out.end_line();
  }
}

void print_fact(Writer& out, const Fact& fact) {
  out.begin_line();
  out.word("fact");
  out.word(fact_kind_words()[static_cast<std::size_t>(fact.kind)]);
  out.word(name_token(fact.name));
  out.type(fact.type);
  out.word("=");
  out.inst(fact.root);
  fact_fields(out, fact);
  out.end_line();
  for (const Stage& stage : fact.stages) {
    out.begin_line(2);
    out.word("stage");
    out.word(quoted(stage.text));
    out.inst(stage.survives);
    out.end_line();
  }
}

void print_action(Writer& out, const Action& action, std::string_view word = "do") {
  out.begin_line(2);
  out.word(word);
  out.word(verb_words()[static_cast<std::size_t>(action.verb)]);
  action_fields(out, action);
  for (const Param& param : action.params) {
    out.word("param");
    out.word(name_token(param.name));
    out.inst(param.value);
    out.whole("text", param.message, -1);
  }
  out.end_line();
  for (const Action& each : action.next_of) print_action(out, each, "next_of");
}

void print_trigger(Writer& out, const Trigger& trigger) {
  out.begin_line(2);
  if (trigger.stream.exists()) {
    out.word("on");
    out.word(out.names().inputs.token(trigger.stream.value));
    out.inst("where", trigger.where);
    out.inst("key", trigger.key);
  } else {
    out.word("every");
    out.word(clock_words()[static_cast<std::size_t>(trigger.clock.kind)]);
    clock_fields(out, trigger.clock);
  }
  out.end_line();
}

void print_history(Writer& out, const History& history) {
  out.begin_line();
  out.word("history");
  out.word(memory_words()[static_cast<std::size_t>(history.kind)]);
  out.word(name_token(history.name));
  out.type(history.type);
  history_fields(out, history);
  for (InputId stream : history.streams) out.input("stream", stream);
  out.end_line();
}

void print_rule(Writer& out, const Rule& rule) {
  out.begin_line();
  out.word("rule");
  out.word(name_token(rule.name));
  out.word(once_words()[static_cast<std::size_t>(rule.once.kind)]);
  rule_fields(out, rule);
  out.end_line();
  for (const Trigger& trigger : rule.triggers) print_trigger(out, trigger);
  for (const Action& action : rule.actions) print_action(out, action);
}

void print_coupon(Writer& out, const Coupon& coupon) {
  out.begin_line();
  out.word("coupon");
  out.word(name_token(coupon.name));
  coupon_fields(out, coupon);
  out.end_line();
}

void print_list(Writer& out, const TakenList& list) {
  out.begin_line();
  out.word("list");
  out.word(name_token(list.name));
  list_fields(out, list);
  out.end_line();
}

void print_kept(Writer& out, const Kept& kept) {
  out.begin_line();
  out.word("kept");
  out.type(kept.type);
  for (const InstId value : kept.values) out.inst("value", value);
  out.end_line();
}

void print_step(Writer& out, const JourneyStep& step) {
  out.begin_line(2);
  out.word("step");
  out.word(step_kind_words()[static_cast<std::size_t>(step.kind)]);
  out.word(past_words()[static_cast<std::size_t>(step.past)]);
  out.word(past_words()[static_cast<std::size_t>(step.missing)]);
  step_fields(out, step);
  out.end_line();
  for (const StepArm& arm : step.arms) {
    out.begin_line(4);
    out.word("arm");
    out.word(name_token(arm.name));
    arm_fields(out, arm);
    for (const std::int32_t kept : arm.kept) out.whole("keep", kept, -1);
    out.end_line();
  }
}

void print_entry(Writer& out, const JourneyEntry& entry) {
  out.begin_line(2);
  out.word("enter");
  entry_fields(out, entry);
  out.end_line();
  if (!entry.by_rule && !entry.becoming.exists()) print_trigger(out, entry.trigger);
}

void print_journey(Writer& out, const Journey& journey) {
  out.begin_line();
  out.word("journey");
  out.word(name_token(journey.name));
  out.word(reenter_words()[static_cast<std::size_t>(journey.reenter)]);
  out.word(while_live_words()[static_cast<std::size_t>(journey.while_live)]);
  journey_fields(out, journey);
  for (const std::int32_t kept : journey.kept) out.whole("keep", kept, -1);
  for (const InputId stream : journey.streams) out.input("stream", stream);
  for (const InstId span : journey.spans) out.inst("elapsed", span);
  out.end_line();
  for (const JourneyEntry& entry : journey.entries) print_entry(out, entry);
  for (const JourneyGoal& goal : journey.goals) {
    out.begin_line(2);
    out.word("goal");
    out.word(quoted(goal.name));
    out.inst(goal.condition);
    out.inst("within", goal.within);
    out.end_line();
  }
  for (std::size_t i = 0; i < journey.exits.size(); ++i) {
    out.begin_line(2);
    out.word("exit");
    out.word(quoted(journey.exit_reasons[i]));
    out.inst(journey.exits[i]);
    out.end_line();
  }
  for (const Action& action : journey.actions) print_action(out, action);
  for (const JourneyStep& step : journey.steps) print_step(out, step);
}

void print_guard(Writer& out, const Guard& guard) {
  out.begin_line();
  out.word("guard");
  out.word(guard_kind_words()[static_cast<std::size_t>(guard.kind)]);
  if (guard.of_class != ContactClass::any) {
    out.word("class");
    out.word(contact_class_words()[static_cast<std::size_t>(guard.of_class)]);
  }
  guard_fields(out, guard);
  out.end_line();
}

void print_message(Writer& out, const MessageText& text) {
  out.begin_line();
  out.word("message");
  out.word(quoted(text.owner));
  for (const TextPart& part : text.parts) {
    out.word("part");
    out.word(quoted(part.literal));
    out.inst("slot", part.slot);
    if (!part.instead) continue;
    out.word("instead");
    out.word(quoted(*part.instead));
  }
  out.span(text.span);
  out.end_line();
}

void print_assumption(Writer& out, const Assumption& assumption) {
  out.begin_line();
  out.word("assume");
  out.inst(assumption.condition);
  out.span(assumption.span);
  out.end_line();
}

void print_later(Writer& out, const LaterForm& later) {
  out.begin_line();
  out.word("later");
  out.word(quoted(later.what));
  out.span(later.span);
  out.end_line();
}

void print_identity(Writer& out, const Identity& identity) {
  if (!identity.exists()) return;
  out.begin_line();
  out.word("identity");
  out.word(name_token(identity.name));
  for (const InputId table : identity.tables) out.input("table", table);
  for (const InputId table : identity.prefer) out.input("prefer", table);
  for (const IdentityKey& key : identity.keys) {
    out.word("same");
    out.word(quoted(key.column));
    out.whole("at_most", key.at_most, 0);
  }
  out.span(identity.span);
  out.end_line();
}

}  // namespace

std::string print(const Program& program, PrintOptions options) {
  const Names names = names_of(program);
  Writer out(program, names, options.spans);
  print_project(out, program.project);
  for (std::size_t i = 0; i < program.file_names.size(); ++i) print_file(out, program, i);
  for (const Enumeration& enumeration : program.enumerations) print_enumeration(out, enumeration);
  for (std::size_t i = 0; i < program.inputs.size(); ++i) print_input(out, program.inputs[i], InputId{i});
  out.begin_line();
  out.word("population");
  out.word(names.inputs.token(program.population.value));
  out.flag("reads_time", program.reads_time);
  out.end_line();
  print_identity(out, program.identity);
  for (const Calendar& calendar : program.calendars) print_calendar(out, calendar);
  for (const Fact& fact : program.facts) print_fact(out, fact);
  for (const Rule& rule : program.rules) print_rule(out, rule);
  for (const Journey& journey : program.journeys) print_journey(out, journey);
  for (const Kept& kept : program.kept) print_kept(out, kept);
  for (const Coupon& coupon : program.coupons) print_coupon(out, coupon);
  for (const TakenList& list : program.lists) print_list(out, list);
  for (const Guard& guard : program.guards) print_guard(out, guard);
  print_contacts(out);
  for (const MessageText& text : program.texts) print_message(out, text);
  for (const Assumption& assumption : program.assumptions) print_assumption(out, assumption);
  for (const LaterForm& later : program.later) print_later(out, later);
  for (const History& history : program.histories) print_history(out, history);
  print_reports(out);
  print_aggregates(out);
  print_populations(out);
  print_insts(out);
  print_probes(out);
  return out.take();
}

std::string print(const Program& program, InstId inst, PrintOptions options) {
  const Names names = names_of(program);
  Writer out(program, names, options.spans);
  out.begin_line();
  print_inst(out, inst);
  return out.take();
}

}  // namespace sop
