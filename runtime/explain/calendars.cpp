// Recurring days: the day asked about, and the values of hers that move them.
#include "runtime/explain/explainer.h"

namespace sop {

Reason Explainer::of_calendar(InstId id) {
  const auto args = program_.args_of(id);
  Reason reason;
  std::vector<std::string> read;
  if (program_.at(args[0]).kind == InstKind::context)
    read.push_back(say(Say::date_is, text(args[0])));
  else
    read.push_back(this->read(args[0]));
  for (std::size_t i = 1; i < args.size(); ++i) read.push_back(this->read(args[i]));
  reason.clause = listed(read);
  reason.because = behind({args.begin(), args.end()});
  return reason;
}

}  // namespace sop
