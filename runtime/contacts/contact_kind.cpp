#include "runtime/contacts/contact_kind.h"

namespace sop {

std::int32_t channel_index(const Contacts& contacts, std::string_view name) {
  const Channel* found = name.empty() ? nullptr : contacts.channel(name);
  return found == nullptr ? -1 : static_cast<std::int32_t>(found - contacts.channels.data());
}

ContactKind contact_kind(const Contacts& contacts, std::string_view channel, std::string_view template_name) {
  const Template* sent = contacts.sent(template_name);
  return {channel_index(contacts, channel), sent == nullptr ? ContactClass::marketing : sent->of_class};
}

bool is_about(const Contacts& contacts, const ContactFilter& filter, ContactKind kind) {
  if (filter.of_class != ContactClass::any && filter.of_class != kind.of_class) return false;
  if (filter.channel.empty()) return true;
  return kind.channel >= 0 && contacts.channels[static_cast<std::size_t>(kind.channel)].name == filter.channel;
}

std::vector<std::uint32_t> caps_about(const Contacts& contacts, ContactKind kind) {
  std::vector<std::uint32_t> caps;
  for (std::uint32_t i = 0; i < contacts.caps.size(); ++i)
    if (is_about(contacts, contacts.caps[i].filter, kind)) caps.push_back(i);
  return caps;
}

}  // namespace sop
