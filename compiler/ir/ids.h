// Typed 32-bit ids into the arenas of a Program. An id that names nothing is `none`.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace sop {

template <class Tag>
struct Id {
  std::int32_t value = -1;

  constexpr Id() = default;
  constexpr explicit Id(std::int32_t v) : value(v) {}
  constexpr explicit Id(std::size_t v) : value(static_cast<std::int32_t>(v)) {}
  constexpr bool exists() const { return value >= 0; }
  constexpr std::size_t index() const { return static_cast<std::size_t>(value); }
  constexpr auto operator<=>(const Id&) const = default;
};

using InstId = Id<struct InstTag>;
using InputId = Id<struct InputTag>;
using FactId = Id<struct FactTag>;
using EnumId = Id<struct EnumTag>;
using ConstantId = Id<struct ConstantTag>;
using ConstantSetId = Id<struct ConstantSetTag>;
using AggregateId = Id<struct AggregateTag>;
using HistoryId = Id<struct HistoryTag>;
using CalendarId = Id<struct CalendarTag>;
using PopulationId = Id<struct PopulationTag>;

}  // namespace sop

template <class Tag>
struct std::hash<sop::Id<Tag>> {
  std::size_t operator()(sop::Id<Tag> id) const noexcept { return std::hash<std::int32_t>{}(id.value); }
};
