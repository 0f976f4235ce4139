// Where recovery goes on after a mistake.
#pragma once

#include "grammar/keywords.h"

namespace sop::grammar {

// The keywords a declaration begins with: where recovery goes on, and what a misspelt one is compared with.
inline constexpr Kw declaration_keywords[] = {
    Kw::if_,      Kw::on_event, Kw::on_calendar, Kw::every,  Kw::attribute, Kw::segment,     Kw::taggroup, Kw::tag,
    Kw::score,    Kw::tier,     Kw::bands,       Kw::grid,   Kw::steps,     Kw::set,         Kw::calendar, Kw::module,
    Kw::use,      Kw::list,     Kw::project,     Kw::table,  Kw::events,    Kw::staff_table, Kw::assume,   Kw::role,
    Kw::identity, Kw::channel,  Kw::coupon,      Kw::group,  Kw::template_, Kw::policy,      Kw::action,   Kw::rule,
    Kw::journey,  Kw::metric,   Kw::report,      Kw::funnel, Kw::cohort,    Kw::alert,       Kw::compare,  Kw::test,
    Kw::deny,     Kw::warn,     Kw::allow,
};

}  // namespace sop::grammar
