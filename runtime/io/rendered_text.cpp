#include "runtime/io/rendered_text.h"

namespace sop {
namespace {

// 2026-11-11T20:00:00+08:00 as 2026-11-11 20:00.
std::string minutes_of(const std::string& instant) {
  if (instant.size() < 16) return instant;
  return instant.substr(0, 10) + " " + instant.substr(11, 5);
}

// An instant without its offset, a member by its label, all else as in every output.
std::string said(const Program& program, const ColumnData& column, std::size_t row, const PrintContext& print) {
  if (column.type.is(TypeKind::enumeration) && column.is_known(row)) {
    const Enumeration& list = program.enumerations[column.type.enumeration.index()];
    const auto member = static_cast<std::size_t>(column.whole[row]);
    return list.label_of(member).empty() ? list.members[member] : list.label_of(member);
  }
  std::string value;
  print_value(column, row, print, value);
  return column.type.is(TypeKind::datetime) ? minutes_of(value) : value;
}

}  // namespace

std::string rendered_text(const Program& program, const MessageText& text, const std::vector<ColumnData>& columns,
                          std::size_t row, const PrintContext& print, std::size_t& at) {
  std::string out;
  for (const TextPart& part : text.parts) {
    out += part.literal;
    if (!part.slot.exists()) continue;
    const ColumnData& column = columns[at++];
    out += part.instead && !column.is_known(row) ? *part.instead : said(program, column, row, print);
  }
  return out;
}

}  // namespace sop
