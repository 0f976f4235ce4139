// How people would answer, declared by whoever simulates, not known: "30% reply to this step within a day". Every draw
// follows from the seed and the effect it answers, so that the same declaration gives the same simulation. Whatever is
// shown of such a simulation names them as assumptions.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "compiler/ir/program.h"
#include "runtime/table/dataset.h"

namespace sop {

// `replies 30% after chain.send_ask within 1 day set words=yes, stars=5`
struct ResponseAssumption {
  std::string written;
  std::string stream;
  std::string after;        // a step, `source.step`, or what is sent
  double share = 0;         // of those to whom it was done
  std::int64_t within = 0;  // a packed duration: the answer comes at any time in it
  std::vector<std::pair<std::string, std::string>> set;
};

// Of one customer; parallel columns are filled from ResponseAssumption::set.
struct AssumedEvent {
  std::size_t assumption = 0;
  std::uint32_t customer = 0;
  Micros at = 0;
  std::string id;
};

struct AssumptionFault {
  std::string en, zh;
};

// One line. Whether stream and step exist is asked by `check_assumption`.
std::expected<ResponseAssumption, AssumptionFault> parse_assumption(const std::string& line);
// Lines of a file; empty ones and those that begin with # say nothing.
std::expected<std::vector<ResponseAssumption>, AssumptionFault> parse_assumptions(const std::string& text);
std::expected<void, AssumptionFault> check_assumption(const Program& program, const ResponseAssumption& assumption);

// Is this action one that the assumption speaks of?
bool is_answered(const ResponseAssumption& assumption, const std::string& source, const std::string& step,
                 const std::string& object);

// The answer to an effect, or none.
std::optional<AssumedEvent> answer_to(const std::vector<ResponseAssumption>& all, std::size_t index, std::uint64_t seed,
                                      const std::string& effect_id, std::uint32_t customer, Micros at,
                                      const ZoneRules& zone);

// `1 day`, `6 hours`, `2天`; none when it is no length of time.
std::optional<std::int64_t> parse_span(const std::string& text);

}  // namespace sop
