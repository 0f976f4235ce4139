// How much the analysis tries before it leaves a question undecided. Counts, never seconds: the same program gives the
// same verdicts on every machine. What is undecided is told as such or not at all, never as proven.
#pragma once

#include <cstdint>

namespace sop::effort {

inline constexpr std::int64_t formulas = 200'000;        // parts of conditions, of a whole program
inline constexpr std::int64_t question_parts = 4'000;    // parts of one question
inline constexpr std::int64_t question_atoms = 200'000;  // atoms of one variable, times the cuts they make
inline constexpr std::size_t models = 64;                // customers looked at for one that surely can exist
inline constexpr std::int64_t customers = 30'000;        // customers written down and tried, of a whole program
inline constexpr std::size_t arms = 200;                 // of one declaration; more are not compared with each other
inline constexpr std::size_t windows = 100;              // of events; of more none is known to lie in another
inline constexpr std::size_t known = 50;                 // conditions that are remembered along the steps of a journey
inline constexpr std::size_t module_uses = 100;          // bodies of modules, as a use reads them
inline constexpr std::size_t open_questions = 2'000;     // of a program that are named; more are open like them

// Of messages that several send together: rules and journeys that are looked at, and of one occasion; their starts;
// those of which it is asked who gets all; windows of which that is asked; questions; contacts added up.
inline constexpr std::size_t all_senders = 2'000, senders = 200, starts = 300'000, together = 24;
inline constexpr std::size_t together_windows = 300, together_questions = 400;
inline constexpr std::int64_t together_sums = 5'000'000;
inline constexpr int expression_depth = 100;  // values below this are one unknown

inline constexpr std::int64_t solver_terms = 20'000;  // of one question, made of values; beyond them all is unknown

// Steps of the search, of one question and of a whole program.
struct Steps {
  std::int64_t question = 0, program = 0;
};
inline constexpr Steps full{200'000, 12'000'000};
inline constexpr Steps fast{20'000, 1'000'000};

// Of the second layer (compiler/solver), in what its library counts by itself, and in terms made.
struct Solving {
  std::int64_t question = 0, program = 0, terms = 0;
};
inline constexpr Solving solving{40'000, 400'000, 400'000};

}  // namespace sop::effort
