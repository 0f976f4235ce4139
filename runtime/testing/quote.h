// How reports of tests quote the program: places, and conditions as their author wrote them.
#pragma once

#include <string>

#include "runtime/testing/report.h"

namespace sop {

bool zh(const TestView& view);
const SourceBuffer& source_of(const TestView& view, Span span);
std::uint32_t line_of(const TestView& view, Span span);
std::string place_of(const TestView& view, Span span);  // `tags.sop:12`

// The source on one line.
std::string written(const TestView& view, Span span);

// A row of a test, with `***` for what stands in `pii` columns.
std::string written_row(const TestView& view, const TestRow& row);

// As the condition would be asked for; empty where the author wrote none: `any` in a cell, the list a tag comes from.
std::string condition_text(const TestView& view, InstId inst, Span span);

}  // namespace sop
