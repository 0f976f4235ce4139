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

void add_news(const DecidedRun& run, HerJourneys& hers) {
  take_news_of_deeds(hers);
  for (ToldOutcome& told : told_outcomes(run.program, run.dataset, run.options.as_of)) {  // semantics D11
    const auto deed = std::ranges::find(hers.deeds, told.effect, &Deed::effect_id);
    if (deed != hers.deeds.end()) hers.news.push_back({deed->effect_id, std::move(told.outcome), told.at});
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
