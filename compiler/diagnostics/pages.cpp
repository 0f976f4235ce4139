#include "compiler/diagnostics/pages.h"

#include <algorithm>

namespace sop {

std::optional<std::string_view> diagnostic_page(std::string_view code) {
  const std::span<const DiagnosticPage> pages = diagnostic_pages();
  const auto found =
      std::find_if(pages.begin(), pages.end(), [&](const DiagnosticPage& page) { return page.code == code; });
  if (found == pages.end()) return std::nullopt;
  return found->text;
}

std::string_view part_of_page(std::string_view page, Language language) {
  const std::size_t chinese = page.find("\n## 中文\n");
  if (chinese == std::string_view::npos) return page;
  return language == Language::zh ? page.substr(chinese + 1) : page.substr(0, chinese);
}

}  // namespace sop
