#include "runtime/run/fire.h"

#include "runtime/run/contacts.h"
#include "runtime/run/effects.h"
#include "runtime/run/issues.h"
#include "runtime/run/message.h"

namespace sop {

std::vector<InstId> firing_roots(const Program& program, const Rule& rule) {
  std::vector<InstId> roots;
  for (const Guard& guard : program.guards) roots.push_back(guard.blocked);
  for (const Action& action : rule.actions)
    for (const InstId value : action_values(program, action)) roots.push_back(value);
  return roots;
}

void take_firing_values(const Program& program, const Rule& rule, std::vector<ColumnData>& values, std::size_t begin,
                        Firing& firing) {
  std::size_t at = begin;
  for (std::size_t i = 0; i < program.guards.size(); ++i) firing.guards.push_back(std::move(values[at++]));
  for (const Action& action : rule.actions) {
    auto& columns = firing.params.emplace_back();
    for (std::size_t i = action_values(program, action).size(); i > 0; --i) columns.push_back(std::move(values[at++]));
  }
}

void find_staff(const Program& program, const Dataset& dataset, const RunOptions& options, const RunContext& context,
                Firing& firing, RunResult& result) {
  const Rule& rule = program.rules[firing.rule];
  firing.staff.resize(rule.actions.size());
  std::vector<InstId> roots;
  for (const Action& action : rule.actions)
    if (action.staff.exists()) roots.push_back(action.staff);
  if (roots.empty() || firing.rows.empty()) return;
  const Frame& all = *firing.frame;
  Frame frame{.batch_as_of = all.batch_as_of, .stream = all.stream};
  frame.edges = all.edges;
  for (const std::uint32_t row : firing.rows) {
    frame.customer.push_back(all.customer[row]);
    if (!all.as_of.empty()) frame.as_of.push_back(all.as_of[row]);
    if (!all.event.empty()) frame.event.push_back(all.event[row]);
  }
  Evaluation found = options.evaluate(program, dataset, frame, roots, context);
  add_issues(result.issues, found.issues);
  std::size_t next = 0;
  for (std::size_t a = 0; a < rule.actions.size(); ++a)
    if (rule.actions[a].staff.exists()) firing.staff[a] = std::move(found.values[next++]);
}

void fire(const Program& program, const Dataset& dataset, const Firing& firing, TagBook& tags,
          const RunOptions& options, const ZoneRules& zone, RunResult& result) {
  const Rule& rule = program.rules[firing.rule];
  for (std::uint32_t a = 0; a < rule.actions.size(); ++a) {
    const Action& action = rule.actions[a];
    const std::string step = step_identity(action);
    const bool has_values = !firing.params[a].empty();
    const auto params = has_values ? static_cast<std::uint32_t>(result.params.size()) : UINT32_MAX;
    if (has_values) result.params.push_back({firing.params[a]});
    const bool tags_somebody = action.verb == Verb::tag || action.verb == Verb::untag;
    const TagNames names = tags_somebody ? tags.names_of(action, rule.name) : TagNames();
    std::optional<std::pair<Micros, EffectTimes>> times;  // of an instant: most fire at one
    for (std::size_t i = 0; i < firing.rows.size(); ++i) {
      const std::uint32_t row = firing.rows[i];
      const std::uint32_t customer = firing.frame->customer[row];
      const Micros now = options.has_as_of ? firing.frame->as_of_at(row) : no_instant;
      const bool at_once = !firing.tags_contend && !waits_for_its_hour(action);
      if (action.verb == Verb::tag && at_once) {
        tags.tag(customer, names, now);
        continue;
      }
      if (action.verb == Verb::untag && at_once) {
        tags.untag(customer, names, now);
        continue;
      }
      if (result.has_timeline) {
        Request request{.rule = firing.rule, .action = a, .customer = customer, .at = now, .number = firing.numbers[i]};
        request.params = params;
        request.values = row;
        if (firing.frame->stream.exists()) {
          request.stream = firing.frame->stream;
          request.event = firing.frame->event[row];
        }
        request.has_empty_slot = has_empty_slot(program, action, firing.params[a], row);
        if (const ColumnData& staff = firing.staff[a]; staff.rows > 0 && staff.is_known(i)) {
          request.has_staff = true;
          request.staff = staff.codes[i];
        }
        result.requests.push_back(std::move(request));
        continue;
      }
      if (const auto block = blocked(program, action, firing.guards, row)) {
        result.decisions.push_back({customer, rule.name, step, now, block->outcome, block->reason});
        continue;
      }
      if (has_empty_slot(program, action, firing.params[a], row)) {
        result.decisions.push_back({customer, rule.name, step, now, "skipped", "empty slot"});
        continue;
      }
      ActionRow out{.customer = customer, .rule = firing.rule, .action = a, .params = params, .values = row};
      const std::string_view id = dataset.pool->text(dataset.customer_ids[customer]);
      out.effect_id = effect_id({rule.name, id, "", firing.numbers[i], step, "1"});
      if (now != no_instant) {
        if (!times || times->first != now) times = {now, effect_times(program, action, now, zone)};
        out.due_at = times->second.due_at;
        out.expires_at = times->second.expires_at;
      }
      if (const ColumnData& staff = firing.staff[a]; staff.rows > 0 && staff.is_known(i)) {
        out.has_staff = true;
        out.staff = staff.codes[i];
      }
      result.actions.push_back(std::move(out));
    }
  }
}

}  // namespace sop
