// Sets and lists of what she has or lacks: member by member.
#include <algorithm>

#include "compiler/diagnostics/width.h"
#include "runtime/explain/explainer.h"
#include "runtime/explain/listed_items.h"

namespace sop {

std::optional<Reason> Explainer::of_set(InstId root) {
  const std::vector<ListItem> items = listed_items(program_, root);
  if (items.empty()) return std::nullopt;
  Reason reason;
  for (const ListItem& item : items) {
    Step member = condition(item.when);
    member.text = say(at_.holds(item.when) ? Say::item_in : Say::item_out, quoted(visible(item.name)), member.text);
    reason.because.push_back(std::move(member));
  }
  if (!is_known(root)) reason.clause = say(Say::none_holds);
  return reason;
}

}  // namespace sop
