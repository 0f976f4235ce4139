#include "tests/golden_runner/run_case.h"

#include <fmt/format.h>

#include "tests/golden_runner/line_diff.h"
#include "tests/golden_runner/update.h"

namespace sop::golden {
namespace {

std::string heading(const Section& section) {
  return section.argument.empty() ? section.name : section.name + " " + section.argument;
}

}  // namespace

Outcome run_case(const Case& golden, const Producers& producers) {
  Outcome outcome;
  std::vector<NewContent> contents;
  for (const Section& section : golden.sections) {
    if (is_input(section.name)) continue;
    const auto producer = producers.find(section.name);
    if (producer == producers.end()) {
      outcome.missing += fmt::format("{}:{}: nothing produces `{}`\n", golden.path, section.line, section.name);
      continue;
    }
    std::string found = producer->second(golden, section.argument);
    if (!found.empty() && found.back() != '\n') found += '\n';
    const bool skipped = found.starts_with("skipped: ");
    if (skipped) outcome.skipped += fmt::format("{}:{}: {}", golden.path, section.line, found);
    if (skipped) found = section.content;
    if (!skipped && (!section.fenced || found != section.content))
      outcome.difference +=
          fmt::format("{}:{}: {}\n{}", golden.path, section.line, heading(section), line_diff(section.content, found));
    contents.push_back({&section, std::move(found)});
  }
  outcome.text = updated(golden, contents);
  return outcome;
}

}  // namespace sop::golden
