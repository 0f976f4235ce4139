// What a person is told belongs at a place, where a list of keywords would be noise.
#pragma once

#include <cstdint>
#include <string_view>

namespace sop::grammar {

#define SOP_LABELS                                                                                     \
  SOP_LABEL(name, "a name", "名称")                                                                    \
  SOP_LABEL(value, "a value", "一个值")                                                                \
  SOP_LABEL(operand, "a name or a value", "名称或值")                                                  \
  SOP_LABEL(condition, "a condition", "一个条件")                                                      \
  SOP_LABEL(declaration, "a declaration", "一条声明")                                                  \
  SOP_LABEL(action, "an action", "一个动作")                                                           \
  SOP_LABEL(step, "a journey step", "一个旅程步骤")                                                    \
  SOP_LABEL(type, "a type", "一个类型")                                                                \
  SOP_LABEL(duration, "a duration such as `7 days`", "时长,如 `7天`")                                  \
  SOP_LABEL(column, "a column", "一列")                                                                \
  SOP_LABEL(arm, "an arm", "一个分支")                                                                 \
  SOP_LABEL(cell, "a cell", "一个单元格")                                                              \
  SOP_LABEL(result, "a name, a literal or a parenthesised expression", "名称、字面量或带括号的表达式") \
  SOP_LABEL(trigger, "a trigger", "一个触发条件")                                                      \
  SOP_LABEL(clause, "a clause", "一个子句")                                                            \
  SOP_LABEL(role, "a role", "一个角色")                                                                \
  SOP_LABEL(unit, "a unit such as `days`", "单位,如 `天`")                                             \
  SOP_LABEL(window, "a window such as `within 7 days`", "时间窗,如 `近 7天`")

enum class Label : std::uint16_t {
#define SOP_LABEL(id, en, zh) id,
  SOP_LABELS
#undef SOP_LABEL
};

inline std::string_view label_words(Label label, bool zh) {
  struct Row {
    std::string_view en, zh;
  };
  static constexpr Row rows[] = {
#define SOP_LABEL(id, en, zh) {en, zh},
      SOP_LABELS
#undef SOP_LABEL
  };
  const Row& row = rows[static_cast<std::size_t>(label)];
  return zh ? row.zh : row.en;
}

}  // namespace sop::grammar
