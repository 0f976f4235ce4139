// Which rows of several tables are one customer (language.md 2.2, semantics E8): `identity one_id { of customers, tmall
// unionid strong   phone weak max 3   prefer tmall > customers }`.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "compiler/ir/ids.h"
#include "compiler/source/span.h"

namespace sop {

struct IdentityKey {
  std::string column;        // of every listed table that has one of this name
  std::int64_t at_most = 0;  // weak: rows that may hold one value; 0: strong
};

struct Identity {
  std::string name;
  std::vector<InputId> tables;  // the population among them
  std::vector<IdentityKey> keys;
  std::vector<InputId> prefer;  // whose columns count first; then the other tables in their order
  Span span;

  bool exists() const { return !tables.empty(); }
};

}  // namespace sop
