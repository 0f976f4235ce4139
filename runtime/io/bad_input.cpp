// The rows of bad_input.def and the sentences made from them.
#include "runtime/io/bad_input.h"

#include <fmt/format.h>

#include <string_view>

namespace sop {
namespace {

enum class Scope : std::uint8_t { row, whole };

struct FaultRow {
  int exit_code;
  Scope scope;
  std::string_view en, zh;
};

constexpr FaultRow fault_rows[] = {
#define SOP_INPUT_FAULT(id, exit_code, scope, en, zh) {exit_code, Scope::scope, en, zh},
#include "runtime/io/bad_input.def"
#undef SOP_INPUT_FAULT
};

const FaultRow& row_of(InputFault fault) { return fault_rows[static_cast<std::size_t>(fault)]; }

std::string_view expectation_en(TypeKind kind) {
  switch (kind) {
    case TypeKind::boolean:
      return "`true` or `false` (say what the file writes: `bool (true from \"yes\", false from \"no\")`)";
    case TypeKind::integer: return "a whole number";
    case TypeKind::number: return "a finite number";
    case TypeKind::money: return "an amount of money with at most 4 decimals";
    case TypeKind::date: return "a date such as 2026-11-11";
    case TypeKind::time: return "a time of day such as 15:00";
    case TypeKind::datetime: return "an instant such as 2026-11-11 20:00";
    case TypeKind::duration: return "a duration such as `7 days`";
    case TypeKind::enumeration: return "one of";
    case TypeKind::text:
    case TypeKind::id: return "text";
    case TypeKind::error: return "";
  }
  return "";
}

std::string_view expectation_zh(TypeKind kind) {
  switch (kind) {
    case TypeKind::boolean: return " `true` 或 `false`(请写明文件里的写法:`是否 (是 来自 \"Y\", 否 来自 \"N\")`)";
    case TypeKind::integer: return "整数";
    case TypeKind::number: return "有限的数";
    case TypeKind::money: return "至多 4 位小数的金额";
    case TypeKind::date: return " 2026-11-11 这样的日期";
    case TypeKind::time: return " 15:00 这样的时刻";
    case TypeKind::datetime: return " 2026-11-11 20:00 这样的时间";
    case TypeKind::duration: return "“7天”这样的时长";
    case TypeKind::enumeration: return "以下之一:";
    case TypeKind::text:
    case TypeKind::id: return "文本";
    case TypeKind::error: return "";
  }
  return "";
}

std::string expectation_of(TypeKind kind, bool en) {
  return std::string(en ? expectation_en(kind) : expectation_zh(kind));
}

std::string expectation(const BadInput& finding, Language language) {
  const bool en = language == Language::en;
  const std::string type = expectation_of(finding.expected, en);
  if (finding.detail.empty()) return type;
  if (finding.expected == TypeKind::error) return finding.detail;
  if (finding.expected == TypeKind::boolean)
    return expectation_of(TypeKind::enumeration, en) + (en ? " " : "") + finding.detail;
  if (finding.expected == TypeKind::enumeration) return type + (en ? " " : "") + finding.detail;
  return fmt::format(fmt::runtime(en ? "{} (format {})" : "{}(格式 {})"), type, finding.detail);
}

std::string other_place(const BadInput& finding, Language language) {
  return fmt::format(fmt::runtime(language == Language::en ? "{} line {}" : "{} 第 {} 行"), finding.other_file,
                     finding.other_line);
}

}  // namespace

int exit_code_of(InputFault fault) { return row_of(fault).exit_code; }
bool is_row_fault(InputFault fault) { return row_of(fault).scope == Scope::row; }

std::string text_of(const BadInput& finding, Language language) {
  const FaultRow& row = row_of(finding.fault);
  std::string meant;
  if (finding.fault == InputFault::unknown_name && !finding.detail.empty())
    meant =
        fmt::format(fmt::runtime(language == Language::en ? "; did you mean `{}`?" : ";是否想写“{}”?"), finding.detail);
  return fmt::format(fmt::runtime(language == Language::en ? row.en : row.zh),
                     fmt::arg("value", finding.masked ? "***" : finding.value), fmt::arg("column", finding.column),
                     fmt::arg("expected", expectation(finding, language)), fmt::arg("file", finding.file),
                     fmt::arg("line", finding.line), fmt::arg("other", other_place(finding, language)),
                     fmt::arg("input", finding.input)) +
         meant;
}

std::string line_of(const BadInput& finding, Language language) {
  const std::string& file = finding.file.empty() ? finding.input : finding.file;
  if (finding.line == 0) return fmt::format("{}: {}", file, text_of(finding, language));
  return fmt::format("{}:{}: {}", file, finding.line, text_of(finding, language));
}

}  // namespace sop
