// Who goes first when several contacts want one instant (semantics D9): priority, the earlier original due time, the
// name of the journey or rule, the customer.
#pragma once

#include <algorithm>
#include <compare>
#include <string_view>

#include "compiler/ir/contacts.h"
#include "stdlib/time/zone.h"

namespace sop {

// Its place in the policies' list; whoever is not listed comes last.
inline std::size_t priority_rank(const Contacts& contacts, std::string_view name) {
  return static_cast<std::size_t>(std::ranges::find(contacts.priority, name) - contacts.priority.begin());
}

// Sorted ascending: the first goes first.
struct Contender {
  std::size_t rank = 0;       // priority_rank
  Micros original_due = 0;    // before any deferral
  std::string_view name;      // of the journey or rule
  std::string_view customer;  // her id
  auto operator<=>(const Contender&) const = default;
};

}  // namespace sop
