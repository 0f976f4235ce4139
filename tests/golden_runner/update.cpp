#include "tests/golden_runner/update.h"

#include <algorithm>

namespace sop::golden {
namespace {

// One backtick more than the longest run that begins a line of the content.
std::string fence_for(std::string_view content) {
  std::size_t longest = 2;
  for (std::size_t begin = 0; begin < content.size();) {
    const std::size_t end = std::min(content.find('\n', begin), content.size());
    const std::string_view line = content.substr(begin, end - begin);
    longest = std::max(longest, std::min(line.find_first_not_of('`'), line.size()));
    begin = end + 1;
  }
  return std::string(longest + 1, '`');
}

std::string block(const Section& section, const std::string& content) {
  const std::string fence = fence_for(content);
  std::string out = fence + section.info + "\n" + content;
  if (!content.empty() && content.back() != '\n') out += '\n';
  return out + fence + "\n";
}

}  // namespace

std::string updated(const Case& golden, const std::vector<NewContent>& contents) {
  std::string out;
  std::size_t done = 0;
  for (const Section& section : golden.sections) {
    const auto found =
        std::find_if(contents.begin(), contents.end(), [&](const NewContent& n) { return n.section == &section; });
    if (found == contents.end()) continue;
    out += golden.text.substr(done, section.block_begin - done);
    if (!out.ends_with('\n')) out += '\n';
    out += block(section, found->content);
    done = section.block_end;
  }
  return out + golden.text.substr(done);
}

}  // namespace sop::golden
