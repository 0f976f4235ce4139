#include "runtime/io/identity_report.h"

#include <fmt/format.h>

namespace sop {

std::vector<std::string> identity_lines(const IdentityReport& report, Language language) {
  const bool zh = language == Language::zh;
  std::vector<std::string> lines;
  const auto say = [&](const char* en, const char* zh_text, const auto&... args) {
    lines.push_back(fmt::format(fmt::runtime(zh ? zh_text : en), report.name, args...));
  };
  if (report.name.empty()) return lines;
  say("{}: accounts {}, customers {}, of them with several accounts {}",
      "{}:账号 {} 个,客户 {} 位,其中有多个账号的 {} 位", report.accounts, report.customers, report.joined);
  if (report.unresolved > 0) say("{}: accounts of no customer: {}", "{}:不属于任何客户的账号:{} 个", report.unresolved);
  for (const CrowdedKey& key : report.crowded)
    say("{}: values of `{}` held by more than {} accounts, which join nobody: {} (accounts: {})",
        "{}:`{}` 中超过 {} 个账号相同的取值,不据此合并:{} 个(涉及账号 {} 个)", key.column, key.at_most, key.values,
        key.rows);
  if (report.contradictions > 0) {
    std::string places;
    for (const std::string& place : report.contradicting) places += (places.empty() ? "" : ", ") + place;
    if (report.contradictions > report.contradicting.size()) places += ", …";
    say("{}: accounts that share a strong key and contradict each other in another, and join nobody: {} ({})",
        "{}:一个强主键相同而另一个矛盾、不予合并的账号:{} 个({})", report.contradictions, places);
  }
  if (report.weak_contradictions > 0)
    say("{}: values of weak keys that would join accounts whose strong keys differ, and join nobody: {}",
        "{}:会合并强主键不同的账号、不据此合并的弱主键取值:{} 个", report.weak_contradictions);
  return lines;
}

}  // namespace sop
