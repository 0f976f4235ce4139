#include "cli/untold.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/column_words.h"

namespace sop::cli {
namespace {

bool has_instants(const InferredInput& input) {
  return std::ranges::find(input.columns, TypeKind::datetime, &InferredColumn::kind) != input.columns.end();
}

bool may_refuse(const InferredColumn& column) {
  const bool answers =
      column.kind == TypeKind::boolean || column.kind == TypeKind::integer || column.kind == TypeKind::text;
  return answers && has_word(column, refusal_words);
}

bool sends(const Program& program) {
  return !program.journeys.empty() || std::ranges::any_of(program.rules, [](const Rule& rule) {
    return std::ranges::any_of(rule.actions, [](const Action& action) { return action.verb == Verb::send; });
  });
}

bool is_read(const Program& program, const InferredColumn& column) {
  const Input& population = program.inputs[program.population.index()];
  const Column* read = population.find(column.name);
  return read != nullptr && read->used;
}

}  // namespace

std::vector<std::string> untold_lines(const Program& program, const std::vector<InferredInput>& inputs,
                                      Language language) {
  const bool zh = language == Language::zh;
  std::vector<std::string> out;
  if (program.project.timezone.empty() && std::ranges::any_of(inputs, has_instants))
    out.emplace_back(zh ? "时间按 UTC 读取:没有 `项目` 写明时区,如 `项目 我的店 { 时区 \"Asia/Shanghai\" }`"
                        : "times are read as UTC: no `project` names their zone, as in `project shop { timezone "
                          "\"Asia/Shanghai\" }`");
  if (!sends(program) || !program.population.exists()) return out;
  for (const InferredInput& input : inputs) {
    if (input.kind != InputKind::population) continue;
    for (const InferredColumn& column : input.columns)
      if (may_refuse(column) && !is_read(program, column))
        out.push_back(fmt::format(
            fmt::runtime(
                zh ? "`{}` 像是拒收标记,而程序没有问它:拒收的人也会收到。`sopc init` 写出声明,可在其中加 `同意项` "
                     "与 `屏蔽`"
                   : "`{}` looks like a refusal, and the program does not ask it: those who refused are written "
                     "to as well. `sopc init` writes the declarations in which it can be `consent`"),
            column.name));
  }
  return out;
}

}  // namespace sop::cli
