// What two versions of a program mean otherwise, on the screen, as Markdown for a pull request, as JSON.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "compiler/diff/program_diff.h"
#include "runtime/plan/moves.h"

namespace sop::cli {

// On the tables of today: whom each version means.
struct HeadCount {
  std::uint64_t before = 0, now = 0, more = 0, fewer = 0;
};

// People in a journey, at a step by its identity.
struct StepPeople {
  std::string journey, step;
  std::uint64_t people = 0;
  bool has_step = true;     // the new version has this step
  bool has_journey = true;  // or at least its journey
};

struct DiffReport {
  const ProgramDiff& diff;
  Language language = Language::en;
  bool with_data = false, with_state = false;
  std::map<std::pair<std::string, std::string>, HeadCount>
      counts;  // kind, name; of a member `tier: level`, `bands.band`
  std::map<std::pair<std::string, std::string>, FactMoves> moves;  // kind, name: of facts that are no conditions
  std::vector<StepPeople> in_flight;
};

// Kinds in JSON and for `counts`: segment, tag, tier, rule, journey, …
std::string_view word_of(DiffKind kind);

std::string diff_text(const DiffReport& report);
std::string diff_markdown(const DiffReport& report);
std::string diff_json(const DiffReport& report);

}  // namespace sop::cli
