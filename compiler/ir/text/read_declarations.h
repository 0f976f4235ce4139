// One reading function per kind of line of a printed program.
#pragma once

#include "compiler/ir/text/reader.h"

namespace sop::ir_text {

void read_project(Reader& in, Program& program);
void read_file(Reader& in, Program& program);
void read_enumeration(Reader& in, Program& program);
void read_input(Reader& in, Program& program);
void read_column(Reader& in, Program& program);  // of the last input
void read_population(Reader& in, Program& program);
void read_identity(Reader& in, Program& program);
void read_calendar(Reader& in, Program& program);
void read_rule_of_calendar(Reader& in, Program& program);
void read_fact(Reader& in, Program& program);
void read_rule(Reader& in, Program& program);
void read_trigger(Reader& in, Program& program);
void read_clock(Reader& in, Program& program);
void read_history(Reader& in, Program& program);  // of the last rule
void read_action(Reader& in, Program& program);
void read_next_of(Reader& in, Program& program);
void read_coupon(Reader& in, Program& program);
void read_list(Reader& in, Program& program);
void read_kept(Reader& in, Program& program);
void read_journey(Reader& in, Program& program);
void read_entry(Reader& in, Program& program);
void read_goal(Reader& in, Program& program);
void read_exit(Reader& in, Program& program);
void read_step(Reader& in, Program& program);
void read_arm(Reader& in, Program& program);  // of the last rule
void read_guard(Reader& in, Program& program);
void read_message(Reader& in, Program& program);
void read_assumption(Reader& in, Program& program);
void read_later(Reader& in, Program& program);

void read_stage(Reader& in, Program& program);
void read_distribution(Reader& in, Program& program);
void read_aggregate(Reader& in, Program& program);
void read_inst(Reader& in, Program& program);
void read_probe(Reader& in, Program& program);

// What the names of a program's lines are, before any line is read: lines may name what comes later.
Names declared_names(std::string_view text);

}  // namespace sop::ir_text
