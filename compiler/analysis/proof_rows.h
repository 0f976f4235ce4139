// The rows of a customer whom the solver found: values of her columns, events that give what was asked of a stream.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "compiler/analysis/reasoning.h"
#include "stdlib/time/civil.h"

namespace sop {

// The instant that everything is counted from, as the cuts are (cut.h).
inline constexpr std::string_view proof_instant = "2026-06-17 12:00";
inline constexpr Days proof_day = days_of({2026, 6, 17});

// Another instant to count from; and a stream of which an event happens just then, whose columns the answer speaks of.
struct ProofStart {
  Days day = proof_day;
  std::int64_t time = micros_per_day / 2;
  InputId event;
};

// `micros` from the start, on a local clock.
std::string proof_clock(const ProofStart& start, std::int64_t micros);

struct ProofRow {
  InputId input;
  std::map<int, std::string> fields;  // column, literal
  std::vector<std::string> tags;
};

// The population's row first. Nothing: some value has no place in a row.
std::optional<std::vector<ProofRow>> proof_rows(Reasoning& reasoning, const Answer& answer,
                                                const ProofStart& start = {});

}  // namespace sop
