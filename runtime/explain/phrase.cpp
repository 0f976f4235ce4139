#include "runtime/explain/phrase.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/diagnostics/width.h"
#include "runtime/explain/binding_strength.h"
#include "runtime/explain/listed_items.h"
#include "runtime/explain/set_parts.h"
#include "runtime/run/tag_locks.h"

namespace sop {
namespace {

constexpr std::size_t shown_members = 5;

const Inst& without_outer(const Program& program, InstId id) {
  const Inst& inst = program.at(id);
  return inst.kind == InstKind::outer ? program.at(program.args_of(id)[0]) : inst;
}

}  // namespace

// Does its value follow from the clock and from nothing of hers?
bool Phrases::only_clock(InstId id) const {
  const Inst& inst = program_.at(id);
  if (inst.kind == InstKind::context) return static_cast<ContextValue>(inst.a) != ContextValue::event_time;
  if (inst.kind == InstKind::outer) return only_clock(program_.args_of(id)[0]);
  if (inst.kind != InstKind::call || !inst.domain.is_frame()) return false;
  bool clock = false;
  for (const InstId arg : program_.args_of(id)) {
    const bool moves = only_clock(arg);
    if (!moves && program_.at(arg).kind != InstKind::constant) return false;
    clock = clock || moves;
  }
  return clock;
}

bool Phrases::is_fixed(InstId id) const {
  const Inst& inst = program_.at(id);
  switch (inst.kind) {
    case InstKind::constant:
    case InstKind::missing: return true;
    case InstKind::context: return static_cast<ContextValue>(inst.a) != ContextValue::event_time;
    case InstKind::call:
    case InstKind::outer: return std::ranges::all_of(program_.args_of(id), [&](InstId arg) { return is_fixed(arg); });
    default: return false;
  }
}

std::string Phrases::of(InstId id, int tightness) {
  const Inst& inst = program_.at(id);
  const auto payload = static_cast<std::size_t>(inst.a);
  const auto args = program_.args_of(id);
  if (only_clock(id) && at_.has(id) && at_.value(id)) return words_.of(*at_.value(id));
  if (const std::string list = taken_list(id); !list.empty())
    return word("customer in list ", "客户 属于 名单 ") + list;
  switch (inst.kind) {
    case InstKind::constant: return words_.literal(program_.constants[payload]);
    case InstKind::missing: return word("missing", "未知");
    case InstKind::kept: return kept(inst);
    case InstKind::column: return column(inst);
    case InstKind::lookup: return lookup(id);
    case InstKind::fact: return visible(program_.facts[payload].name);
    case InstKind::outer: return of(args[0], tightness);
    case InstKind::context:
      return static_cast<ContextValue>(inst.a) == ContextValue::today ? word("today", "今天") : word("now", "此刻");
    case InstKind::call: return call(id, tightness);
    case InstKind::all_of: return junction(id, word(" and ", " 且 "), strength_and, tightness);
    case InstKind::any_of: return junction(id, word(" or ", " 或 "), strength_or, tightness);
    case InstKind::negation: return opposite(args[0]);
    case InstKind::choose:
      if (const std::string part = of_set(id); !part.empty()) return part;
      if (meant(program_, id) != id) return of(meant(program_, id), tightness);
      if (const InstId x = by_steps(program_, id); x.exists())
        return word("steps of ", "阶梯取值 ") + of(x, strength_atom);
      return "(" + choice(id) + ")";
    case InstKind::fallback: return infix(args[0], word("default", "默认"), args[1], strength_default, tightness);
    case InstKind::in_set: return of(args[0], strength_compare) + word(" in ", " 属于 ") + members(inst, args[0]);
    case InstKind::is_missing: {
      if (const std::string list = list_of(args[0]); !list.empty())
        return word("not customer in list ", "非 客户 属于 名单 ") + list;
      return of(args[0], strength_compare) + word(" is missing", " 未知");
    }
    case InstKind::is_true: return of(args[0], tightness);
    case InstKind::event_aggregate:
    case InstKind::customer_aggregate: return aggregate(inst);
    case InstKind::pick_row: {
      const Aggregate& form = program_.aggregates[payload];
      return visible(program_.inputs[form.input.index()].name) + word(" where ", " 其中 ") + of(form.where, 0);
    }
    case InstKind::has_tag: return tag(id);
    case InstKind::calendar: return calendar(id);
    case InstKind::history: return visible(program_.histories[payload].name);
    case InstKind::population: return population(id);
  }
  return {};
}

bool Phrases::only_kept(InstId id) const {
  const Inst& inst = program_.at(id);
  if (inst.kind == InstKind::kept) return true;
  if (inst.kind != InstKind::call && inst.kind != InstKind::outer) return false;
  const auto args = program_.args_of(id);
  const auto is_part = [&](InstId arg) { return program_.at(arg).kind == InstKind::constant || only_kept(arg); };
  return !args.empty() && std::ranges::all_of(args, is_part) && !is_fixed(id);
}

// `entry.order_id`; of a wait's event `event.words`; the instant of either.
std::string Phrases::kept(const Inst& inst) {
  const bool of_entry = std::ranges::any_of(program_.journeys, [&](const Journey& journey) {
    return std::ranges::find(journey.kept, inst.a) != journey.kept.end();
  });
  const std::string event = of_entry ? word("entry", "入口") : word("event", "此事件");
  for (const InstId value : program_.kept[static_cast<std::size_t>(inst.a)].values) {
    if (!value.exists()) continue;
    const Inst& read = program_.at(value);
    if (read.kind != InstKind::column) return of(value);
    const Input& input = program_.inputs[static_cast<std::size_t>(read.a)];
    return event + "." + visible(input.columns[static_cast<std::size_t>(read.b)].name);
  }
  return event;
}

std::string Phrases::column(const Inst& inst) {
  const Input& input = program_.inputs[static_cast<std::size_t>(inst.a)];
  const std::string name = visible(input.columns[static_cast<std::size_t>(inst.b)].name);
  const bool of_event = inst.domain.is_frame() && input.kind == InputKind::stream;
  return of_event ? word("event.", "此事件.") + name : name;
}

std::string Phrases::lookup(InstId id) {
  const Inst& inst = program_.at(id);
  const auto args = program_.args_of(id);
  const Input& input = program_.inputs[static_cast<std::size_t>(inst.a)];
  const std::string column = visible(input.columns[static_cast<std::size_t>(inst.b)].name);
  if (args.empty()) return visible(input.name) + "." + column;
  return of(args[0], strength_atom) + "." + column;
}

// A list read from a file is a side table of ids: the name after `list `, or nothing.
std::string Phrases::list_of(InstId id) const {
  const Inst& inst = without_outer(program_, id);
  if (inst.kind != InstKind::lookup) return {};
  const Input& input = program_.inputs[static_cast<std::size_t>(inst.a)];
  if (!input.name.starts_with("list ")) return {};
  return visible(std::string_view(input.name).substr(5));
}

// Too early: no; else what was found when it was taken, or what the data say (compiler/check/lists.cpp).
std::string Phrases::taken_list(InstId id) const {
  const Inst& inst = program_.at(id);
  if (inst.kind != InstKind::choose || inst.args_count != 3) return {};
  const InstId otherwise = program_.args_of(id)[2];
  return program_.at(otherwise).kind == InstKind::fallback ? list_of(program_.args_of(otherwise)[0]) : std::string();
}

// `cover.next`, or nothing.
std::string Phrases::of_set(InstId id) const {
  const auto part = set_part(program_, id);
  if (!part) return {};
  std::string out = visible(program_.facts[part->set.index()].name) + ".";
  switch (part->ask) {
    case SetAsk::next: return out + word("next", "下一个");
    case SetAsk::missing: return out + word("missing", "所缺");
    case SetAsk::count: return out + word("count", "个数");
  }
  return out;
}

// In the order written, where the places are known.
std::string Phrases::junction(InstId id, const char* between, int own, int tightness) {
  std::string out;
  for (const InstId part : in_written_order(program_, program_.args_of(id)))
    out += (out.empty() ? "" : between) + of(part, own + 1);
  return own < tightness ? "(" + out + ")" : out;
}

// Choices within choices say no more than that there are some: a text of them all could be of any length.
std::string Phrases::choice(InstId id) {
  constexpr int most_open = 2;
  const auto args = program_.args_of(id);
  if (const std::string names = names_that_hold(id); !names.empty()) return names;
  if (choices_open_ == most_open) return "…";
  ++choices_open_;
  std::string out;
  for (std::size_t i = 0; i + 1 < args.size(); i += 2)
    out += fmt::format(fmt::runtime(word("if {} then {} else ", "如果 {} 则 {} 否则 ")), of(args[i], 0),
                       of(args[i + 1], 0));
  out += of(args.back(), 0);
  --choices_open_;
  return out;
}

// The list of those names whose conditions hold: `a; b; c`.
std::string Phrases::names_that_hold(InstId id) const {
  std::string out;
  for (const ListItem& item : listed_items(program_, id)) out += (out.empty() ? "" : "; ") + visible(item.name);
  return out;
}

std::string Phrases::members(const Inst& inst, InstId x) {
  const auto& set = program_.constant_sets[static_cast<std::size_t>(inst.a)];
  if (privacy_.reads(x)) return std::string("(") + masked_value + ")";
  std::string out;
  for (std::size_t i = 0; i < std::min(set.size(), shown_members); ++i)
    out += (i > 0 ? ", " : "") + words_.literal(set[i]);
  return "(" + out + (set.size() > shown_members ? ", …)" : ")");
}

std::string Phrases::tag(InstId id) {
  const Inst& inst = program_.at(id);
  const auto text = [&](std::int32_t constant) {
    return visible(program_.constants[static_cast<std::size_t>(constant)].text);
  };
  if (const std::string& name = program_.constants[static_cast<std::size_t>(inst.a)].text; is_lock_name(name))
    return word("lock on ", "锁定 ") + visible(std::string_view(name).substr(name.rfind('\x1f') + 1));
  std::string out = word("tag = ", "标签 = ");
  if (inst.b >= 0) out += text(inst.b) + ".";
  out += text(inst.a);
  if (!program_.args_of(id).empty()) out += word(" of ", " 由 ") + of(program_.args_of(id)[0], strength_atom);
  return out;
}

std::string Phrases::calendar(InstId id) {
  const Inst& inst = program_.at(id);
  const std::string name = visible(program_.calendars[static_cast<std::size_t>(inst.a)].name);
  const InstId date = program_.args_of(id)[0];
  const bool today = program_.at(date).kind == InstKind::context;
  const std::string day = today ? word("today", "今天") : of(date, strength_compare);
  switch (static_cast<CalendarAsk>(inst.b)) {
    case CalendarAsk::is_day: return day + word(" in ", " 属于 ") + name;
    case CalendarAsk::until: return std::string(word("days_until(", "还有天数(")) + name + ")";
    case CalendarAsk::since: return std::string(word("days_since(", "距今天数(")) + name + ")";
  }
  return {};
}

std::string Phrases::opposite(InstId id) {
  const Inst& inst = program_.at(id);
  const auto args = program_.args_of(id);
  if (const std::string list = taken_list(id); !list.empty())
    return word("not customer in list ", "非 客户 属于 名单 ") + list;
  if (inst.kind == InstKind::is_missing) {
    if (const std::string list = list_of(args[0]); !list.empty())
      return word("customer in list ", "客户 属于 名单 ") + list;
    return of(args[0], strength_compare) + word(" is known", " 已知");
  }
  if (inst.kind == InstKind::in_set)
    return of(args[0], strength_compare) + word(" not in ", " 不属于 ") + members(inst, args[0]);
  if (inst.kind == InstKind::call && row_of(inst.op).builtin == Builtin::equal)
    return infix(args[0], "!=", args[1], strength_compare, 0);
  if (inst.kind == InstKind::has_tag) return word("not ", "非 ") + tag(id);
  const std::string inside = of(id, strength_not);
  return word("not ", "非 ") +
         (inside.find(' ') == std::string::npos || inside.front() == '(' ? inside : "(" + inside + ")");
}

std::vector<InstId> in_written_order(const Program& program, std::span<const InstId> parts) {
  std::vector<InstId> out(parts.begin(), parts.end());
  std::ranges::stable_sort(out, [&](InstId a, InstId b) {
    const Span left = program.inst_spans[a.index()], right = program.inst_spans[b.index()];
    return left.exists() && right.exists() && left.file == right.file ? left.begin < right.begin : false;
  });
  return out;
}

}  // namespace sop
