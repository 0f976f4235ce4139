// Sets and lists of what she has or lacks: member by member.
#include <algorithm>

#include "compiler/diagnostics/width.h"
#include "runtime/explain/explainer.h"
#include "runtime/explain/listed_items.h"
#include "runtime/explain/set_parts.h"

namespace sop {

std::optional<Reason> Explainer::of_set(InstId root) {
  const std::vector<ListItem> items = listed_items(program_, root);
  if (items.empty()) return std::nullopt;
  Reason reason;
  for (const ListItem& item : items) {
    ExplainedStep member = condition(item.when);
    member.text = say(at_.holds(item.when) ? Say::item_in : Say::item_out, quoted(visible(item.name)), member.text);
    reason.because.push_back(std::move(member));
  }
  if (!is_known(root)) reason.clause = say(Say::none_holds);
  return reason;
}

// `cover.next`: what is in the set, as far as it is asked.
std::optional<Reason> Explainer::of_set_part(InstId id) {
  const auto part = set_part(program_, id);
  if (!part) return std::nullopt;
  const Fact& set = program_.facts[part->set.index()];
  Reason reason;
  for (const ListItem& item : listed_items(program_, set.root)) {
    const bool is_in = at_.holds(item.when);
    ExplainedStep member = condition(item.when);
    member.text =
        say(is_in ? Say::set_has : Say::set_lacks, quoted(visible(item.name)), quoted(visible(set.name)), member.text);
    reason.because.push_back(std::move(member));
    if (part->ask == SetAsk::next && !is_in) break;
  }
  if (!is_known(id)) reason.clause = say(Say::set_complete, quoted(visible(set.name)));
  return reason;
}

}  // namespace sop
