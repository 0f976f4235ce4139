// Population functions: everybody who exists at the batch instant is asked once, then each row stands among them.
#include <algorithm>

#include "runtime/reference/evaluator.h"

namespace sop::reference {

Outcome Evaluator::compute_population(const Inst& inst, std::span<const InstId> args, const Place& place) {
  const auto index = static_cast<std::size_t>(inst.a);
  const Population& form = program_.populations[index];
  if (args.size() > 1 && !holds(args[1], place)) return {};
  const Somebody her{evaluate(args[0], place).value,
                     std::string(dataset_.pool->text(dataset_.customer_ids[*place.customer]))};
  return standing(form, program_.at(form.x).type.kind, distribution(index), her);
}

const Distribution& Evaluator::distribution(std::size_t index) {
  if (const auto found = distributions_.find(index); found != distributions_.end()) return found->second;
  const Population& form = program_.populations[index];
  Distribution all = frame_.edges == nullptr
                         ? distribution_now(form)
                         : from_edges(form, program_.at(form.x).type.kind, frame_.edges->populations[index]);
  return distributions_.emplace(index, std::move(all)).first->second;
}

Distribution Evaluator::distribution_now(const Population& form) {
  Distribution all;
  for (const Place& customer : population_at(frame_.batch_as_of)) {
    if (!holds(form.among, customer)) continue;
    Somebody one{evaluate(form.x, customer).value,
                 std::string(dataset_.pool->text(dataset_.customer_ids[*customer.customer]))};
    if (one.value || !form.missing_out) all.counted.push_back(std::move(one));
  }
  std::ranges::sort(all.counted, {}, &Somebody::id);
  conclude(form, program_.at(form.x).type.kind, all);
  return all;
}

}  // namespace sop::reference
