// Values of facts as the store writes them: conditions as 0 and 1, members by name, so that an edited list of members
// does not change what a stored one means.
#pragma once

#include <string>
#include <string_view>

#include "compiler/ir/program.h"
#include "runtime/run/memory.h"

namespace sop {

inline std::string stored_value(const Program& program, Type type, std::int32_t value) {
  if (value == no_value) return "";
  if (type.is(TypeKind::boolean)) return value == 0 ? "0" : "1";
  return program.enumerations[type.enumeration.index()].members[static_cast<std::size_t>(value)];
}

inline std::int32_t value_stored(const Program& program, Type type, std::string_view text) {
  if (type.is(TypeKind::boolean)) return text == "1" ? 1 : text == "0" ? 0 : no_value;
  const auto& members = program.enumerations[type.enumeration.index()].members;
  for (std::size_t i = 0; i < members.size(); ++i)
    if (members[i] == text) return static_cast<std::int32_t>(i);
  return no_value;
}

}  // namespace sop
