#include "runtime/journeys/open_tasks.h"

#include <algorithm>

#include "runtime/journeys/behind_deed.h"

namespace sop {
namespace {

bool is_staffed(const Program& program, const std::string& channel) {
  const Channel* found = program.contacts.channel(channel);
  return found != nullptr && found->kind == ChannelKind::staff_task;
}

bool picks(const Program& program, InstId role) {
  if (!role.exists()) return false;
  const Inst& inst = program.at(role);
  if (inst.kind == InstKind::pick_row) return true;
  return inst.kind == InstKind::choose &&
         std::ranges::any_of(program.args_of(role), [&](InstId arg) { return picks(program, arg); });
}

template <class Ask>
bool any_action(const Program& program, Ask ask) {
  const auto with_variants = [&](const Action& action) {
    return ask(action) || std::ranges::any_of(action.next_of, ask);
  };
  return std::ranges::any_of(program.rules,
                             [&](const Rule& rule) { return std::ranges::any_of(rule.actions, with_variants); }) ||
         std::ranges::any_of(program.journeys, [&](const Journey& journey) {
           return std::ranges::any_of(journey.actions, with_variants);
         });
}

// The alternative of the role that serves; none: nobody is chosen among several.
InstId chosen_pick(World& world, InstId role, const Frame& frame) {
  const Program& program = world.program;
  if (program.at(role).kind == InstKind::pick_row) return role;
  const auto args = program.args_of(role);
  std::vector<InstId> conditions;
  for (std::size_t i = 0; i + 1 < args.size(); i += 2) conditions.push_back(args[i]);
  const Evaluation found = world.options.evaluate(program, world.dataset, frame, conditions, world.context);
  InstId who = args.back();
  for (std::size_t i = conditions.size(); i-- > 0;)
    if (bit_at(found.values[i].bits, 0)) who = args[2 * i + 1];
  return program.at(who).kind == InstKind::pick_row ? who : InstId{};
}

ColumnData only(const ColumnData& all, const std::vector<std::uint32_t>& rows) {
  ColumnData out;
  out.type = all.type;
  out.rows = rows.size();
  if (!all.known.empty()) out.known.assign(words_for(rows.size()), 0);
  if (!all.bits.empty()) out.bits.assign(words_for(rows.size()), 0);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!all.known.empty() && bit_at(all.known, rows[i])) set_bit(out.known, i);
    if (!all.bits.empty() && bit_at(all.bits, rows[i])) set_bit(out.bits, i);
    if (!all.whole.empty()) out.whole.push_back(all.whole[rows[i]]);
    if (!all.real.empty()) out.real.push_back(all.real[rows[i]]);
    if (!all.codes.empty()) out.codes.push_back(all.codes[rows[i]]);
  }
  return out;
}

TableData only(const TableData& all, const std::vector<std::uint32_t>& rows) {
  TableData out;
  out.rows = rows.size();
  for (const ColumnData& column : all.columns)
    out.columns.push_back(column.rows == all.rows ? only(column, rows) : column);
  return out;
}

void count_new(World& world) {
  for (; world.work_counted < world.deeds.size(); ++world.work_counted) {
    const auto index = static_cast<std::uint32_t>(world.work_counted);
    const Deed& deed = world.deeds[index];
    if (is_work(world.program, deed) && is_open_with(deed, deed.outcome))
      world.open_tasks[deed.staff].insert({deed.expires_at, index});
  }
}

}  // namespace

bool is_work(const Program& program, const Deed& deed) {
  return !deed.staff.empty() && (deed.verb == "task" || is_staffed(program, deed.channel));
}

bool is_open_with(const Deed& deed, std::string_view outcome) {
  return outcome == "pending" || (deed.verb == "task" && outcome == "sent");
}

bool has_work(const Program& program) {
  return any_action(program, [&](const Action& action) {
    return action.staff.exists() &&
           (action.verb == Verb::task || action.verb == Verb::notify || is_staffed(program, action.channel));
  });
}

bool balances_work(const Program& program) {
  return any_action(program, [&](const Action& action) { return picks(program, action.staff); }) &&
         any_action(program, [&](const Action& action) {
           return action.verb == Verb::task || is_staffed(program, action.channel);
         });
}

void count_outcome(World& world, std::uint32_t index, const std::string& outcome) {
  const Deed& deed = world.deeds[index];
  if (index >= world.work_counted || !is_work(world.program, deed)) return;
  if (is_open_with(deed, outcome))
    world.open_tasks[deed.staff].insert({deed.expires_at, index});
  else
    world.open_tasks[deed.staff].erase({deed.expires_at, index});
}

std::string least_loaded(World& world, InstId role, Frame frame, const std::string& whose, std::string named) {
  if (!picks(world.program, role)) return named;
  const InstId pick = chosen_pick(world, role, frame);
  if (!pick.exists()) return named;
  const Aggregate& form = world.program.aggregates[static_cast<std::size_t>(world.program.at(pick).a)];
  const auto key = static_cast<std::size_t>(world.program.inputs[form.input.index()].key);
  TableData& staff = world.dataset.inputs[form.input.index()];
  if (staff.rows < 2) return named;
  if (const Micros now = frame.as_of_at(0); now != world.picked_at) {
    world.picked_at = now;
    world.picked.clear();
  }
  const auto [picked, is_new] = world.picked.try_emplace({pick.value, whose});
  if (!is_new) return picked->second;
  count_new(world);
  std::map<std::int64_t, std::vector<std::uint32_t>> by_load;
  for (std::uint32_t row = 0; row < staff.rows; ++row) {
    auto& open = world.open_tasks[std::string(world.dataset.pool->text(staff.columns[key].codes[row]))];
    open.erase(open.begin(), open.upper_bound({world.picked_at, UINT32_MAX}));  // expired
    by_load[static_cast<std::int64_t>(open.size())].push_back(row);
  }
  // The role is asked of those with the fewest first.
  const TableData whole = std::move(staff);
  const std::vector<InstId> roots{pick};
  for (const auto& [load, rows] : by_load) {
    staff = only(whole, rows);
    const Evaluation found = world.options.evaluate(world.program, world.dataset, frame, roots, world.context);
    if (!found.values[0].is_known(0)) continue;
    named = world.dataset.pool->text(found.values[0].codes[0]);
    break;
  }
  staff = whole;
  picked->second = named;
  return named;
}

}  // namespace sop
