#include "compiler/format/unified_diff.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace sop {
namespace {

constexpr std::size_t context = 3;

enum class Change : char { same = ' ', removed = '-', added = '+' };

struct Line {
  Change change;
  std::string_view text;
};

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    out.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return out;
}

// Myers' greedy search: the furthest reaching path for each number of changes, kept to be walked back.
class Search {
 public:
  Search(const std::vector<std::string_view>& a, const std::vector<std::string_view>& b) : a_(a), b_(b) {}

  std::vector<Line> run() {
    const auto most = static_cast<std::ptrdiff_t>(a_.size() + b_.size());
    std::vector<std::ptrdiff_t> reach(static_cast<std::size_t>(2 * most + 3), 0);
    for (std::ptrdiff_t d = 0; d <= most; ++d) {
      trail_.push_back({reach.begin() + (most + 1 - d - 1), reach.begin() + (most + 1 + d + 2)});
      for (std::ptrdiff_t k = -d; k <= d; k += 2) {
        auto at = [&](std::ptrdiff_t diagonal) -> std::ptrdiff_t& {
          return reach[static_cast<std::size_t>(diagonal + most + 1)];
        };
        std::ptrdiff_t x = k == -d || (k != d && at(k - 1) < at(k + 1)) ? at(k + 1) : at(k - 1) + 1;
        while (x < size(a_) && x - k < size(b_) && a_[index(x)] == b_[index(x - k)]) ++x;
        at(k) = x;
        if (x >= size(a_) && x - k >= size(b_)) return walk_back(d);
      }
    }
    return {};
  }

 private:
  static std::ptrdiff_t size(const std::vector<std::string_view>& lines) {
    return static_cast<std::ptrdiff_t>(lines.size());
  }
  static std::size_t index(std::ptrdiff_t i) { return static_cast<std::size_t>(i); }

  std::vector<Line> walk_back(std::ptrdiff_t d) const {
    std::vector<Line> out;
    std::ptrdiff_t x = size(a_), y = size(b_);
    for (; d >= 0; --d) {
      const std::vector<std::ptrdiff_t>& reach = trail_[index(d)];
      auto at = [&](std::ptrdiff_t diagonal) { return reach[index(diagonal + d + 1)]; };
      const std::ptrdiff_t k = x - y;
      const bool down = d > 0 && (k == -d || (k != d && at(k - 1) < at(k + 1)));
      const std::ptrdiff_t from_x = d == 0 ? 0 : down ? at(k + 1) : at(k - 1);
      const std::ptrdiff_t from_y = d == 0 ? 0 : from_x - (down ? k + 1 : k - 1);
      while (x > from_x && y > from_y) out.push_back({Change::same, a_[index(--x)]}), --y;
      if (d == 0) break;
      if (down)
        out.push_back({Change::added, b_[index(--y)]});
      else
        out.push_back({Change::removed, a_[index(--x)]});
    }
    std::reverse(out.begin(), out.end());
    return out;
  }

  const std::vector<std::string_view>&a_, &b_;
  std::vector<std::vector<std::ptrdiff_t>> trail_;
};

struct Place {
  std::size_t before = 0, after = 0;  // lines already passed
};

void advance(Place& place, const Line& line) {
  if (line.change != Change::added) ++place.before;
  if (line.change != Change::removed) ++place.after;
}

std::string range(std::size_t passed, std::size_t count) {
  return count == 1 ? fmt::format("{}", passed + 1) : fmt::format("{},{}", count == 0 ? passed : passed + 1, count);
}

std::string hunk(const std::vector<Line>& lines, std::size_t begin, std::size_t end, Place start) {
  std::string body;
  Place stop = start;
  for (std::size_t i = begin; i < end; ++i) {
    advance(stop, lines[i]);
    body += static_cast<char>(lines[i].change);
    body += lines[i].text;
    if (!lines[i].text.ends_with('\n')) body += "\n\\ No newline at end of file\n";
  }
  return fmt::format("@@ -{} +{} @@\n{}", range(start.before, stop.before - start.before),
                     range(start.after, stop.after - start.after), body);
}

}  // namespace

std::string unified_diff(std::string_view name, std::string_view before, std::string_view after) {
  if (before == after) return {};
  const std::vector<std::string_view> a = lines_of(before), b = lines_of(after);
  const std::vector<Line> lines = Search(a, b).run();
  std::string out = fmt::format("--- {}\n+++ {}\n", name, name);
  Place place;
  for (std::size_t i = 0, written = 0; i < lines.size();) {
    if (lines[i].change == Change::same) {
      advance(place, lines[i++]);
      continue;
    }
    const std::size_t begin = std::max(written, i - std::min(i, context));
    std::size_t end = i, last = i;
    for (; end < lines.size() && end <= last + 2 * context; ++end)
      if (lines[end].change != Change::same) last = end;
    end = std::min(lines.size(), last + 1 + context);
    out += hunk(lines, begin, end, {place.before - (i - begin), place.after - (i - begin)});
    for (; i < end; ++i) advance(place, lines[i]);
    written = end;
  }
  return out;
}

}  // namespace sop
