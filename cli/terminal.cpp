#include "cli/terminal.h"

#include <fmt/format.h>

#include <unistd.h>

#include <cstdio>
#include <cstdlib>

namespace sop::cli {

bool is_terminal(int descriptor) { return isatty(descriptor) == 1; }

bool colour_wanted(int descriptor) { return is_terminal(descriptor) && std::getenv("NO_COLOR") == nullptr; }

Language language_of(const std::string& option) {
  if (!option.empty()) return option == "zh" ? Language::zh : Language::en;
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = std::getenv(name);
    if (value != nullptr && *value != '\0')
      return std::string_view(value).starts_with("zh") ? Language::zh : Language::en;
  }
  return Language::en;
}

void say(std::string_view line) { fmt::print(stdout, "{}\n", line); }
void complain(std::string_view line) { fmt::print(stderr, "{}\n", line); }

}  // namespace sop::cli
