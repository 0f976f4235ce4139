// A name that is known, but not as a value: how the thing of that name is asked for. A tag is `tag = x`, a calendar
// `today in x`; a marketer who writes the bare name gets that sentence instead of "not known".
#pragma once

#include <algorithm>
#include <string>

#include "compiler/names/symbols.h"

namespace sop {

// Empty: nothing has that name. In the language the name is written in; both may stand in either text.
inline std::string asked_as(const Symbols& symbols, const std::string& name) {
  struct Row {
    Space space;
    const char *en, *zh, *after;
  };
  static constexpr Row rows[] = {
      {Space::tags, "tag = ", "标签 = ", ""},
      {Space::calendars, "today in ", "今天 属于 ", ""},
      {Space::lists, "customer in list ", "客户 属于 名单 ", ""},
      {Space::groups, "customer in group ", "客户 属于 群 ", ""},
      {Space::actions, "", "", "(…)"},
  };
  const bool chinese = std::ranges::any_of(name, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
  for (const Row& row : rows)
    if (symbols.find(row.space, name) != nullptr) return (chinese ? row.zh : row.en) + name + row.after;
  return {};
}

}  // namespace sop
