// What joining accounts came to (semantics E8): how many were joined, and what joined nobody and why.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"

namespace sop {

// Values of a weak key that too many rows hold.
struct CrowdedKey {
  std::string column;
  std::int64_t at_most = 0;
  std::uint64_t values = 0, rows = 0;
};

struct IdentityReport {
  std::string name;  // empty: the program has no identity
  std::uint64_t accounts = 0;
  std::uint64_t customers = 0;   // of one account or more
  std::uint64_t joined = 0;      // of them, those of several accounts
  std::uint64_t unresolved = 0;  // accounts that belong to no customer
  std::vector<CrowdedKey> crowded;
  std::uint64_t contradictions = 0;        // accounts whose strong keys join and contradict them: they join nobody
  std::vector<std::string> contradicting;  // places of some of them
  std::uint64_t weak_contradictions = 0;   // values of weak keys that would join contradicting strong keys
};

// One sentence per line.
std::vector<std::string> identity_lines(const IdentityReport& report, Language language);

}  // namespace sop
