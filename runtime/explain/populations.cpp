// Places among all customers: what is compared, and how many were counted.
#include "runtime/explain/explainer.h"

namespace sop {

Reason Explainer::of_population(InstId id) {
  const auto args = program_.args_of(id);
  Reason reason;
  std::vector<std::string> read{this->read(args[0])};
  if (args.size() > 1 && !at_.holds(args[1])) read.push_back(say(Say::not_counted));
  const auto index = static_cast<std::size_t>(program_.at(id).a);
  if (at_.frame().edges != nullptr && at_.frame().edges->populations[index].counted > 0)
    read.push_back(say(Say::counted, at_.frame().edges->populations[index].counted));
  reason.clause = listed(read);
  reason.because = behind({args[0]});
  if (args.size() > 1) reason.because.push_back(condition(args[1]));
  return reason;
}

}  // namespace sop
