// The state of an instance as compact text for a store, and back.
#pragma once

#include <optional>

#include "compiler/ir/journey.h"
#include "runtime/journeys/instance.h"

namespace sop {

// What instances of a journey keep, in order: indices of Program::kept. A store writes places in this list, which are
// the same for one version of a journey in whatever program it stands.
std::vector<std::int32_t> kept_places(const Journey& journey);

// Everything but who she is and where: journey, customer, key, entry number.
std::string instance_text(const Instance& instance, const Journey& journey);
// Nothing when the text is damaged.
std::optional<Instance> instance_from_text(std::string_view text, const Journey& journey);
// The same of a version that is not known any more: what it kept and where it was mean nothing now and are left out.
std::optional<Instance> instance_of_unknown_version(std::string_view text);

std::string kept_text(const std::map<std::int32_t, Cell>& kept, const Journey& journey);
std::optional<std::map<std::int32_t, Cell>> kept_from_text(std::string_view text, const Journey& journey);

}  // namespace sop
