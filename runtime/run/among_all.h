// What of a program cannot be decided from some of the customers alone: functions over everybody, accounts that are
// joined, quotas shared by many, work shared out, rows held as stale, rows of other customers. A host that gives
// customers out over machines asks this first; schema_json.h shows it as `needs_all_customers`. What is found out in
// passes over the pieces (runtime/run/passes_over_all.h) is among it, and says so.
#pragma once

#include <string>
#include <vector>

#include "compiler/ir/program.h"
#include "runtime/run/passes_over_all.h"

namespace sop {

enum class AmongAllKind : std::uint8_t { population, aggregate, identity, quota, role, staleness, another };

struct AmongAll {
  AmongAllKind kind;
  std::string word;  // `rank`, `count`, the channel, the identity
  std::string name;  // the fact or rule it is part of; empty: none is known
  Span span;
  bool in_passes = false;
  NotInPieces why_not = NotInPieces::no;  // of functions over everybody
};

std::vector<AmongAll> needs_all_customers(const Program& program);

}  // namespace sop
