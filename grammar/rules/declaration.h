// The list of declarations: what may stand at the top of a file or in a module.
#pragma once

#include "grammar/rules/reports.h"

namespace sop::grammar {

struct declaration
    : called<Label::declaration, sor<anonymous_rule, attribute, segment, taggroup, tag, score, tier, bands, grid, steps,
                                     set, calendar, module, use, list_decl, project, table, events, staff, assume, role,
                                     identity, channel, coupon, group, template_decl, policy, action_decl, named_rule,
                                     journey, metric, report, funnel, cohort, alert, compare, test, lint_level>> {};

// The keywords a declaration begins with: where recovery goes on, and what a misspelt one is compared with.
inline constexpr Kw declaration_keywords[] = {
    K::if_,      K::on_event, K::on_calendar, K::every,  K::attribute, K::segment,     K::taggroup, K::tag,
    K::score,    K::tier,     K::bands,       K::grid,   K::steps,     K::set,         K::calendar, K::module,
    K::use,      K::list,     K::project,     K::table,  K::events,    K::staff_table, K::assume,   K::role,
    K::identity, K::channel,  K::coupon,      K::group,  K::template_, K::policy,      K::action,   K::rule,
    K::journey,  K::metric,   K::report,      K::funnel, K::cohort,    K::alert,       K::compare,  K::test,
    K::deny,     K::warn,     K::allow,
};

}  // namespace sop::grammar
