// The state file of a run: opened first, so that a second engine is told at once; committed last, with all changes and
// actions together, or not at all.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/passes/join_versions.h"
#include "runtime/io/run_tables.h"
#include "runtime/store/store.h"

namespace sop::cli {

// Why a run was stopped, and what sopc answers to the shell.
struct Stopped {
  int exit_code = 0;
  std::string en, zh;
};

// Why a state file cannot be used: its place, where that is the reason, else what the store found.
std::string reason_of(const StoreFault& fault, const std::string& file, Language language);

struct StateOptions {
  std::string file;  // empty: no state
  bool accept_redefined = false;
  std::int64_t allow_blast = 0;  // 0: as the guard says
};

class RunState {
 public:
  explicit RunState(const StateOptions& options) : options_(options) {}

  bool used() const { return !options_.file.empty(); }
  std::optional<Stopped> open();
  // For a command that writes nothing, here neither; a file that is not there reads as a new one.
  std::optional<Stopped> open_to_read();
  // Fills what the run must know; refuses an instant before the state's.
  std::optional<Stopped> load(const Program& program, const Dataset& dataset, const ZoneRules& zone, RunOptions& run);
  // What must be looked at by a person before it is committed (semantics C7, E5).
  std::optional<Stopped> objections(const Program& program, const RunResult& result);
  // People in journeys finish on the version they entered (semantics E6): those versions join the program. Refused
  // where a journey that holds people is gone.
  std::optional<Stopped> join_versions(Program& program);
  // `written`: the program before versions joined it.
  // `daily`: what an incremental run notes.
  std::optional<Stopped> commit(const RunView& view, const Program& written, const DailyNotes* daily = nullptr,
                                const DailyNotes* noted = nullptr);
  // More actions than that stop a run (semantics E5).
  std::int64_t action_limit(const Program& program);

  // Who was erased from the state, by id; nothing where nobody was.
  std::function<bool(std::string_view)> erased();

  const RunMemory& before() const { return memory_; }
  Store& store() { return *store_; }  // of a state that is used and open
  std::optional<Stopped> unreadable(const StoreFault& fault) const;

 private:
  static Stopped unreadable_version(const UnreadableVersion& version, const std::vector<InFlight>& in_flight);
  static Stopped gone(const std::string& journey, const std::vector<InFlight>& in_flight);
  const StateOptions& options_;
  std::optional<Store> store_;
  RunMemory memory_;
};

}  // namespace sop::cli
