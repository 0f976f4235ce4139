#include "compiler/check/lengths.h"

namespace sop {
namespace {

// The parameters of a module that is checked alone are columns of an input named like its scope, `value.`.
bool is_parameter(const Program& program, const Inst& inst) {
  return inst.kind == InstKind::column && program.inputs[static_cast<std::size_t>(inst.a)].name.ends_with('.');
}

}  // namespace

std::optional<KnownLength> known_length(Builder& build, InstId duration) {
  const Program& program = build.program();
  while (program.at(duration).kind == InstKind::fact)
    duration = program.facts[static_cast<std::size_t>(program.at(duration).a)].root;
  const Inst& inst = program.at(duration);
  if (inst.kind == InstKind::constant)
    return KnownLength{duration, unpack_duration(program.constants[static_cast<std::size_t>(inst.a)].whole)};
  if (!is_parameter(program, inst)) return std::nullopt;
  const Duration day{1, DurationUnit::days};
  return KnownLength{build.whole(TypeKind::duration, pack(day)), day};
}

std::vector<std::string> computed_length() {
  return {"a length of time written in place", "a computed one", "直接写出的时长", "计算得到的时长"};
}

}  // namespace sop
