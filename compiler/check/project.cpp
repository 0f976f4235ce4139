// The `project` block: zone, currency, first day of the week, guard.
#include "compiler/check/checker.h"
#include "compiler/diagnostics/suggest.h"
#include "stdlib/time/duration.h"

namespace sop {
namespace {

using N = NodeKind;

}  // namespace

void Checker::declare_project() {
  Node first;
  for (Node node : parsed_.declarations()) {
    if (!node.is(N::project)) continue;
    if (first) {
      report(Code::S2002, node.span(), {"project"}).relate(first.first_token(), Phrase::first_declared_here);
      continue;
    }
    first = node;
    program_.project.name = parsed_.name_of(node);
    program_.project.span = node.first_token();
    for (Node item : node.children()) project_item(item);
  }
}

void Checker::project_item(Node item) {
  Project& project = program_.project;
  switch (item.kind()) {
    case N::timezone: {
      project.timezone = text(item.child(N::text));
      const std::optional<ZoneRules> rules = options_.zone ? options_.zone(project.timezone) : std::nullopt;
      zone_known_ = rules.has_value();
      if (rules)
        zone_ = *rules;
      else
        report_zone(project.timezone, item.child(N::text).span());
      return;
    }
    case N::currency: project.currency = text(item.child(N::name)); return;
    case N::week_start: {
      constexpr Kw days[] = {Kw::monday, Kw::tuesday,  Kw::wednesday, Kw::thursday,
                             Kw::friday, Kw::saturday, Kw::sunday};
      for (std::size_t i = 0; i < 7; ++i)
        if (item.has_keyword(days[i])) project.week_start = static_cast<Weekday>(i + 1);
      return;
    }
    case N::guard:
      for (Node part : item.children()) {
        const Node number = part.child(N::number);
        const std::optional<Decimal> value = number ? decimal_of(text(number), number.span()) : std::nullopt;
        if (value && part.is(N::guard_cap)) project.guard_cap = value->mantissa;
        if (value && part.is(N::guard_factor)) project.guard_factor = static_cast<double>(value->mantissa);
      }
      return;
    case N::max_staleness: {
      const Value value = expression(item.last_child(), {});
      if (!value.wrong() && program_.at(value.inst).kind == InstKind::constant)
        project.max_staleness = program_.constants[static_cast<std::size_t>(program_.at(value.inst).a)].whole;
      program_.reads_time = true;
      return;
    }
    default: return;  // platform, population and lint levels are read where they matter
  }
}

}  // namespace sop
