// The list of declarations: what may stand at the top of a file or in a module.
#pragma once

#include "grammar/rules/reports.h"

namespace sop::grammar {

struct declaration
    : called<Label::declaration, sor<anonymous_rule, attribute, segment, taggroup, tag, score, tier, bands, grid, steps,
                                     set, calendar, module, use, list_decl, project, table, events, staff, assume, role,
                                     identity, channel, coupon, group, template_decl, policy, action_decl, named_rule,
                                     journey, metric, report, funnel, cohort, alert, compare, test, lint_level>> {};

}  // namespace sop::grammar
