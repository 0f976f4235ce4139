#include "runtime/run/firing_number.h"

#include <fmt/format.h>

#include <algorithm>

namespace sop {

std::string cell_text(const ColumnData& column, std::size_t row, const TextPool& pool) {
  if (column.rows == 0 || !column.is_known(row)) return "";
  switch (physical_of(column.type.kind)) {
    case Physical::whole: return std::to_string(column.whole[row]);
    case Physical::real: return fmt::format("{}", column.real[row]);
    case Physical::code: return std::string(pool.text(column.codes[row]));
    case Physical::bit: return bit_at(column.bits, row) ? "1" : "0";
  }
  return "";
}

std::string FiringNumbers::of(const Frame& frame, std::size_t frame_row) const {
  if (!frame.stream.exists()) return std::to_string(frame.as_of_at(frame_row));
  const Input& input = program_.inputs[frame.stream.index()];
  const TableData& events = dataset_.inputs[frame.stream.index()];
  const std::uint32_t row = frame.event[frame_row];
  if (input.id >= 0) return cell_text(events.columns[static_cast<std::size_t>(input.id)], row, *dataset_.pool);
  const auto text_of = [&](std::uint32_t which) {
    std::string out = std::to_string(events.time_us[which]);
    for (std::size_t c = 0; c < input.columns.size(); ++c)
      if (!input.columns[c].file_name.empty()) out += "\x1e" + cell_text(events.columns[c], which, *dataset_.pool);
    return out;
  };
  const std::string out = text_of(row);
  int number = 1;  // rows of one instant stand together
  for (std::uint32_t other = row; other > events.begin[events.customer[row]]; --other) {
    if (events.time_us[other - 1] != events.time_us[row]) break;
    number += text_of(other - 1) == out ? 1 : 0;
  }
  return out + "\x1e" + std::to_string(number);
}

std::string FiringNumbers::of(const Rule& rule, const Frame& frame, std::size_t row) const {
  std::string out = of(frame, row);
  if (rule.triggers.size() > 1)
    out = (frame.stream.exists() ? program_.inputs[frame.stream.index()].name : "clock") + "\x1e" + out;
  return named_like_a_journey(program_, rule) ? "rule\x1e" + out : out;
}

bool named_like_a_journey(const Program& program, const Rule& rule) {
  return std::ranges::any_of(program.journeys, [&](const Journey& one) { return one.name == rule.name; });
}

}  // namespace sop
