#include "compiler/diff/step_pairs.h"

#include <algorithm>

#include "compiler/diff/clauses.h"

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

// The first node that begins here and is a step, not all of its block.
Node step_node(const DiffedProgram& version, Span place) {
  for (Node declaration : version.compilation.parsed.declarations()) {
    if (!declaration.is(NodeKind::journey) || !inside(place, declaration.span())) continue;
    Node at = declaration;
    for (bool deeper = true; deeper;) {
      deeper = false;
      for (Node child : at.children())
        if (inside(place, child.span())) {
          if (child.span().begin == place.begin && !child.is(NodeKind::steps_block)) return child;
          at = child;
          deeper = true;
          break;
        }
    }
  }
  return {};
}

// Up to what stands in its braces.
std::string head_of(const DiffedProgram& version, Span place) {
  std::string text = whole_line(version, place);
  text = text.substr(0, std::min(text.find('{'), text.size()));
  while (text.ends_with(' ')) text.pop_back();
  return shortened(text, "").was;
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
  const Node node = step_node(version, step.span);
  return head_of(version, node ? node.span() : step.span);
}

std::string step_with_arms(const DiffedProgram& version, const JourneyStep& step) {
  std::string out = step_text(version, step);
  const Node node = step.span.exists() ? step_node(version, step.span) : Node{};
  bool first = true;
  for (Node arm : node.children()) {
    if (!arm.is(NodeKind::branch_arm) && !arm.is(NodeKind::split_arm)) continue;
    out += (first ? ": " : ", ") + head_of(version, arm.span());
    first = false;
  }
  return out;
}

}  // namespace sop
