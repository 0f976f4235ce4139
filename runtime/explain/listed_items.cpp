#include "runtime/explain/listed_items.h"

#include <algorithm>

namespace sop {
namespace {

bool is_append(const Inst& inst) { return inst.kind == InstKind::call && inst.op == Op::append_item_text; }

}  // namespace

// choose(any → list, missing), and a list is choose(c → append(shorter list, name), shorter list), down to "".
std::vector<ListItem> listed_items(const Program& program, InstId list) {
  std::vector<ListItem> items;
  InstId at = list;
  if (program.at(at).kind != InstKind::choose || program.at(at).args_count != 3) return {};
  if (const auto args = program.args_of(at); program.at(args[2]).kind == InstKind::missing) at = args[1];
  while (program.at(at).kind == InstKind::choose && program.at(at).args_count == 3) {
    const auto args = program.args_of(at);
    if (!is_append(program.at(args[1]))) return {};
    const auto parts = program.args_of(args[1]);
    const Inst& name = program.at(parts[1]);
    if (parts[0] != args[2] || name.kind != InstKind::constant) return {};
    items.push_back({program.constants[static_cast<std::size_t>(name.a)].text, args[0]});
    at = args[2];
  }
  if (program.at(at).kind != InstKind::constant) return {};
  std::ranges::reverse(items);
  return items;
}

}  // namespace sop
