#include "tests/golden_runner/case.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <sstream>

namespace sop::golden {
namespace {

constexpr std::array<std::string_view, 6> input_names = {"SOURCE", "BEFORE", "DATA", "FILE", "AS_OF", "ARGS"};

std::string_view trim(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return "";
  return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

// The backticks that open or close a block; longer fences hold shorter ones.
std::size_t fence_of(std::string_view line) {
  const std::size_t ticks = std::min(line.find_first_not_of('`'), line.size());
  return ticks >= 3 ? ticks : 0;
}

// Reads line by line; a heading inside a block is text.
class Reader {
 public:
  Reader(std::string path, std::string text) {
    case_.path = std::move(path);
    case_.text = std::move(text);
  }

  std::expected<Case, std::string> run() {
    const std::string_view text = case_.text;
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = std::min(text.find('\n', begin), text.size() - 1) + 1;
      ++line_;
      read_line(text.substr(begin, end - begin), begin, end);
      begin = end;
    }
    if (fence_ > 0) complain("the block is not closed", case_.sections.empty() ? line_ : case_.sections.back().line);
    finish_section();
    check();
    if (!error_.empty()) return std::unexpected(error_);
    return std::move(case_);
  }

 private:
  void read_line(std::string_view line, std::size_t begin, std::size_t end) {
    const std::string_view bare = trim(line);
    const std::size_t ticks = fence_of(line);
    if (fence_ > 0) return read_block_line(line, bare.size() == ticks ? ticks : 0, end);
    if (ticks > 0 && !case_.sections.empty() && !case_.sections.back().fenced) return open_block(bare, ticks, begin);
    if (ticks > 0) return complain("a block without its section heading", line_);
    if (bare.starts_with("## ")) return open_section(bare.substr(3), end);
    if (bare.starts_with("# ") && case_.title.empty()) case_.title = trim(bare.substr(2));
    if (!case_.sections.empty() && !bare.starts_with("# ")) plain_ += line;
  }

  void open_section(std::string_view heading, std::size_t end) {
    finish_section();
    const std::size_t blank = std::min(heading.find(' '), heading.size());
    Section section;
    section.name = heading.substr(0, blank);
    section.argument = trim(heading.substr(blank));
    section.block_begin = section.block_end = end;
    section.line = line_;
    case_.sections.push_back(std::move(section));
  }

  void open_block(std::string_view bare, std::size_t ticks, std::size_t begin) {
    Section& section = case_.sections.back();
    section.fenced = true;
    section.info = trim(bare.substr(ticks));
    section.block_begin = begin;
    fence_ = ticks;
  }

  void read_block_line(std::string_view line, std::size_t ticks, std::size_t end) {
    Section& section = case_.sections.back();
    if (ticks < fence_) {
      section.content += line;
      return;
    }
    fence_ = 0;
    section.block_end = end;
  }

  // Plain text counts only where there is no block, and only for what is given, not for what is expected.
  void finish_section() {
    if (!case_.sections.empty()) {
      Section& section = case_.sections.back();
      const std::string_view plain = trim(plain_);
      if (!section.fenced && is_input(section.name) && !plain.empty()) section.content = std::string(plain) + "\n";
    }
    plain_.clear();
  }

  void check() {
    if (case_.title.empty()) complain("no `# Title`", 1);
    std::set<std::pair<std::string, std::string>> seen;
    for (const Section& section : case_.sections) {
      if (!seen.insert({section.name, section.argument}).second) complain("a section twice", section.line);
      if (section.name == "DATA" && section.argument.empty()) complain("DATA without the table's name", section.line);
      if (section.name == "FILE" && section.argument.empty()) complain("FILE without its path", section.line);
      if (section.name == "SOURCE" && !section.fenced) complain("SOURCE without a block", section.line);
    }
    if (std::none_of(case_.sections.begin(), case_.sections.end(), [](const Section& s) { return !is_input(s.name); }))
      complain("nothing is expected", 1);
  }

  void complain(std::string_view what, std::size_t line) {
    if (error_.empty()) error_ = fmt::format("{}:{}: {}", case_.path, line, what);
  }

  Case case_;
  std::string plain_;
  std::string error_;
  std::size_t line_ = 0;
  std::size_t fence_ = 0;  // backticks of the open block, else 0
};

}  // namespace

bool is_input(std::string_view section_name) {
  return std::find(input_names.begin(), input_names.end(), section_name) != input_names.end();
}

std::expected<Case, std::string> read_case(std::string path, std::string text) {
  return Reader(std::move(path), std::move(text)).run();
}

std::vector<Case::NamedText> Case::programs_in(std::string_view section) const {
  std::vector<NamedText> out;
  for (const Section& s : sections)
    if (s.name == section) out.push_back({s.argument.empty() ? "case.sop" : s.argument, s.content});
  return out;
}

std::vector<Case::NamedText> Case::tables() const {
  std::vector<NamedText> out;
  for (const Section& s : sections)
    if (s.name == "DATA") out.push_back({s.argument, s.content});
  return out;
}

std::vector<Case::NamedText> Case::files() const {
  std::vector<NamedText> out;
  for (const Section& s : sections)
    if (s.name == "FILE") out.push_back({s.argument, s.content});
  return out;
}

std::string Case::as_of() const {
  for (const Section& s : sections)
    if (s.name == "AS_OF") return std::string(trim(s.content));
  return "";
}

std::vector<std::string> Case::args() const {
  std::vector<std::string> out;
  for (const Section& s : sections) {
    if (s.name != "ARGS") continue;
    std::istringstream words(s.content);
    for (std::string word; words >> word;) out.push_back(word);
  }
  return out;
}

}  // namespace sop::golden
