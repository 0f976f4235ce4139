// `why` goes a customer's way through a journey once more, from the record: it must end where the record says, and name
// what was done and nothing else - also weeks later, when what is kept for late events is gone.
#include <catch2/catch.hpp>

#include <set>

#include "runtime/eval/evaluator.h"
#include "runtime/explain/journey_answer.h"
#include "runtime/explain/why.h"
#include "runtime/run/run.h"
#include "stdlib/time/civil.h"
#include "tests/journeys/prepared.h"

namespace sop::journey_tests {
namespace {

using Deeds = std::set<std::string>;  // effect ids

Deeds on_record(const RunResult& found, const std::string& journey, std::uint32_t customer) {
  Deeds out;
  for (const Deed& deed : found.memory.journeys.deeds)
    if (deed.customer == customer && deed.source == journey) out.insert(deed.effect_id);
  return out;
}

Deeds told(const JourneyAnswer& answer) {
  Deeds out;
  for (const ToldInstance& instance : answer.instances)
    for (const ToldStep& step : instance.steps)
      if (step.way.deed) out.insert(step.way.deed->effect_id);
  return out;
}

struct Asked {
  std::size_t instances = 0, deeds = 0;
};

// Everybody's way through every journey, as the run's end knows it.
void ask_everybody(const DecidedRun& decided, Asked& asked) {
  Why why(decided, Language::en);
  for (std::uint32_t customer = 0; customer < decided.dataset.customers; ++customer)
    for (const Journey& journey : decided.program.journeys)
      for (const WhySubject& subject : why.find(journey.name)) {
        const JourneyAnswer answer = why.journey(subject, customer);
        INFO(journey.name << " of customer " << customer << "\n" << why_text(answer.steps));
        for (const ToldInstance& instance : answer.instances) CHECK(instance.agrees);
        CHECK(told(answer) == on_record(decided.result, journey.name, customer));
        asked.instances += answer.instances.size();
        asked.deeds += told(answer).size();
      }
}

}  // namespace

TEST_CASE("why tells of journeys what is on record, also weeks later") {
  Asked asked;
  for (std::uint64_t seed = 1; seed <= 150; ++seed) {
    const JourneyCase made = make_journey_case(seed, 6);
    const Prepared prepared = prepare_case(made);
    if (!prepared.problem.empty()) continue;  // what it sends is never open at its hour
    INFO("seed " << seed << "\n" << made.program);
    RunResult before;
    RunOptions options;
    options.evaluate = evaluate;
    options.has_as_of = options.with_state = true;
    for (const CivilDate date : {CivilDate{2026, 11, 1}, CivilDate{2026, 11, 25}, CivilDate{2027, 1, 10}}) {
      options.as_of = prepared.context.zone.instant_of(days_of(date), 12 * micros_per_hour);
      Dataset dataset = prepared.dataset;
      RunResult found = run(prepared.program, dataset, options, prepared.context);
      ask_everybody({prepared.program, dataset, options, prepared.context, found}, asked);
      before = std::move(found);
      options.before = &before.memory;
    }
  }
  CHECK(asked.instances > 2'000);
  CHECK(asked.deeds > 2'500);
}

}  // namespace sop::journey_tests
