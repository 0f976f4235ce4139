// How large things may be: every limit of the language and of its inputs, one row each. At the limit all is well, one
// more is a finding with a name; nothing is ever cut off in silence. docs/limits.md is the same list for people.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace sop::limits {

// SOP_LIMIT(id, value, what it limits and how much that is, the same in Chinese): "the {what} is larger than {much}".
// clang-format off
#define SOP_LIMITS                                                                                                   \
  SOP_LIMIT(source_bytes, 1 << 20, "source file", "1 MiB", "源文件", "1 MiB")                                        \
  SOP_LIMIT(program_bytes, 16 << 20, "program", "16 MiB", "程序", "16 MiB")                                          \
  SOP_LIMIT(use_depth, 16, "chain of files that use files", "16 files", "文件引用的层数", "16 层")                                            \
  SOP_LIMIT(used_files, 256, "list of files used", "256 files", "引用的文件", "256 个")                                                       \
  SOP_LIMIT(nesting, 200, "nesting", "200 levels", "嵌套", "200 层")                                                 \
  SOP_LIMIT(nodes, 200'000, "program", "200,000 nodes", "程序", "200,000 个节点")                                    \
  SOP_LIMIT(depth, 20'000, "chain of facts and operators", "20,000 links", "事实与运算的链条", "20,000 环")          \
  SOP_LIMIT(operands, 2'000'000, "program", "2,000,000 operands", "程序", "2,000,000 个运算数")                       \
  SOP_LIMIT(awareness_steps, 500'000, "way through facts under a negation", "500,000 steps", "否定之下经由事实的路径", "500,000 步") \
  SOP_LIMIT(name_bytes, 255, "name", "255 B", "名称", "255 B")                                                       \
  SOP_LIMIT(text_bytes, 64 << 10, "text", "64 KiB", "文本", "64 KiB")                                                \
  SOP_LIMIT(list_values, 10'000, "list", "10,000 values", "列表", "10,000 个值")                                     \
  SOP_LIMIT(columns, 2'000, "table", "2,000 columns", "表", "2,000 列")                                              \
  SOP_LIMIT(facts, 2'000, "program", "2,000 facts", "程序", "2,000 个事实")                                          \
  SOP_LIMIT(pattern_bytes, 1 << 10, "pattern", "1 KiB", "正则", "1 KiB")                                             \
  SOP_LIMIT(pattern_compiled_bytes, 1 << 20, "compiled pattern", "1 MiB", "编译后的正则", "1 MiB")                   \
  SOP_LIMIT(shown_findings, 50, "list of findings printed", "50", "打印的问题", "50 条")                             \
  SOP_LIMIT(kept_findings, 10'000, "list of findings kept", "10,000", "保留的问题", "10,000 条")                     \
  SOP_LIMIT(unpacked_ratio, 200, "unpacked file", "200 times its size", "解压后的文件", "原大小的 200 倍")           \
  SOP_LIMIT(unpacked_bytes, 1 << 30, "unpacked file", "1 GiB", "解压后的文件", "1 GiB")
// clang-format on

enum class Id : std::uint8_t {
#define SOP_LIMIT(id, value, what, much, what_zh, much_zh) id,
  SOP_LIMITS
#undef SOP_LIMIT
};

#define SOP_LIMIT(id, value, what, much, what_zh, much_zh) inline constexpr std::int64_t id = value;
SOP_LIMITS
#undef SOP_LIMIT

struct Row {
  std::string_view id;
  std::int64_t value;
  std::string_view what, much, what_zh, much_zh;
};

inline constexpr Row rows[] = {
#define SOP_LIMIT(id, value, what, much, what_zh, much_zh) {#id, value, what, much, what_zh, much_zh},
    SOP_LIMITS
#undef SOP_LIMIT
};

constexpr const Row& row_of(Id id) { return rows[static_cast<std::size_t>(id)]; }

template <typename Count>
constexpr bool exceeded(Count count, std::int64_t limit) {
  return static_cast<std::uint64_t>(count) > static_cast<std::uint64_t>(limit);
}

}  // namespace sop::limits
