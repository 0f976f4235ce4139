// The fields of every declaration in the order they are printed, once for the Writer and the Reader: `io` is either.
// Leading words (`input orders stream`) are written by the callers.
#pragma once

#include "compiler/ir/text/reader.h"
#include "compiler/ir/text/writer.h"

namespace sop::ir_text {

void project_fields(auto& io, auto& project) {
  io.text("timezone", project.timezone);
  io.text("currency", project.currency);
  io.whole("guard_cap", project.guard_cap, std::int64_t{1000});
  io.real("guard_factor", project.guard_factor, 5.0);
  io.whole("max_staleness", project.max_staleness, std::int64_t{-1});
  io.span(project.span);
}

// `id`: the input itself, for the names of its columns.
void input_fields(auto& io, auto& input, InputId id) {
  io.text("label", input.label);
  io.column("key", id, input.key);
  io.column("time", id, input.time);
  io.column("id", id, input.id);
  io.column("since", id, input.since);
  io.input("keys_from", input.keys_from);
  io.inst("filter", input.filter);
  io.whole("lateness", input.lateness, Input{}.lateness);
  io.text("origin", input.origin);
  io.text("list_file", input.list_file);
  io.flag("inferred", input.inferred);
  io.flag("predeclared", input.predeclared);
  io.flag("at_once", input.at_once);
  io.flag("recorded", input.recorded);
  io.span(input.span);
}

void range_fields(auto& io, auto& range) {
  io.whole("low", range.low_whole, std::int64_t{0});
  io.whole("high", range.high_whole, std::int64_t{0});
  io.real("low_number", range.low_real, 0.0);
  io.real("high_number", range.high_real, 0.0);
}

void column_fields(auto& io, auto& column) {
  io.text("label", column.label);
  io.text("from", column.file_name, column.name);
  io.texts("missing", column.missing_declared, column.missing_tokens);
  io.text("format", column.format);
  io.flag("pii", column.pii);
  io.flag("tag_list", column.tag_list);
  io.flag("consent", column.consent);
  io.input("lookup", column.lookup);
  io.inst("derived", column.derived);
  io.flag("used", column.used);
  io.span(column.span);
}

void recurrence_fields(auto& io, auto& rule) {
  io.whole("month", rule.month, 0);
  io.whole("day", rule.day, 0);
  io.whole("date", rule.date, std::int64_t{0});
}

void fact_fields(auto& io, auto& fact) {
  io.text("label", fact.label);
  io.text("group", fact.group);
  io.flag("stored", fact.stored);
  io.flag("manual", fact.manual);
  io.flag("personal", fact.personal);
  io.inst("until", fact.until);
  io.inst("ttl", fact.ttl);
  io.hash("definition", fact.definition);
  io.span(fact.span);
}

void rule_fields(auto& io, auto& rule) {
  io.text("label", rule.label);
  io.inst("if", rule.condition);
  io.inst("once_duration", rule.once.duration);
  io.inst("once_column", rule.once.column);
  io.flag("include_existing", rule.include_existing);
  io.flag("exclude_existing", rule.exclude_existing);
  io.flag("fire_redefined", rule.fire_redefined);
  io.flag("backfill", rule.backfill);
  io.hash("definition", rule.definition);
  io.text("reason", rule.reason);
  io.span(rule.span);
}

void clock_fields(auto& io, auto& clock) {
  io.whole("every", clock.every, 1);
  io.whole("number", clock.number, 0);
  io.whole("calendar", clock.calendar.value, -1);
  io.inst("own_date", clock.own_date);
  io.whole("shift_days", clock.shift_days, 0);
  io.whole("at_us", clock.at_us, std::int64_t{0});
  io.whole("until_day", clock.until_day, INT32_MAX);
}

void history_fields(auto& io, auto& history) {
  io.inst("value", history.value);
  io.inst("release", history.release);
  io.inst("span", history.span);
  io.inst("threshold", history.threshold);
  io.inst("rearm", history.rearm);
  io.flag("runs_only", history.runs_only);
  io.input("changes", history.changes);
  io.hash("definition", history.definition);
  io.span(history.place);
}

void action_fields(auto& io, auto& action) {
  io.text("word", action.verb_word);
  io.text("object", action.object);
  io.text("group", action.group);
  io.text("channel", action.channel);
  io.inst("staff", action.staff);
  io.whole("at_us", action.at_us, std::int64_t{-1});
  io.inst("due", action.due);
  io.inst("expires", action.expires);
  io.flag("expires_today", action.expires_today);
  io.whole("message", action.message, std::int64_t{-1});
  io.flag("restart", action.restart);
  io.span(action.span);
}

void coupon_fields(auto& io, auto& coupon) {
  io.text("label", coupon.label);
  io.inst("valid", coupon.valid);
  io.whole("worth", coupon.worth, std::int64_t{-1});
  io.span(coupon.span);
}

void list_fields(auto& io, auto& list) {
  io.input("input", list.input);
  io.inst("segment", list.segment);
  io.inst("at", list.at);
  io.inst("member", list.member);
  io.span(list.span);
}

void journey_fields(auto& io, auto& journey) {
  io.text("label", journey.label);
  io.inst("key", journey.key);
  io.inst("period", journey.period);
  io.whole("times", journey.times, std::int64_t{0});
  io.flag("backfill", journey.backfill);
  io.flag("reads_days", journey.reads_days);
  io.flag("retired", journey.retired);
  io.hash("definition", journey.definition);
  io.span(journey.span);
}

void entry_fields(auto& io, auto& entry) {
  io.flag("by_rule", entry.by_rule);
  io.inst("if", entry.condition);
  io.whole("becoming", entry.becoming.value, -1);
  io.flag("include_existing", entry.include_existing);
  io.flag("enter_redefined", entry.enter_redefined);
}

void step_fields(auto& io, auto& step) {
  io.text("stage", step.stage);
  io.text("identity", step.identity);
  io.whole("next", step.next, -1);
  io.whole("skip", step.skip, -1);
  io.whole("action", step.action, -1);
  io.inst("length", step.length);
  io.inst("until", step.until);
  io.whole("at_us", step.at_us, std::int64_t{-1});
  io.inst("up_to", step.up_to);
  io.inst("grace", step.grace);
  io.flag("reuse", step.reuse);
  io.text("salt", step.salt);
  io.inst("by", step.by);
  io.whole("times", step.times, std::int64_t{0});
  io.inst("while", step.condition);
  io.whole("body", step.body, -1);
  io.span(step.span);
}

void arm_fields(auto& io, auto& arm) {
  io.input("stream", arm.stream);
  io.inst("if", arm.condition);
  io.whole("weight", arm.weight, std::int64_t{0});
  io.whole("next", arm.next, -1);
}

void guard_fields(auto& io, auto& guard) {
  io.inst("blocked", guard.blocked);
  io.text("object", guard.object);
  io.text("channel", guard.channel);
  io.text("reason", guard.reason);
  io.span(guard.span);
}

void aggregate_fields(auto& io, auto& aggregate) {
  io.inst("value", aggregate.value);
  io.inst("where", aggregate.where);
  io.inst("from", aggregate.from);
  io.inst("to", aggregate.to);
  io.inst("latest_by", aggregate.latest_by);
  io.inst("after", aggregate.after);
  io.inst("up_to", aggregate.up_to);
}

void population_fields(auto& io, auto& population) {
  io.hash("definition", population.definition);
  io.inst("among", population.among);
  io.flag("low_first", population.low_first);
  io.flag("missing_out", population.missing_out);
  io.whole("n", population.n, std::int64_t{0});
  io.whole("mantissa", population.mantissa, std::int64_t{0});
  io.whole("decimals", population.decimals, std::int64_t{0});
}

}  // namespace sop::ir_text
