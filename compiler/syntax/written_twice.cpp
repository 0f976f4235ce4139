#include "compiler/syntax/written_twice.h"

#include <algorithm>
#include <initializer_list>
#include <map>

#include "compiler/syntax/unit_names.h"

namespace sop {
namespace {

using N = NodeKind;

struct Form {
  NodeKind form;
  std::initializer_list<NodeKind> once;
};

constexpr Form forms[] = {
    {N::project,
     {N::timezone, N::currency, N::week_start, N::platform, N::guard, N::max_staleness, N::population_name}},
    {N::guard, {N::guard_cap, N::guard_factor}},
    {N::table, {N::key, N::since_column, N::from_stream, N::origin}},
    {N::events, {N::key, N::time_column, N::id_column, N::origin, N::filter, N::lateness}},
    {N::staff, {N::key, N::since_column, N::from_stream, N::origin}},
    {N::column, {N::from_clause, N::missing_tokens, N::format, N::range, N::origin, N::lookup, N::derived, N::flag}},
    {N::taggroup, {N::family, N::from_name, N::origin, N::flag}},
    {N::tag, {N::when_clause, N::until_clause, N::ttl, N::family, N::from_name, N::origin, N::flag}},
    {N::arm, {N::when_clause, N::until_clause, N::ttl, N::flag}},
    {N::tier, {N::fall}},
    {N::bands, {N::missing_band}},
    {N::steps, {N::steps_below, N::steps_above}},
    {N::coupon, {N::worth, N::valid_for}},
    {N::group, {N::capacity}},
    {N::template_decl, {N::purpose, N::thinks, N::expect_answer, N::text_lines}},
    {N::forbid, {N::because}},
    {N::rule, {N::if_clause, N::once, N::existing, N::on_redefine, N::backfill}},
    {N::enter_clause, {N::existing, N::on_redefine}},
    {N::journey, {N::key, N::reenter, N::while_live, N::backfill}},
    {N::wait_for, {N::up_to, N::grace, N::flag, N::timeout_arm}},
    {N::wait_until, {N::past, N::missing_choice}},
    {N::action, {N::at_time, N::via, N::to_group, N::due, N::expires}},
    {N::report, {N::by_clause, N::credit}},
    {N::cohort, {N::by_clause, N::up_to, N::where_clause}},
};

// Flags that exclude each other are one clause.
Kw clause_of(Kw flag) {
  switch (flag) {
    case Kw::any_of: return Kw::one_of;
    case Kw::personal:
    case Kw::chat_group: return Kw::enterprise;
    default: return flag;
  }
}

}  // namespace

void report_written_twice(const SourceBuffer& source, const Tree& tree, Diagnostics& diagnostics) {
  for (std::uint32_t i = 0; i < tree.nodes.size(); ++i) {
    const auto* form = std::ranges::find(forms, tree.nodes[i].kind, &Form::form);
    if (form == std::end(forms)) continue;
    std::map<std::pair<NodeKind, Kw>, Node> seen;
    for (const Node child : Node(&tree, i).children()) {
      if (child.is(N::error) || std::ranges::find(form->once, child.kind()) == std::end(form->once)) continue;
      const Kw flag = child.is(N::flag) ? clause_of(child.keyword()) : no_keyword;
      const auto [first, added] = seen.try_emplace({child.kind(), flag}, child);
      if (added || (child.begin() > 0 && is_unit_for_a_name(tree.tokens, tree.roles, child.begin() - 1))) continue;
      Span place = child.first_token();
      for (std::uint32_t t = child.begin() + 1; t < child.end(); ++t) {  // `up to`, `on timeout`
        if (tree.roles[t] != continued_keyword && tree.roles[t] != Kw::timeout) break;
        place = join(place, tree.tokens.span(t));
      }
      diagnostics.report(Code::S2018, place, {std::string(source.text(place))})
          .relate(first->second.first_token(), Phrase::first_declared_here);
    }
  }
}

}  // namespace sop
