// Channels, templates and policies as lines of a printed program, and back.
#pragma once

#include "compiler/ir/text/reader.h"
#include "compiler/ir/text/writer.h"

namespace sop::ir_text {

void print_contacts(Writer& out);

void read_channel(Reader& in, Program& program);
void read_quota(Reader& in, Program& program);          // of the last channel
void read_channel_hours(Reader& in, Program& program);  // of the last channel
void read_template(Reader& in, Program& program);
void read_template_hours(Reader& in, Program& program);  // of the last template
void read_cap(Reader& in, Program& program);
void read_quiet(Reader& in, Program& program);
void read_holdout(Reader& in, Program& program);
void read_priority(Reader& in, Program& program);

}  // namespace sop::ir_text
