#include "tests/golden_runner/line_diff.h"

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

namespace sop::golden {
namespace {

using Lines = std::vector<std::string_view>;

constexpr std::size_t context_lines = 3;
constexpr std::size_t largest_table = 4'000'000;  // cells; beyond, all old lines then all new ones

struct DiffLine {
  char sign;
  std::string_view text;
};

Lines split(std::string_view text) {
  Lines lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

void add(std::vector<DiffLine>& out, char sign, std::span<const std::string_view> lines) {
  for (const std::string_view line : lines) out.push_back({sign, line});
}

// By the longest common subsequence of the middle parts.
void add_middle(std::vector<DiffLine>& out, std::span<const std::string_view> a, std::span<const std::string_view> b) {
  const std::size_t width = b.size() + 1;
  if ((a.size() + 1) * width > largest_table) {
    add(out, '-', a);
    return add(out, '+', b);
  }
  std::vector<std::uint32_t> longest((a.size() + 1) * width, 0);
  for (std::size_t i = a.size(); i-- > 0;)
    for (std::size_t j = b.size(); j-- > 0;)
      longest[i * width + j] = a[i] == b[j] ? longest[(i + 1) * width + j + 1] + 1
                                            : std::max(longest[(i + 1) * width + j], longest[i * width + j + 1]);
  std::size_t i = 0, j = 0;
  while (i < a.size() && j < b.size()) {
    if (a[i] == b[j]) {
      out.push_back({' ', a[i++]});
      ++j;
    } else if (longest[(i + 1) * width + j] >= longest[i * width + j + 1]) {
      out.push_back({'-', a[i++]});
    } else {
      out.push_back({'+', b[j++]});
    }
  }
  add(out, '-', a.subspan(i));
  add(out, '+', b.subspan(j));
}

std::vector<DiffLine> compare(const Lines& a, const Lines& b) {
  std::size_t head = 0, tail = 0;
  while (head < a.size() && head < b.size() && a[head] == b[head]) ++head;
  while (tail + head < a.size() && tail + head < b.size() && a[a.size() - 1 - tail] == b[b.size() - 1 - tail]) ++tail;
  std::vector<DiffLine> out;
  add(out, ' ', std::span(a).first(head));
  add_middle(out, std::span(a).subspan(head, a.size() - head - tail),
             std::span(b).subspan(head, b.size() - head - tail));
  add(out, ' ', std::span(a).last(tail));
  return out;
}

// A changed line within `context_lines` of this one?
bool is_near_change(const std::vector<DiffLine>& lines, std::size_t at) {
  const std::size_t from = at > context_lines ? at - context_lines : 0;
  const std::size_t to = std::min(lines.size(), at + context_lines + 1);
  return std::any_of(lines.begin() + static_cast<std::ptrdiff_t>(from), lines.begin() + static_cast<std::ptrdiff_t>(to),
                     [](const DiffLine& line) { return line.sign != ' '; });
}

}  // namespace

std::string line_diff(std::string_view expected, std::string_view found) {
  const Lines a = split(expected), b = split(found);
  const std::vector<DiffLine> lines = compare(a, b);
  std::string out;
  bool skipped = false;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (!is_near_change(lines, i)) {
      skipped = true;
      continue;
    }
    if (skipped) out += " ...\n";
    skipped = false;
    out += lines[i].sign;
    out += lines[i].text;
    out += '\n';
  }
  return out;
}

}  // namespace sop::golden
