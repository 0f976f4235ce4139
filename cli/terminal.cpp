#include "cli/terminal.h"

#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "compiler/diagnostics/width.h"

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

// Names of files and words of the command line stand in it: what is not plainly visible is shown by its number.
void complain(std::string_view line) {
  std::string out;
  for (std::size_t begin = 0; begin <= line.size();) {
    const std::size_t end = std::min(line.find('\n', begin), line.size());
    out += visible(line.substr(begin, end - begin)) + "\n";
    begin = end + 1;
  }
  fmt::print(stderr, "{}", out);
}

}  // namespace sop::cli
