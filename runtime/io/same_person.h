// Which accounts are one person (semantics E8), from what they hold of each key: pure, about numbers only.
//
// Accounts of one id are one to begin with. Strong keys join all that share a value; where a group so joined holds two
// values of one strong key, nothing of it is joined. Weak keys join groups that share a value held by few enough
// accounts, where no strong key of the whole that would arise has two values. The order of accounts and keys does not
// matter. In time and memory proportional to the accounts, but for sorting them by value.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "runtime/io/identity_report.h"
#include "runtime/table/text_pool.h"

namespace sop {

struct AccountKey {
  static constexpr TextCode none = UINT32_MAX;

  std::string column;
  std::int64_t at_most = 0;      // accounts that may share a value; 0: strong
  std::vector<TextCode> values;  // by account; `none` where it holds nothing
};

struct Accounts {
  std::vector<std::uint32_t> same_id;  // accounts with an equal number have one id
  std::vector<AccountKey> keys;
};

struct SamePeople {
  std::vector<std::uint32_t> of;            // by account: her number, dense, by first appearance
  std::vector<std::uint32_t> contradicted;  // accounts that join nobody, ascending
};

// Fills what is reported of keys.
SamePeople same_people(const Accounts& accounts, IdentityReport& report);

}  // namespace sop
