// Triggers and actions of two versions as comparable text: equal text, equal meaning. What they read is named by the
// numbers of its instructions in the program that holds both.
#pragma once

#include "compiler/diff/versions.h"

namespace sop {

enum class Version : bool { old, now };

// Without the trigger's `where`, which is compared as a condition.
std::string canonical(Versions& versions, Version version, const Trigger& trigger);
std::string canonical(Versions& versions, Version version, const Action& action);

// Pairs of triggers in order: how they differ, if they do. `was`, `is`: as they are written.
void compare_triggers(Versions& versions, const std::vector<Trigger>& old, const std::vector<Trigger>& now,
                      DiffPart part, DiffEntry& out, std::string was = "", std::string is = "");
// What was done and is done: each that only one version has.
void compare_actions(Versions& versions, const std::vector<Action>& old, const std::vector<Action>& now,
                     DiffEntry& out);

void add_part(DiffEntry& out, PartDiff part);
// Nothing where they mean the same.
void add_condition(DiffEntry& out, DiffPart part, const ConditionDiff& diff, std::string was = "",
                   std::string now = "");

}  // namespace sop
