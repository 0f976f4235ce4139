// Where the time of a command goes: phases, one inside the other, and what facts cost. Whoever wants to know hands in a
// clock of his own: nothing here reads one, and no result depends on it. Most work is watched by nobody: its pointer to
// a Profile is null, and that is all it costs.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sop {

enum class Phase : std::uint8_t {
#define SOP_PHASE(id, en, zh) id,
#include "compiler/source/phases.def"
#undef SOP_PHASE
};

struct PhaseRow {
  std::string_view id, en, zh;
};

inline constexpr PhaseRow phase_rows[] = {
#define SOP_PHASE(id, en, zh) {#id, en, zh},
#include "compiler/source/phases.def"
#undef SOP_PHASE
};

constexpr std::size_t phase_count = std::size(phase_rows);

struct PhaseTime {
  std::uint64_t nanos = 0;  // without the phases inside it
  std::uint64_t times = 0;  // how often it began
  std::uint64_t rows = 0;   // where rows mean something
};

// Of one declaration, over all threads.
struct Cost {
  std::uint64_t nanos = 0;
  std::uint64_t rows = 0;    // it was evaluated for
  std::uint64_t events = 0;  // that were folded for its aggregates

  void add(const Cost& more) { nanos += more.nanos, rows += more.rows, events += more.events; }
};

struct NamedCost {
  std::string kind, name;  // "segment", "at_risk"; see runtime/eval/owners.h
  Cost cost;
};

// Phases belong to the one thread that walks through them; what other threads do meanwhile is that phase's time.
class Profile {
 public:
  // Nanoseconds since some instant; never goes back; asked by several threads.
  using Clock = std::uint64_t (*)();

  explicit Profile(Clock now_of) : clock_(now_of), began_(now_of()), last_(began_) {}

  Clock clock() const { return clock_; }
  std::uint64_t now() const { return clock_(); }
  std::uint64_t elapsed() const { return clock_() - began_; }

  // Until `end`. What begins inside it is not its own time.
  void begin(Phase phase);
  void end();
  void add_rows(Phase phase, std::uint64_t rows) { of(phase).rows += rows; }

  // In the order in which they are first named.
  void add(std::string_view kind, std::string_view name, const Cost& cost);

  const PhaseTime& time_of(Phase phase) const { return phases_[static_cast<std::size_t>(phase)]; }
  const std::vector<NamedCost>& costs() const { return costs_; }

 private:
  PhaseTime& of(Phase phase) { return phases_[static_cast<std::size_t>(phase)]; }
  void charge_open();

  Clock clock_;
  std::uint64_t began_, last_;
  std::array<PhaseTime, phase_count> phases_{};
  std::vector<Phase> open_;
  std::vector<NamedCost> costs_;
  std::map<std::pair<std::string, std::string>, std::size_t, std::less<>> place_of_;
};

// A phase for as long as the object lives; nothing where nobody watches.
class InPhase {
 public:
  InPhase(Profile* profile, Phase phase) : profile_(profile) {
    if (profile_ != nullptr) profile_->begin(phase);
  }
  ~InPhase() {
    if (profile_ != nullptr) profile_->end();
  }
  InPhase(const InPhase&) = delete;
  InPhase& operator=(const InPhase&) = delete;

 private:
  Profile* profile_;
};

}  // namespace sop
