// What the policies look at of one contact, and which of their clauses are about it (semantics D9). All policies hold.
#pragma once

#include <string_view>
#include <vector>

#include "compiler/ir/contacts.h"

namespace sop {

struct ContactKind {
  std::int32_t channel = -1;  // index into Contacts::channels; -1: none of them
  ContactClass of_class = ContactClass::marketing;
  bool operator==(const ContactKind&) const = default;
};

// -1: no such channel.
std::int32_t channel_index(const Contacts& contacts, std::string_view name);

// `template_name`: empty for an invitation or a declared action, which count as marketing.
ContactKind contact_kind(const Contacts& contacts, std::string_view channel, std::string_view template_name);

bool is_about(const Contacts& contacts, const ContactFilter& filter, ContactKind kind);

// Indexes of the caps that are about it. Whether a cap's `where` holds for her is asked by the caller.
std::vector<std::uint32_t> caps_about(const Contacts& contacts, ContactKind kind);

}  // namespace sop
