#include "compiler/ir/text/reports.h"

#include <array>

namespace sop::ir_text {
namespace {

constexpr std::array<std::string_view, 7> report_kind_words{"table", "funnel", "cohort", "compare",
                                                            "list",  "alert",  "along"};
constexpr std::array<std::string_view, 3> alert_verb_words{"notify", "pause_template", "pause_journey"};
constexpr std::array<std::string_view, 5> credit_words{"none", "last", "first", "even", "half_life"};
constexpr std::array<std::string_view, 6> grain_words{"none", "day", "week", "month", "quarter", "year"};

void measure_fields(auto& io, auto& measure) {
  io.input("input", measure.input);
  io.inst("value", measure.value);
  io.inst("where", measure.where);
  io.inst("from", measure.from);
  io.inst("to", measure.to);
  io.flag("own_window", measure.own_window);
  io.flag("share", measure.share);
  io.flag("overall", measure.overall);
  io.flag("running", measure.running);
  io.whole("funnel", measure.funnel, -1);
  io.whole("at_step", measure.step, 0);
  io.flag("open", measure.open);
  io.inst("stranger_value", measure.stranger_value);
  io.inst("stranger_where", measure.stranger_where);
  io.flag("credited", measure.credited);
  io.whole("kept", measure.kept, -1);
}

void report_fields(auto& io, auto& report) {
  io.text("label", report.label);
  io.flag("against_others", report.against_others);
  io.flag("windowed", report.windowed);
  io.inst("from", report.from);
  io.inst("to", report.to);
  io.inst("before_from", report.before_from);
  io.inst("before_to", report.before_to);
  io.whole("cell_from", report.cell_from, -1);
  io.whole("cell_to", report.cell_to, -1);
  io.input("cohort_stream", report.cohort_stream);
  io.inst("cohort_where", report.cohort_where);
  io.inst("cohort_span", report.cohort_span);
  io.text("reason", report.reason);
  io.whole("along_kept", report.along_kept, -1);
  io.flag("falls", report.falls);
  io.inst("half_life", report.half_life);
  io.inst("look_back", report.look_back);
  io.span(report.span);
}

void item_fields(auto& io, auto& item) {
  io.text("label", item.label);
  io.whole("term", item.term, -1);
  io.whole("sign", item.sign, 1);
  io.whole("power", item.power, 1);
  io.flag("constant", item.constant);
}

void funnel_step_fields(auto& io, auto& step) {
  io.input("input", step.input);
  io.inst("where", step.where);
  io.inst("stranger_where", step.stranger_where);
  io.inst("from", step.from);
  io.inst("to", step.to);
  io.inst("up_to", step.up_to);
}

void print_funnel(Writer& out, const Funnel& funnel) {
  out.begin_line();
  out.word("funnel");
  out.word(name_token(funnel.name));
  out.flag("each", funnel.each);
  out.end_line();
  for (const FunnelStep& step : funnel.steps) {
    out.begin_line(2);
    out.word("funnel_step");
    out.word(quoted(step.name));
    funnel_step_fields(out, step);
    out.end_line();
  }
}

void print_measure(Writer& out, const Measure& measure, const char* kind) {
  out.begin_line(2);
  out.word(kind);
  out.word(row_of(measure.op).en);
  measure_fields(out, measure);
  for (const InstId by : measure.by) by.exists() ? out.inst("by", by) : out.word("period");
  for (const InstId by : measure.stranger_by) by.exists() ? out.inst("stranger_by", by) : out.word("stranger_period");
  out.end_line();
}

void print_alert_action(Writer& out, const AlertAction& action) {
  out.begin_line(2);
  out.word("alert_action");
  out.word(alert_verb_words[static_cast<std::size_t>(action.verb)]);
  out.word(quoted(action.object));
  out.whole("staff", action.staff_item, -1);
  out.end_line();
  for (const AlertPart& part : action.text) {
    out.begin_line(2);
    out.word("alert_part");
    out.word(quoted(part.literal));
    out.whole("then", part.item, -1);
    out.end_line();
  }
}

void print_report(Writer& out, const ReportForm& report) {
  out.begin_line();
  out.word("report");
  out.word(report_kind_words[static_cast<std::size_t>(report.kind)]);
  out.word(name_token(report.name));
  report_fields(out, report);
  out.end_line();
  for (const Facet& facet : report.facets) {
    out.begin_line(2);
    out.word("facet");
    out.word(quoted(facet.name));
    out.word(grain_words[static_cast<std::size_t>(facet.grain)]);
    out.type(facet.type);
    out.flag("touched", facet.touched);
    out.whole("kept", facet.kept, -1);
    out.end_line();
  }
  if (report.credit != Credit::none) {
    out.begin_line(2);
    out.word("credit");
    out.word(credit_words[static_cast<std::size_t>(report.credit)]);
    out.end_line();
    print_measure(out, report.touch, "touch");
  }
  for (const Measure& measure : report.measures) print_measure(out, measure, "measure");
  for (const ReportItem& item : report.items) {
    out.begin_line(2);
    out.word("item");
    out.word(quoted(item.name));
    out.inst(item.value);
    item_fields(out, item);
    out.end_line();
  }
  for (const AlertAction& action : report.actions) print_alert_action(out, action);
}

void measure_from(Reader& in, Measure& measure) {
  const std::string op = in.word();
  for (const AggregateRow& row : aggregate_rows())
    if (row.en == op) measure.op = row.op;
  measure_fields(in, measure);
  while (in.looking_at("by") || in.looking_at("period"))
    if (InstId& by = measure.by.emplace_back(); !in.accept("period")) in.inst("by", by);
  while (in.looking_at("stranger_by") || in.looking_at("stranger_period"))
    if (InstId& by = measure.stranger_by.emplace_back(); !in.accept("stranger_period")) in.inst("stranger_by", by);
}

}  // namespace

void print_reports(Writer& out) {
  for (const Funnel& funnel : out.program().funnels) print_funnel(out, funnel);
  for (const ReportForm& report : out.program().reports) print_report(out, report);
}

void read_funnel(Reader& in, Program& program) {
  Funnel& funnel = program.funnels.emplace_back();
  funnel.name = in.name();
  in.flag("each", funnel.each);
}

void read_funnel_step(Reader& in, Program& program) {
  if (program.funnels.empty()) return in.fail("a funnel before its steps");
  FunnelStep& step = program.funnels.back().steps.emplace_back();
  step.name = in.text();
  funnel_step_fields(in, step);
}

void read_report(Reader& in, Program& program) {
  ReportForm& report = program.reports.emplace_back();
  report.kind = static_cast<ReportKind>(in.one_of(report_kind_words));
  report.name = in.name();
  report_fields(in, report);
}

void read_facet(Reader& in, Program& program) {
  if (program.reports.empty()) return in.fail("a report before its facets");
  Facet& facet = program.reports.back().facets.emplace_back();
  facet.name = in.text();
  facet.grain = static_cast<Grain>(in.one_of(grain_words));
  facet.type = in.type();
  in.flag("touched", facet.touched);
  in.whole("kept", facet.kept, -1);
}

void read_measure(Reader& in, Program& program) {
  if (program.reports.empty()) return in.fail("a report before its measures");
  measure_from(in, program.reports.back().measures.emplace_back());
}

void read_credit(Reader& in, Program& program) {
  if (program.reports.empty()) return in.fail("a report before its credit");
  program.reports.back().credit = static_cast<Credit>(in.one_of(credit_words));
}

void read_touch(Reader& in, Program& program) {
  if (program.reports.empty()) return in.fail("a report before its touches");
  measure_from(in, program.reports.back().touch);
}

void read_alert_action(Reader& in, Program& program) {
  if (program.reports.empty()) return in.fail("an alert before its actions");
  AlertAction& action = program.reports.back().actions.emplace_back();
  action.verb = static_cast<AlertVerb>(in.one_of(alert_verb_words));
  action.object = in.text();
  in.whole("staff", action.staff_item, -1);
}

void read_alert_part(Reader& in, Program& program) {
  if (program.reports.empty() || program.reports.back().actions.empty())
    return in.fail("an alert's action before its text");
  AlertPart& part = program.reports.back().actions.back().text.emplace_back();
  part.literal = in.text();
  in.whole("then", part.item, -1);
}

void read_report_item(Reader& in, Program& program) {
  if (program.reports.empty()) return in.fail("a report before its items");
  ReportItem& item = program.reports.back().items.emplace_back();
  item.name = in.text();
  item.value = in.inst();
  item_fields(in, item);
}

}  // namespace sop::ir_text
