// The lines of reports and funnels in a program's text.
#pragma once

#include "compiler/ir/text/reader.h"
#include "compiler/ir/text/writer.h"

namespace sop::ir_text {

void print_reports(Writer& out);
void read_funnel(Reader& in, Program& program);
void read_funnel_step(Reader& in, Program& program);
void read_report(Reader& in, Program& program);
void read_facet(Reader& in, Program& program);
void read_measure(Reader& in, Program& program);
void read_credit(Reader& in, Program& program);
void read_touch(Reader& in, Program& program);
void read_alert_action(Reader& in, Program& program);
void read_alert_part(Reader& in, Program& program);
void read_report_item(Reader& in, Program& program);

}  // namespace sop::ir_text
