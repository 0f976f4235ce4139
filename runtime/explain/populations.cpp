// Places among all customers: what is compared, and how many were counted.
#include "runtime/explain/explainer.h"

namespace sop {

// Of the run of which the places are.
std::string Explainer::counted_text(std::size_t population) const {
  const auto counted = at_.frame().edges->populations[population].counted;
  const RunMemory* before = run_.options.before;
  if (before == nullptr || !before->edges.contains(program_.populations[population].definition))
    return say(Say::counted, counted);
  return say(Say::counted_then, counted, words_.instant(before->as_of));
}

Reason Explainer::of_population(InstId id) {
  const auto args = program_.args_of(id);
  Reason reason;
  std::vector<std::string> read{this->read(args[0])};
  if (args.size() > 1 && !at_.holds(args[1])) read.push_back(say(Say::not_counted));
  const auto index = static_cast<std::size_t>(program_.at(id).a);
  if (at_.frame().edges != nullptr && at_.frame().edges->populations[index].counted > 0)
    read.push_back(counted_text(index));
  reason.clause = listed(read);
  reason.because = behind({args[0]});
  if (args.size() > 1) reason.because.push_back(condition(args[1]));
  return reason;
}

}  // namespace sop
