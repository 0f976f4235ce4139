// Deliveries as JSON lines for a relay, and what it answers.
#pragma once

#include <expected>
#include <span>
#include <string>
#include <string_view>

#include "runtime/store/outbox.h"
#include "stdlib/time/zone.h"

namespace sop {

// `whole`: with the status and what is known of the delivery; else what is to be done.
std::string line_of(const Delivery& delivery, const ZoneRules& zone, bool whole);

// `{"effect_id": "…", "outcome": "sent", "detail": "…", "retry_at": "2026-11-22T10:00:00+08:00"}`; all but the first
// may be left out. What is wrong with the line otherwise.
std::expected<Settlement, std::string> settlement_of(std::string_view line, std::string_view status,
                                                     const ZoneRules& zone);

// All that a delivery can be: `new`, `sending`, …
std::span<const std::string_view> delivery_statuses();

// The words of semantics D11 that `done` and `fail` take as an outcome.
bool is_outcome(std::string_view status, std::string_view word);

}  // namespace sop
