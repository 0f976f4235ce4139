#include "runtime/run/message.h"

namespace sop {

std::vector<InstId> action_values(const Program& program, const Action& action) {
  std::vector<InstId> values;
  for (const Param& param : action.params) values.push_back(param.value);
  if (action.message >= 0)
    for (const TextPart& part : program.texts[static_cast<std::size_t>(action.message)].parts)
      if (part.slot.exists()) values.push_back(part.slot);
  return values;
}

bool has_empty_slot(const Program& program, const Action& action, const std::vector<ColumnData>& values,
                    std::size_t row) {
  if (action.message < 0) return false;
  std::size_t at = action.params.size();
  for (const TextPart& part : program.texts[static_cast<std::size_t>(action.message)].parts)
    if (part.slot.exists() && !values[at++].is_known(row) && !part.instead) return true;
  return false;
}

}  // namespace sop
