#include "runtime/explain/reached.h"

namespace sop {

std::vector<InstId> read_by_rows(const Program& program, std::size_t aggregate) {
  std::vector<InstId> out;
  while (true) {
    const Aggregate& form = program.aggregates[aggregate];
    for (const InstId part : {form.value, form.where, form.from, form.to, form.latest_by})
      if (part.exists()) out.push_back(part);
    if (!form.after.exists()) return out;
    aggregate = static_cast<std::size_t>(program.at(form.after).a);
  }
}

std::vector<bool> reached_of_hers(const Program& program, std::span<const InstId> roots, InstId without) {
  std::vector<bool> seen(program.insts.size(), false);
  std::vector<InstId> open(roots.begin(), roots.end());
  while (!open.empty()) {
    const InstId id = open.back();
    open.pop_back();
    if (!id.exists() || id == without || seen[id.index()]) continue;
    seen[id.index()] = true;
    const Inst& inst = program.at(id);
    for (const InstId arg : program.args_of(id)) open.push_back(arg);
    if (inst.kind == InstKind::fact) open.push_back(program.facts[static_cast<std::size_t>(inst.a)].root);
    if (inst.kind == InstKind::event_aggregate || inst.kind == InstKind::pick_row)
      for (const InstId part : read_by_rows(program, static_cast<std::size_t>(inst.a))) open.push_back(part);
  }
  return seen;
}

}  // namespace sop
