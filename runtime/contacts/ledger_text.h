// A customer's contacts as the store keeps them: channels by name, so that an edited program still finds its own. A
// channel the program no longer has becomes none: such a contact counts for caps that name no channel.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "runtime/contacts/cap_ledger.h"

namespace sop {

std::string ledger_text(const ContactLog& log, const Contacts& contacts);
// Nothing when the text is damaged.
std::optional<ContactLog> ledger_from_text(std::string_view text, const Contacts& contacts);

}  // namespace sop
