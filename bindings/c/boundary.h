// The edge of the library: nothing but a status leaves a call, whatever happens inside.
#pragma once

#include <cstring>
#include <new>
#include <optional>

#include "bindings/c/include/sop.h"
#include "runtime/eval/allowance.h"

namespace sop::embed {

constexpr sop_status status_of(StopReason reason) {
  switch (reason) {
    case StopReason::none: return SOP_E_INTERNAL;
    case StopReason::called_off: return SOP_E_CANCELLED;
    case StopReason::too_costly: return SOP_E_LIMIT;
  }
  return SOP_E_INTERNAL;
}

template <class Work>
sop_status guarded(Work&& work) noexcept {
  try {
    return work();
  } catch (const std::bad_alloc&) {
    return SOP_E_MEMORY;
  } catch (const WorkStopped& stopped) {
    return status_of(stopped.reason);
  } catch (...) {
    return SOP_E_INTERNAL;
  }
}

// A structure of a caller that may know fewer or more fields than we do: what it does not have is zero; what we do not
// know must be. Nothing: no structure of ours.
template <class Struct>
std::optional<Struct> known_fields(const Struct* given) {
  constexpr std::size_t largest = 4096;
  const std::size_t size = given->struct_size;
  if (size < sizeof given->struct_size || size > largest) return std::nullopt;
  Struct known;
  std::memset(&known, 0, sizeof known);
  std::memcpy(&known, given, size < sizeof known ? size : sizeof known);
  const char* bytes = reinterpret_cast<const char*>(given);
  for (std::size_t i = sizeof known; i < size; ++i)
    if (bytes[i] != 0) return std::nullopt;
  return known;
}

// Where the caller gives none, every field is zero.
template <class Struct>
std::optional<Struct> known_or_default(const Struct* given) {
  if (given != nullptr) return known_fields(given);
  Struct none;
  std::memset(&none, 0, sizeof none);
  return none;
}

// Element `index` of an array with the stride of its first element.
template <class Struct>
const Struct* element(const Struct* first, std::size_t index) {
  return reinterpret_cast<const Struct*>(reinterpret_cast<const char*>(first) + index * first->struct_size);
}

}  // namespace sop::embed
