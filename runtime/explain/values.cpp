// Calls: what they were computed from, and which missing argument left them missing.
#include "runtime/explain/explainer.h"
#include "runtime/explain/set_parts.h"

namespace sop {

Reason Explainer::of_call(InstId id) {
  if (auto part = of_set_part(id)) return *part;
  std::vector<InstId> read;
  std::vector<std::string> leaves, unknown;
  for (const InstId written : program_.args_of(id)) {
    const InstId arg = meant(program_, written);
    if (is_fixed(arg)) continue;
    read.push_back(arg);
    if (!is_known(arg)) unknown.push_back(say(Say::is_unknown, name(arg)));
    if (is_leaf(arg) && is_known(arg)) leaves.push_back(this->read(arg));
  }
  if (is_known(id)) return {listed(leaves), behind(read)};
  if (unknown.empty()) return {say(Say::could_not), behind(read)};
  return {listed(unknown), behind(read)};
}

}  // namespace sop
