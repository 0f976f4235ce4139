// The state of an instance as compact text for a store, and back.
#pragma once

#include <optional>

#include "runtime/journeys/instance.h"

namespace sop {

// Everything but who she is and where: journey, customer, key, entry number.
std::string instance_text(const Instance& instance);
// Nothing when the text is damaged.
std::optional<Instance> instance_from_text(std::string_view text);

std::string kept_text(const std::map<std::int32_t, Cell>& kept);
std::optional<std::map<std::int32_t, Cell>> kept_from_text(std::string_view text);

}  // namespace sop
