// What people call their time zone, and what the zone database does.
#include "compiler/check/checker.h"
#include "compiler/diagnostics/suggest.h"

namespace sop {

void Checker::report_zone(const std::string& word, Span span) {
  static constexpr std::pair<std::string_view, std::string_view> called[] = {
      {"北京时间", "Asia/Shanghai"},
      {"北京", "Asia/Shanghai"},
      {"中国", "Asia/Shanghai"},
      {"中国时间", "Asia/Shanghai"},
      {"中国标准时间", "Asia/Shanghai"},
      {"上海", "Asia/Shanghai"},
      {"东八区", "Asia/Shanghai"},
      {"beijing", "Asia/Shanghai"},
      {"asia/beijing", "Asia/Shanghai"},
      {"shanghai", "Asia/Shanghai"},
      {"china", "Asia/Shanghai"},
      {"cst", "Asia/Shanghai"},
      {"utc+8", "Asia/Shanghai"},
      {"utc+08:00", "Asia/Shanghai"},
      {"utc+08", "Asia/Shanghai"},
      {"gmt+8", "Asia/Shanghai"},
      {"gmt+08:00", "Asia/Shanghai"},
      {"+08:00", "Asia/Shanghai"},
      {"+8", "Asia/Shanghai"},
      {"香港", "Asia/Hong_Kong"},
      {"hong kong", "Asia/Hong_Kong"},
      {"台北", "Asia/Taipei"},
      {"东京", "Asia/Tokyo"},
      {"tokyo", "Asia/Tokyo"},
      {"新加坡", "Asia/Singapore"},
      {"singapore", "Asia/Singapore"},
      {"new york", "America/New_York"},
      {"london", "Europe/London"},
      {"berlin", "Europe/Berlin"},
      {"paris", "Europe/Paris"},
  };
  std::string lower;
  for (char c : word) lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  auto& found = report(Code::S2029, span, {word});
  for (const auto& [name, zone] : called)
    if (name == lower) found.fix(Phrase::did_you_mean, {std::string(zone)}, {{span, "\"" + std::string(zone) + "\""}});
  if (!found.fixes.empty()) return;
  std::vector<std::string_view> known;
  for (const auto& row : called) known.push_back(row.second);
  if (const auto best = did_you_mean(word, known))
    found.fix(Phrase::did_you_mean, {std::string(*best)}, {{span, "\"" + std::string(*best) + "\""}});
}

}  // namespace sop
