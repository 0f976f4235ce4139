// The words of `sopc diff`, in both languages.
#pragma once

#include <string>
#include <string_view>

#include "cli/diff_report.h"

namespace sop::cli {

std::string_view relation_word(Relation relation);  // as in JSON: equal, subset, …
std::string_view change_word(DiffChange change);    // as in JSON: same, renamed, …
std::string_view part_word(DiffPart part);

std::string kind_said(const DiffEntry& entry, bool zh);
std::string part_said(DiffPart part, bool zh);
std::string relation_said(const ConditionDiff& diff, bool zh);
std::string change_said(DiffChange change, bool zh);
// "now also: a customer with …"
std::string customer_said(const DifferingCustomer& customer, bool enters, bool zh);
std::string closing_line(const ProgramDiff& diff, bool zh);

// `level` of a tier, `band` of bands, `member` of other lists.
std::string member_said(DiffKind kind, bool zh);
// What of a fact's values is another on the tables given.
std::string moved_said(std::uint64_t people, bool zh);
std::string values_said(const FactMoves& moves, bool zh);
std::string none_said(bool zh);

}  // namespace sop::cli
