// People in flight move from one version of a journey to the next (semantics E6). A step is known by its identity:
// label, verb, object. Who waits goes on waiting for what she was promised; who is sent to another step begins it now.
#pragma once

#include <map>

#include "runtime/store/store.h"

namespace sop {

// journey → old step → new step, or "exit".
using StepMap = std::map<std::string, std::map<std::string, std::string>>;

struct Migration {
  struct Move {
    std::string journey, from, to;  // to: empty where there is none, "exit"
    std::uint64_t people = 0;
  };
  std::vector<Move> moves;  // by journey and step
  std::vector<Move> stuck;  // whose step has no counterpart: nothing was written
  std::vector<Move> other;  // on a version that is neither the old one nor the new one: they stay on it
};

// Words of a map that name nothing.
struct UnknownStep {
  std::string journey, step;
  bool is_new =
      false;  // a step of the new version; else a journey or a step of the old one (`step` empty: the journey)
};
std::optional<UnknownStep> unknown_step(const StepMap& map, const Program& old, const Program& now);

// Writes and ends the store's transaction, unless somebody is stuck or `dry`.
std::expected<Migration, StoreFault> migrate(Store& store, const Program& old, const Program& now, const StepMap& map,
                                             bool dry);

}  // namespace sop
