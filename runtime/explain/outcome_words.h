// Outcomes and reasons of decisions as people read them. Decisions keep them in one spelling, which programs and files
// rely on; what an author wrote (a policy's reason, an exit's condition) stays as written in either language.
#pragma once

#include <string>
#include <string_view>

#include "compiler/diagnostics/diagnostic.h"

namespace sop {

std::string outcome_words(std::string_view outcome, Language language);
std::string reason_words(std::string_view reason, Language language);
// `capped, because of contact: 3 per 7 days`
std::string decision_words(std::string_view outcome, std::string_view reason, Language language);
// How she came into a journey, as an instance remembers it: `enter on orders`.
std::string entry_words(std::string_view entered_by, Language language);

}  // namespace sop
