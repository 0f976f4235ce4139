#include "runtime/journeys/contact_log.h"

namespace sop {

ContactLog& contact_log(World& world, std::uint32_t customer) {
  const auto [found, added] = world.logs.try_emplace(customer);
  if (!added) return found->second;
  for (const std::uint32_t index : world.deeds_of[customer]) {
    const Deed& deed = world.deeds[index];
    const bool send = deed.verb == "send";
    const bool contact = send || deed.verb == "invite" || (!deed.channel.empty() && deed.verb != "task");
    if (contact)
      add_contact(found->second,
                  {deed.at, contact_kind(world.program.contacts, deed.channel, send ? deed.object : std::string())});
  }
  return found->second;
}

}  // namespace sop
