#include "runtime/contacts/ledger_text.h"

#include <algorithm>

#include "runtime/contacts/packed_text.h"

namespace sop {

// `1790000000000000m3:sms`: when, marketing or service, where.
std::string ledger_text(const ContactLog& log, const Contacts& contacts) {
  std::string out;
  for (const ContactMade& made : log) {
    pack_number(out, made.due_at, made.kind.of_class == ContactClass::service ? 's' : 'm');
    const bool named = made.kind.channel >= 0;
    pack_text(out, named ? contacts.channels[static_cast<std::size_t>(made.kind.channel)].name : std::string_view());
  }
  return out;
}

std::optional<ContactLog> ledger_from_text(std::string_view text, const Contacts& contacts) {
  ContactLog log;
  Taker taker(text);
  while (!taker.at_end()) {
    char of_class = '\0';
    ContactMade made{.due_at = taker.number(of_class)};
    if (of_class != 's' && of_class != 'm') return std::nullopt;
    made.kind.of_class = of_class == 's' ? ContactClass::service : ContactClass::marketing;
    made.kind.channel = channel_index(contacts, taker.text());
    log.push_back(made);
  }
  if (taker.failed() || !std::ranges::is_sorted(log, {}, &ContactMade::due_at)) return std::nullopt;
  return log;
}

}  // namespace sop
