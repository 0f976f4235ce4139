#include "runtime/run/rows_of_all.h"

#include <algorithm>

#include "runtime/eval/edge_parts.h"

namespace sop {
namespace {

// Nothing: the dataset holds everybody.
const RowsOfAll* known_rows(const RunContext& context) {
  if (context.among_all == nullptr) return nullptr;
  if (!context.among_all->rows) throw NotKnownOfAll();
  return &*context.among_all->rows;
}

}  // namespace

Micros first_event_of(const Program& program, const Dataset& dataset, std::size_t customer) {
  Micros first = INT64_MAX;
  for (std::size_t i = 0; i < program.inputs.size(); ++i) {
    if (program.inputs[i].kind != InputKind::stream || program.inputs[i].recorded) continue;
    const TableData& events = dataset.inputs[i];  // each customer's in order of time
    if (customer + 1 < events.begin.size() && events.begin[customer] < events.begin[customer + 1])
      first = std::min(first, events.time_us[events.begin[customer]]);
  }
  return first;
}

namespace {

Micros first_event_here(const Program& program, const Dataset& dataset) {
  Micros first = INT64_MAX;
  for (std::size_t customer = 0; customer < dataset.customers; ++customer)
    first = std::min(first, first_event_of(program, dataset, customer));
  return first;
}

Micros first_time_here(const Dataset& dataset) {
  Micros first = INT64_MAX;
  for (const TableData& table : dataset.inputs)
    for (const Micros at : table.time_us) first = std::min(first, at);
  return first;
}

TagsGiven tags_here(const Dataset& dataset, Micros as_of) {
  TagsGiven tags{.any = !dataset.tags.empty() || !dataset.tag_locks.empty()};
  for (const TagHolding& holding : dataset.tags)
    if (holding.since <= as_of) tags.newest = std::max(tags.newest, holding.since);
  return tags;
}

}  // namespace

RowsOfAll rows_here(const Program& program, const Dataset& dataset, Micros as_of) {
  const TagsGiven tags = tags_here(dataset, as_of);
  return {first_event_here(program, dataset), first_time_here(dataset), tags.newest, tags.any};
}

// Not asked for where no piece is given any.
TagsGiven tags_given(const Dataset& dataset, Micros as_of, const RunContext& context) {
  if (context.among_all == nullptr || !context.among_all->rows) return tags_here(dataset, as_of);
  return {context.among_all->rows->tags_given, context.among_all->rows->newest_tag};
}

Micros first_event(const Program& program, const Dataset& dataset, const RunContext& context) {
  const RowsOfAll* rows = known_rows(context);
  return rows == nullptr ? first_event_here(program, dataset) : rows->first_event;
}

Micros first_time(const Dataset& dataset, const RunContext& context) {
  const RowsOfAll* rows = known_rows(context);
  return rows == nullptr ? first_time_here(dataset) : std::min(rows->first_time, first_time_here(dataset));
}

}  // namespace sop
