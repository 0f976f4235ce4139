#include "runtime/journeys/kept_names.h"

namespace sop {

std::map<std::string, std::int32_t> names_of_kept(const Program& program, const Journey& journey) {
  std::map<std::string, std::int32_t> out;
  const auto add = [&](const std::string& whose, const std::vector<std::int32_t>& places) {
    for (const std::int32_t index : places) {
      const Kept& kept = program.kept[static_cast<std::size_t>(index)];
      std::string name = whose + "/" + std::to_string(static_cast<int>(kept.type.kind)) + "/";
      for (const InstId value : kept.values)
        if (value.exists() && program.at(value).kind == InstKind::column) {
          const Inst& column = program.at(value);
          name += program.inputs[static_cast<std::size_t>(column.a)].columns[static_cast<std::size_t>(column.b)].name;
          break;
        }
      if (kept.values.empty()) name += "the instant";
      for (std::string one = name; !out.try_emplace(one, index).second;) one += "+";  // the next one of its kind
    }
  };
  add("", journey.kept);
  for (const JourneyStep& step : journey.steps)
    for (const StepArm& arm : step.arms) add(step.identity + "/" + arm.name, arm.kept);
  return out;
}

std::map<std::int32_t, Cell> carried(const std::map<std::int32_t, Cell>& kept,
                                     const std::map<std::string, std::int32_t>& from,
                                     const std::map<std::string, std::int32_t>& to) {
  std::map<std::int32_t, Cell> out;
  for (const auto& [name, index] : from)
    if (const auto cell = kept.find(index); cell != kept.end())
      if (const auto here = to.find(name); here != to.end()) out[here->second] = cell->second;
  return out;
}

}  // namespace sop
