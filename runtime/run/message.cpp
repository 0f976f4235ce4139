#include "runtime/run/message.h"

namespace sop {

std::vector<InstId> action_values(const Program& program, const Action& action) {
  std::vector<InstId> values;
  for (const Param& param : action.params) values.push_back(param.value);
  for_each_text(program, action, [&](const MessageText& text) {
    for (const TextPart& part : text.parts)
      if (part.slot.exists()) values.push_back(part.slot);
  });
  return values;
}

bool has_empty_slot(const Program& program, const Action& action, const std::vector<ColumnData>& values,
                    std::size_t row) {
  bool is_empty = false;
  std::size_t at = action.params.size();
  for_each_text(program, action, [&](const MessageText& text) {
    for (const TextPart& part : text.parts)
      if (part.slot.exists() && !values[at++].is_known(row) && !part.instead) is_empty = true;
  });
  return is_empty;
}

}  // namespace sop
