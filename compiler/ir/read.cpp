#include "compiler/ir/read.h"

#include <fmt/format.h>

#include <functional>

#include "compiler/ir/text/contacts.h"
#include "compiler/ir/text/read_declarations.h"
#include "compiler/ir/text/reports.h"

namespace sop {
namespace {

using namespace ir_text;

struct LineKind {
  std::string_view word;
  void (*read)(Reader&, Program&);
};

constexpr LineKind line_kinds[] = {
    {"project", read_project},
    {"file", read_file},
    {"enumeration", read_enumeration},
    {"input", read_input},
    {"column", read_column},
    {"population", read_population},
    {"identity", read_identity},
    {"calendar", read_calendar},
    {"recurs", read_rule_of_calendar},
    {"fact", read_fact},
    {"rule", read_rule},
    {"on", read_trigger},
    {"every", read_clock},
    {"history", read_history},
    {"do", read_action},
    {"next_of", read_next_of},
    {"coupon", read_coupon},
    {"list", read_list},
    {"kept", read_kept},
    {"journey", read_journey},
    {"enter", read_entry},
    {"goal", read_goal},
    {"exit", read_exit},
    {"step", read_step},
    {"arm", read_arm},
    {"guard", read_guard},
    {"channel", read_channel},
    {"quota", read_quota},
    {"channel_hours", read_channel_hours},
    {"template", read_template},
    {"template_hours", read_template_hours},
    {"cap", read_cap},
    {"quiet", read_quiet},
    {"holdout", read_holdout},
    {"priority", read_priority},
    {"message", read_message},
    {"assume", read_assumption},
    {"later", read_later},
    {"aggregate", read_aggregate},
    {"funnel", read_funnel},
    {"funnel_step", read_funnel_step},
    {"report", read_report},
    {"facet", read_facet},
    {"measure", read_measure},
    {"item", read_report_item},
    {"credit", read_credit},
    {"touch", read_touch},
    {"alert_action", read_alert_action},
    {"alert_part", read_alert_part},
    {"probe", read_probe},
    {"stage", read_stage},
    {"distribution", read_distribution},
};

void read_line(Reader& in, Program& program) {
  for (const LineKind& kind : line_kinds)
    if (in.accept(kind.word)) return kind.read(in, program);
  read_inst(in, program);
}

// Calls `take(line)` for every line that is not empty, with its number from 1.
void for_each_line(std::string_view text, const std::function<void(std::string_view, int)>& take) {
  for (int number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (end > 0) take(text.substr(0, end), number);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

}  // namespace

Names ir_text::declared_names(std::string_view text) {
  Names names;
  for_each_line(text, [&](std::string_view line, int) {
    if (line.starts_with('%')) return;
    const std::vector<Token> tokens = tokens_of(line);
    if (tokens.size() < 2) return;
    if (tokens[0].is("input")) {
      names.inputs.add(tokens[1].text);
      names.columns.emplace_back();
    }
    if (tokens[0].is("column") && !names.columns.empty()) names.columns.back().add(tokens[1].text);
    if (tokens[0].is("fact") && tokens.size() > 2) names.facts.add(tokens[2].text);
    if (!tokens[0].is("enumeration")) return;
    names.enumerations.add(tokens[1].text);
    NameTable& members = names.members.emplace_back();
    for (std::size_t i = 2; i < tokens.size(); ++i)
      if (tokens[i].quoted) members.add(tokens[i].text);
  });
  return names;
}

std::expected<Program, std::string> read(std::string_view text) {
  const Names names = declared_names(text);
  Program program;
  std::string error;
  for_each_line(text, [&](std::string_view line, int number) {
    if (!error.empty()) return;
    Reader in(line, names);
    read_line(in, program);
    if (!in.at_end()) in.fail("the end of the line");
    if (!in.error().empty()) error = fmt::format("line {}: {}", number, in.error());
  });
  if (!error.empty()) return std::unexpected(error);
  return program;
}

}  // namespace sop
