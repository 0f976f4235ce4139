// The result of a run as tables to be written or shown (cli.md "Output of run").
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "runtime/io/output_table.h"
#include "runtime/run/outbox.h"
#include "runtime/run/run.h"

namespace sop {

struct RunView {
  const Program* program = nullptr;
  const Dataset* dataset = nullptr;
  const RunResult* result = nullptr;
  ZoneRules zone;
};

// Some rows of a table: those from `first` on, before `last`.
struct RowRange {
  std::size_t first = 0, last = SIZE_MAX;

  std::size_t end(std::size_t rows) const { return std::min(last, rows); }
};

std::vector<OutboxRow> outbox_rows(const RunView& view);
// Contacts of rules that wait, as the store keeps them: what they say is rendered.
void write_held(const RunView& view, JourneyMemory& memory);
OutputTable actions_table(const RunView& view, RowRange range = {});
OutputTable tags_table(const RunView& view, RowRange range = {});
// `selected`: none of them means all.
OutputTable facts_table(const RunView& view, const std::vector<std::string>& selected, RowRange range = {});
OutputTable segments_table(const RunView& view);
OutputTable stages_table(const RunView& view);  // who is left after each stage of an ordered filter
OutputTable issues_table(const RunView& view);
OutputTable decisions_table(const RunView& view, RowRange range = {});

std::string_view change_word(TagChange change);  // add, remove, expire, refresh

// "orders.sop:12:8": where an issue comes from.
std::string place_of(const Program& program, Span span);

// What to say of a run that asked for a year without a lunar table.
std::string gap_line(const Program& program, const TableGap& gap, bool zh);

}  // namespace sop
