#include "runtime/explain/outcome_words.h"

#include <fmt/format.h>

#include <optional>

#include "compiler/diagnostics/width.h"
#include "runtime/explain/sentences.h"

namespace sop {
namespace {

struct Word {
  std::string_view kept;
  const char *en, *zh;
};

constexpr Word outcomes[] = {{"suppressed", "suppressed", "屏蔽"},
                             {"forbidden", "forbidden", "禁止"},
                             {"skipped", "skipped", "跳过"},
                             {"capped", "capped", "超限"},
                             {"held_out", "held out", "对照组"},
                             {"over_quota", "over quota", "超出配额"},
                             {"expired", "expired", "已过期"},
                             {"late", "late", "迟到"},
                             {"ignored", "ignored", "忽略"},
                             {"not_entered", "not entered", "未进入"},
                             {"exited", "exited", "退出"},
                             {"goal", "goal", "达成目标"},
                             {"held", "held", "暂缓"},
                             {"pending", "pending", "待执行"},
                             {"sent", "sent", "已发送"},
                             {"failed", "failed", "失败"},
                             {"unknown", "unknown", "结果不明"},
                             {"done", "done", "已完成"},
                             {"refused", "refused", "被拒绝"},
                             {"staff_left", "staff left", "员工离职"},
                             {"not_a_friend", "not a friend", "不是好友"}};

constexpr Word reasons[] = {{"only if", "only if", "不满足 仅当"},
                            {"past", "the date is past", "日期已过"},
                            {"missing", "the date is unknown", "日期未知"},
                            {"used_up", "she has had all of them", "已全部用完"},
                            {"quiet hours", "quiet hours", "静默时段"},
                            {"no open hour before it expires", "no open hour before it expires", "作废前没有可发时段"},
                            {"held until it was too late", "it was held until it was too late", "暂缓到已作废"},
                            {"empty slot", "a value of the text is unknown", "正文中有未知的值"},
                            {"she is inside", "she is inside already", "已在旅程中"},
                            {"queued", "queued until she has left", "排队等她走完"},
                            {"reenter never", "reenter never", "再次进入 从不"},
                            {"cooldown", "the cooldown is not over", "冷却期未过"},
                            {"reenter max", "she has entered as often as allowed", "进入次数已达上限"},
                            {"restarted", "restarted", "重新开始"},
                            {"capped", "a cap that says `on_cap exit`", "触达上限,超限即退出"}};

// Words before what the author named.
constexpr Word openings[] = {{"goal ", "the goal {} is reached already", "目标 {} 已达成"},
                             {"exit ", "the exit {} holds already", "退出条件 {} 已成立"},
                             {"stop: ", "stopped by {}", "被 {} 结束"},
                             {"stale: ", "the input {} is too old", "输入 {} 过旧"}};

template <std::size_t n>
const Word* find(const Word (&words)[n], std::string_view kept) {
  for (const Word& word : words)
    if (word.kept == kept) return &word;
  return nullptr;
}

const char* in(const Word& word, Language language) { return language == Language::zh ? word.zh : word.en; }

// `contact: 3 per 7 days`
std::optional<std::string> cap_words(std::string_view reason, Language language) {
  constexpr Word units[] = {{"month", "", "个月"}, {"day", "", "天"}, {"hour", "", "小时"}, {"second", "", "秒"}};
  const std::size_t colon = reason.rfind(": "), per = reason.rfind(" per ");
  if (colon == std::string_view::npos || per == std::string_view::npos || per < colon) return std::nullopt;
  const std::string_view count = reason.substr(colon + 2, per - colon - 2);
  std::string_view length = reason.substr(per + 5);
  const std::string policy = visible(reason.substr(0, colon));
  if (language == Language::en)
    return fmt::format("{}: {} per {}", policy, count, length.starts_with("1 ") ? length.substr(2) : length);
  const std::size_t blank = length.find(' ');
  if (blank == std::string_view::npos) return std::nullopt;
  std::string_view unit = length.substr(blank + 1);
  if (unit.ends_with('s')) unit.remove_suffix(1);
  const Word* found = find(units, unit);
  if (found == nullptr) return std::nullopt;
  const std::string_view many = length.substr(0, blank);
  return fmt::format("{}:每{}{} {} 条", policy, many == "1" ? "" : " " + std::string(many) + " ", found->zh, count);
}

}  // namespace

std::string outcome_words(std::string_view outcome, Language language) {
  const Word* word = find(outcomes, outcome);
  return word == nullptr ? visible(outcome) : in(*word, language);
}

std::string reason_words(std::string_view reason, Language language) {
  if (const Word* word = find(reasons, reason)) return in(*word, language);
  for (const Word& opening : openings)
    if (reason.starts_with(opening.kept) && reason.size() > opening.kept.size())
      return fmt::format(fmt::runtime(in(opening, language)), "`" + visible(reason.substr(opening.kept.size())) + "`");
  constexpr std::string_view ended = ": the wait had ended";
  if (reason.ends_with(ended) && language == Language::zh)
    return visible(reason.substr(0, reason.size() - ended.size())) + ":等待已结束";
  return cap_words(reason, language).value_or(visible(reason));
}

std::string decision_words(std::string_view outcome, std::string_view reason, Language language) {
  const std::string word = outcome_words(outcome, language);
  return reason.empty() ? word : say(language, Say::outcome_reason, word, reason_words(reason, language));
}

std::string entry_words(std::string_view entered_by, Language language) {
  const auto behind = [&](std::string_view opening) -> std::optional<std::string> {
    if (!entered_by.starts_with(opening)) return std::nullopt;
    return "`" + visible(entered_by.substr(opening.size())) + "`";
  };
  if (entered_by == "enter when") return say(language, Say::entered_when);
  if (entered_by == "enter by the clock") return say(language, Say::entered_clock);
  if (const auto stream = behind("enter on ")) return say(language, Say::entered_on, *stream);
  if (const auto rule = behind("enter by ")) return say(language, Say::entered_by, *rule);
  return visible(entered_by);
}

}  // namespace sop
