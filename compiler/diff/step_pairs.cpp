#include "compiler/diff/step_pairs.h"

#include <algorithm>

#include "compiler/diff/versions.h"

namespace sop {
namespace {

constexpr std::size_t most_step_pairs = 4'000'000;  // beyond: by position

bool alike(const JourneyStep& a, const JourneyStep& b) {
  return a.kind == b.kind && a.identity == b.identity && a.stage == b.stage;
}

void pair(StepPairs& out, std::size_t o, std::size_t n) {
  out.now_of[o] = static_cast<std::int32_t>(n);
  out.old_of[n] = static_cast<std::int32_t>(o);
}

}  // namespace

StepPairs pair_steps(const Journey& old, const Journey& now) {
  const std::size_t rows = old.steps.size(), columns = now.steps.size();
  StepPairs out{std::vector<std::int32_t>(columns, -1), std::vector<std::int32_t>(rows, -1)};
  if (rows * columns > most_step_pairs) {
    for (std::size_t i = 0; i < std::min(rows, columns); ++i)
      if (alike(old.steps[i], now.steps[i])) pair(out, i, i);
    return out;
  }
  // longest[o][n]: of what follows from there.
  std::vector<std::uint32_t> longest((rows + 1) * (columns + 1), 0);
  const auto at = [&](std::size_t o, std::size_t n) -> std::uint32_t& { return longest[o * (columns + 1) + n]; };
  for (std::size_t o = rows; o-- > 0;)
    for (std::size_t n = columns; n-- > 0;)
      at(o, n) = alike(old.steps[o], now.steps[n]) ? at(o + 1, n + 1) + 1 : std::max(at(o + 1, n), at(o, n + 1));
  for (std::size_t o = 0, n = 0; o < rows && n < columns;) {
    if (alike(old.steps[o], now.steps[n])) {
      pair(out, o++, n++);
    } else if (at(o + 1, n) >= at(o, n + 1)) {
      ++o;
    } else {
      ++n;
    }
  }
  return out;
}

std::string step_text(const DiffedProgram& version, const JourneyStep& step) {
  if (!step.span.exists()) return step.identity;
  const SourceBuffer& source = version.sources[static_cast<std::size_t>(step.span.file)];
  const std::string_view rest = source.text().substr(step.span.begin);
  const std::size_t end = std::min(rest.find_first_of("\n{}#"), rest.size());
  Span place = step.span;
  place.end = place.begin + static_cast<std::uint32_t>(end);
  std::string text = one_line(version, place);
  while (text.ends_with(' ')) text.pop_back();
  return text;
}

}  // namespace sop
