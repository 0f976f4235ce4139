#include "runtime/contacts/holdout.h"

#include "stdlib/stable_hash.h"

namespace sop {

std::int64_t stable_place(std::string_view salt, std::string_view key) {
  return static_cast<std::int64_t>(stable_hash({salt, key}) % whole_share);
}

std::int32_t held_out(const Contacts& contacts, std::string_view customer, ContactClass of_class) {
  if (of_class == ContactClass::service) return -1;
  for (std::size_t i = 0; i < contacts.holdouts.size(); ++i)
    if (stable_place(contacts.holdouts[i].policy, customer) < contacts.holdouts[i].share)
      return static_cast<std::int32_t>(i);
  return -1;
}

std::size_t split_arm(std::span<const SplitArm> arms, std::string_view salt, std::string_view key) {
  std::int64_t place = stable_place(salt, key);
  for (const bool holdout : {true, false})
    for (std::size_t i = 0; i < arms.size(); ++i) {
      if (arms[i].holdout != holdout) continue;
      if (place < arms[i].share) return i;
      place -= arms[i].share;
    }
  return arms.empty() ? 0 : arms.size() - 1;  // shares that do not reach the whole
}

}  // namespace sop
