// The conditions of a program and the atoms they are made of, as coverage counts them: facts, rules, journeys, policies
// and templates. An atom is a condition as somebody wrote it; the inside of aggregates stays closed.
#pragma once

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "compiler/ir/program.h"

namespace sop {

// Who asks a condition, which tells what a test needs to have it asked.
enum class AskedBy : std::uint8_t { fact, rule, entry, journey, contact };

// One condition as the run asks it: an instruction that it hands to the evaluator.
struct TestedCondition {
  InstId root;
  AskedBy by = AskedBy::fact;
  std::uint32_t owner = 0;  // fact: into Program::facts (of a history: any); rule: into Program::rules; entry, journey:
                            // into Program::journeys
  InputId stream;           // of whose events it is asked; or none
  InstId gate;              // where this is false the answer does not matter: an entry's `where` before its `if`
  std::int32_t guard = -1;  // contact: into Program::guards
  std::int32_t cap = -1;    // contact: into Contacts::caps
};

// In one order: facts, rules, journeys, contacts.
std::vector<TestedCondition> conditions_of(const Program& program);

// What tells an atom apart, in any rewriting of the program: its place, and the tag asked for, where one place asks for
// several.
using AtomKey = std::tuple<Span, bool, std::string>;

// A window or `between` is several instructions of one place: all or any of them.
struct ConditionAtom {
  AtomKey key;
  bool all = true;
  bool negated = false;  // it stands under an odd number of `not`
  std::vector<InstId> parts;
};

std::vector<ConditionAtom> atoms_of(const Program& program, const TestedCondition& condition);

// Could `expect (…)` ask it of a customer? Not what reads an event or what a journey keeps.
bool is_of_customer(const Program& program, InstId atom);

}  // namespace sop
