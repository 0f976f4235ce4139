#include "runtime/reference/issues.h"

#include <algorithm>

namespace sop::reference {

IssueCounter::IssueCounter(const Program& program, Evaluator& evaluator, std::span<const InstId> roots)
    : program_(program), evaluator_(evaluator), probes_(reached_probes(program, roots)) {}

void IssueCounter::count_row(const Place& place) {
  for (const std::uint32_t probe : probes_.frame) count_at(probe, place);
}

void IssueCounter::count_population(Micros as_of) {
  for (const std::uint32_t index : probes_.population) {
    const AggregateId inside = program_.probes[index].inside;
    const bool of_customers = inside.exists() && program_.aggregates[inside.index()].input == program_.population;
    if (of_customers) {
      count_inside(index, evaluator_.population_rows(program_.aggregates[inside.index()], as_of), std::nullopt);
    } else {
      for (const Place& customer : evaluator_.population_at(as_of)) count_at(index, customer);
    }
  }
}

// A probe of the place's own domain, or of the rows that one of its event aggregates visits.
void IssueCounter::count_at(std::uint32_t index, const Place& place) {
  const IssueProbe& probe = program_.probes[index];
  if (!probe.inside.exists()) {
    if (program_.at(probe.inst).domain == place.domain) count(index, place, place.customer);
  } else if (place.domain.is_frame()) {
    const Aggregate& aggregate = program_.aggregates[probe.inside.index()];
    count_inside(index, evaluator_.visible_rows(aggregate, place), place.customer);
  }
}

void IssueCounter::count_inside(std::uint32_t index, const std::vector<Place>& rows,
                                std::optional<std::uint32_t> customer) {
  const IssueProbe& probe = program_.probes[index];
  const Aggregate& aggregate = program_.aggregates[probe.inside.index()];
  for (const Place& row : rows) {
    if (probe.after_where && !evaluator_.holds(aggregate.where, row)) continue;
    count(index, row, customer ? customer : row.customer);
  }
}

void IssueCounter::count(std::uint32_t index, const Place& place, std::optional<std::uint32_t> customer) {
  const IssueProbe& probe = program_.probes[index];
  if (!evaluator_.holds(probe.guard, place) || !evaluator_.evaluate(probe.inst, place).failed) return;
  IssueCount& issue = issues[index];
  ++issue.evaluations;
  if (customer) issue.first_customer = std::min(issue.first_customer, *customer);
}

}  // namespace sop::reference
