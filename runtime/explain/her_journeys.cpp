#include "runtime/explain/her_journeys.h"

#include <algorithm>

#include "runtime/journeys/results.h"
#include "runtime/journeys/source.h"

namespace sop {
namespace {

bool is_same(const Instance& a, const Instance& b) {
  return a.journey == b.journey && a.customer == b.customer && a.key == b.key && a.entry == b.entry;
}

// What this run did for her, where the memory does not hold it.
void add_actions(const DecidedRun& run, std::uint32_t customer, std::vector<Deed>& deeds) {
  for (const ActionRow& row : run.result.actions) {
    if (row.customer != customer) continue;
    const Action& action = action_of(run.program, row);
    deeds.push_back({.customer = customer,
                     .at = row.due_at,
                     .verb = action.verb_word,
                     .object = action.object,
                     .source = source_of(run.program, row),
                     .step = step_of(run.program, row),
                     .channel = action.channel,
                     .staff = row.has_staff ? std::string(run.dataset.pool->text(row.staff)) : "",
                     .effect_id = row.effect_id});
  }
}

// What `send_results` and `task_results` say of her deeds (semantics D11).
void add_told(const DecidedRun& run, const TableData& table, const Input& input, HerJourneys& hers) {
  const auto column = [&](std::string_view name) -> const ColumnData* {
    for (std::size_t i = 0; i < input.columns.size() && i < table.columns.size(); ++i)
      if (input.columns[i].name == name && table.columns[i].rows > 0) return &table.columns[i];
    return nullptr;
  };
  const ColumnData *effect = column("effect_id"), *outcome = column("outcome"), *at = column("at");
  if (effect == nullptr || outcome == nullptr || at == nullptr) return;
  const TextPool& pool = *run.dataset.pool;
  for (std::size_t row = 0; row < effect->rows; ++row) {
    if (at->whole[row] > run.options.as_of) continue;
    const auto deed = std::ranges::find(hers.deeds, pool.text(effect->codes[row]), &Deed::effect_id);
    if (deed == hers.deeds.end()) continue;
    hers.news.push_back({deed->effect_id, told_outcome(run.program, pool, *outcome, row), at->whole[row]});
  }
}

void add_news(const DecidedRun& run, HerJourneys& hers) {
  take_news_of_deeds(hers);
  for (std::size_t i = 0; i < run.program.inputs.size(); ++i) {
    const Input& input = run.program.inputs[i];
    if (input.predeclared && (input.name == "send_results" || input.name == "task_results"))
      add_told(run, run.dataset.inputs[i], input, hers);
  }
  std::ranges::stable_sort(hers.news, {}, &DeedNews::at);
  const auto again = std::ranges::unique(hers.news);
  hers.news.erase(again.begin(), again.end());
  for (const DeedNews& one : hers.news) {  // the latest stands
    const auto deed = std::ranges::find(hers.deeds, one.effect_id, &Deed::effect_id);
    deed->outcome = one.outcome;
    deed->closed_at = one.outcome == "pending" ? INT64_MIN : one.at;
  }
}

}  // namespace

void take_news_of_deeds(HerJourneys& hers) {
  for (const Deed& deed : hers.deeds)
    if (deed.closed_at != INT64_MIN) hers.news.push_back({deed.effect_id, deed.outcome, deed.closed_at});
  std::ranges::stable_sort(hers.news, {}, &DeedNews::at);
}

HerJourneys her_journeys(const DecidedRun& run, std::uint32_t customer) {
  const JourneyMemory& memory = run.result.memory.journeys;
  HerJourneys out;
  const auto hers = [&](const auto& one) { return one.customer == customer; };
  std::ranges::copy_if(memory.instances, std::back_inserter(out.instances), hers);
  std::ranges::copy_if(memory.deeds, std::back_inserter(out.deeds), hers);
  std::ranges::copy_if(run.result.decisions, std::back_inserter(out.decisions), hers);
  if (memory.source != nullptr) {
    const std::vector<std::uint32_t> only{customer};
    std::vector<Instance> stored;
    memory.source->load(only, stored, out.deeds);
    for (Instance& one : stored)
      if (std::ranges::none_of(out.instances, [&](const Instance& now) { return is_same(now, one); }))
        out.instances.push_back(std::move(one));
    add_actions(run, customer, out.deeds);
  }
  std::ranges::stable_sort(out.instances, {}, &Instance::entered_at);
  std::ranges::stable_sort(out.deeds, {}, &Deed::at);
  add_news(run, out);
  return out;
}

}  // namespace sop
