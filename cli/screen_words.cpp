#include "cli/screen_words.h"

#include <algorithm>
#include <utility>

#include "grammar/keywords.h"
#include "runtime/explain/outcome_words.h"

namespace sop::cli {
namespace {

constexpr std::pair<std::string_view, std::string_view> headings[] = {
    {"customer_id", "客户号"}, {"verb", "动作"},          {"object", "对象"},  {"source", "来源"},
    {"step", "步骤"},          {"channel", "渠道"},       {"staff", "员工"},   {"due_at", "应发时间"},
    {"reason", "原因"},        {"group", "标签组"},       {"tag", "标签"},     {"change", "变化"},
    {"until", "持有至"},       {"name", "名称"},          {"count", "人数"},   {"at", "时间"},
    {"outcome", "结果"},       {"stage", "筛选"},         {"builtin", "函数"}, {"place", "位置"},
    {"evaluations", "次数"},   {"first_customer", "首例"}};

constexpr std::pair<std::string_view, std::string_view> changes[] = {
    {"add", "新增"}, {"remove", "移除"}, {"expire", "到期"}, {"refresh", "续期"}};

template <class Rows>
std::string found_in(const Rows& rows, std::string_view word) {
  const auto found = std::ranges::find(rows, word, &std::pair<std::string_view, std::string_view>::first);
  return std::string(found == std::end(rows) ? word : found->second);
}

std::string verb_in_chinese(std::string_view verb) {
  const auto found = std::ranges::find(keywords(), verb, &Keyword::id);
  return std::string(found == keywords().end() || found->zh.empty() ? verb : found->zh);
}

}  // namespace

std::string heading_in(std::string_view column, Language language) {
  return language == Language::zh ? found_in(headings, column) : std::string(column);
}

std::string word_in(std::string_view column, const std::string& value, Language language) {
  if (language != Language::zh) return value;
  if (column == "verb") return verb_in_chinese(value);
  if (column == "change") return found_in(changes, value);
  if (column == "outcome") return outcome_words(value, language);
  return value;
}

}  // namespace sop::cli
