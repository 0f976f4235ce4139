// Can every customer of a program be decided apart from all others? Only then may a run ask some of them and leave the
// rest as they are. Where something is asked of all together, whoever is touched may change the answer for anybody.
#pragma once

#include <cstdint>
#include <optional>

#include "compiler/ir/program.h"
#include "runtime/table/dataset.h"

namespace sop {

// Why not; words for people are the caller's.
enum class NotApart : std::uint8_t {
  contacts,    // journeys, hours, caps, quotas, staff that is chosen by its work
  population,  // rank, percentile, top, ...: everybody's place moves with anybody's
  everybody,   // an aggregate over all customers, or another customer's row
  reports,     // reports, funnels and alerts count everybody
  tags_given,  // the input `tags` is compared as a whole: how recent it is says what was taken away by hand
  identity,    // accounts that may come together or apart
};

std::optional<NotApart> not_apart(const Program& program, const Dataset& dataset);

}  // namespace sop
