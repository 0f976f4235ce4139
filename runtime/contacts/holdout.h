// Who is held out of messages, and which arm of a split is hers (semantics D8): a stable place of hers among all, the
// same on every machine and in every run. Whoever owns the low places keeps them when the shares of others change.
#pragma once

#include <span>
#include <string_view>

#include "compiler/ir/contacts.h"

namespace sop {

// Where (salt, key) stands: 0 <= place < whole_share. What `hash_bucket` says of so many buckets.
std::int64_t stable_place(std::string_view salt, std::string_view key);

// The policy that holds her out of this contact, or -1: an index into Contacts::holdouts. Each policy draws for itself.
// Service messages are exempt.
std::int32_t held_out(const Contacts& contacts, std::string_view customer, ContactClass of_class);

struct SplitArm {
  std::int64_t share = 0;  // of whole_share; all arms together are the whole
  bool holdout = false;
};

// The arm of (salt, key): the holdout owns the first places, the others follow in the order of the source.
std::size_t split_arm(std::span<const SplitArm> arms, std::string_view salt, std::string_view key);

}  // namespace sop
