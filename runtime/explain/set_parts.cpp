#include "runtime/explain/set_parts.h"

#include <algorithm>

#include "runtime/explain/listed_items.h"

namespace sop {
namespace {

using Conditions = std::vector<InstId>;

// Of `choose(not a → A, not b → B, …, missing)` a, b, …
Conditions lacked_in_turn(const Program& program, InstId id) {
  const Inst& inst = program.at(id);
  const auto args = program.args_of(id);
  if (inst.kind != InstKind::choose || !inst.type.is(TypeKind::enumeration) || args.size() % 2 == 0) return {};
  if (program.at(args.back()).kind != InstKind::missing) return {};
  Conditions out;
  for (std::size_t i = 0; i + 1 < args.size(); i += 2) {
    const Inst& value = program.at(args[i + 1]);
    const bool in_turn = value.kind == InstKind::constant &&
                         program.constants[static_cast<std::size_t>(value.a)].whole == static_cast<std::int64_t>(i / 2);
    if (program.at(args[i]).kind != InstKind::negation || !in_turn) return {};
    out.push_back(program.args_of(args[i])[0]);
  }
  return out;
}

Conditions lacked_in_list(const Program& program, InstId id) {
  Conditions out;
  for (const ListItem& item : listed_items(program, id)) {
    if (program.at(item.when).kind != InstKind::negation) return {};
    out.push_back(program.args_of(item.when)[0]);
  }
  return out;
}

bool is_whole(const Program& program, InstId id, std::int64_t value) {
  const Inst& inst = program.at(id);
  return inst.kind == InstKind::constant && inst.type.is(TypeKind::integer) &&
         program.constants[static_cast<std::size_t>(inst.a)].whole == value;
}

// Of `0 + (a ? 1 : 0) + (b ? 1 : 0) + …` a, b, …
Conditions counted(const Program& program, InstId id) {
  Conditions out;
  const auto is_one = [&](InstId one) {
    const auto args = program.args_of(one);
    return program.at(one).kind == InstKind::choose && args.size() == 3 && is_whole(program, args[1], 1) &&
           is_whole(program, args[2], 0);
  };
  while (program.at(id).kind == InstKind::call && program.at(id).op == Op::add_integer) {
    const auto args = program.args_of(id);
    if (!is_one(args[1])) return {};
    out.push_back(program.args_of(args[1])[0]);
    id = args[0];
  }
  if (!is_whole(program, id, 0)) return {};
  std::ranges::reverse(out);
  return out;
}

}  // namespace

std::optional<SetPart> set_part(const Program& program, InstId id) {
  const Inst& inst = program.at(id);
  if (inst.kind != InstKind::choose && inst.kind != InstKind::call) return std::nullopt;
  SetAsk ask = SetAsk::next;
  Conditions asked = lacked_in_turn(program, id);
  if (asked.empty()) {
    ask = SetAsk::missing;
    asked = lacked_in_list(program, id);
  }
  if (asked.empty()) {
    ask = SetAsk::count;
    asked = counted(program, id);
  }
  if (asked.empty()) return std::nullopt;
  for (std::size_t f = 0; f < program.facts.size(); ++f) {
    if (program.facts[f].kind != FactKind::set) continue;
    const std::vector<ListItem> items = listed_items(program, program.facts[f].root);
    if (std::ranges::equal(items, asked, {}, &ListItem::when)) return SetPart{FactId(f), ask};
  }
  return std::nullopt;
}

InstId meant(const Program& program, InstId id) {
  while (true) {
    const Inst& inst = program.at(id);
    const auto args = program.args_of(id);
    if (inst.kind == InstKind::call && (inst.op == Op::number_of_integer || inst.op == Op::datetime_of_date)) {
      id = args[0];
      continue;
    }
    const bool bands = inst.kind == InstKind::choose && args.size() == 3 &&
                       program.at(args[0]).kind == InstKind::in_set && program.args_of(args[0])[0] == args[2] &&
                       program.at(args[1]).kind == InstKind::missing && inst.type.is(TypeKind::enumeration) &&
                       program.enumerations[inst.type.enumeration.index()].missing_band;
    if (!bands) return id;
    id = args[2];
  }
}

InstId by_steps(const Program& program, InstId choice) {
  const auto args = program.args_of(choice);
  if (program.at(choice).kind != InstKind::choose || args.size() < 5) return {};
  InstId x;
  for (std::size_t i = 0; i + 1 < args.size(); i += 2) {
    const Inst& test = program.at(args[i]);
    const bool first = test.kind == InstKind::is_missing && i == 0;
    const bool below = test.kind == InstKind::call &&
                       (row_of(test.op).builtin == Builtin::less || row_of(test.op).builtin == Builtin::less_equal);
    if (!first && !below) return {};
    const InstId compared = program.args_of(args[i])[0];
    if (below && program.at(program.args_of(args[i])[1]).kind != InstKind::constant) return {};
    if (x.exists() && compared != x) return {};
    x = compared;
  }
  return x;
}

}  // namespace sop
