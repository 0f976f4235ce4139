#include "runtime/reports/alerts.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "runtime/io/value_print.h"
#include "runtime/reports/report_cells.h"
#include "runtime/reports/rising.h"
#include "runtime/run/effects.h"
#include "runtime/run/tag_locks.h"

namespace sop {
namespace {

// Empty where it is missing.
std::string alert_words(ReportWorld& world, const ColumnData& column, std::size_t row) {
  std::vector<std::string> members;
  if (column.type.is(TypeKind::enumeration))
    members = world.program().enumerations[column.type.enumeration.index()].as_said();
  std::string out;
  print_value(column, row, {&world.pool(), &world.context().zone, &members}, out);
  // As a person reads an instant: without seconds and offset.
  if (column.type.is(TypeKind::datetime) && out.size() >= 16) out = out.substr(0, 10) + " " + out.substr(11, 5);
  return out;
}

std::uint64_t number_for(const std::string& group) {
  return std::stoull(effect_id({group}).substr(0, 16), nullptr, 16);
}

// One alert at the run's instant.
class AlertLook {
 public:
  AlertLook(ReportWorld& world, const ReportForm& form, std::span<const ReportForm* const> alongs)
      : world_(world), form_(form), found_(world, form) {
    for (const Facet& facet : form.facets) has_period_ = has_period_ || facet.grain != Grain::none;
    find_cells();
    std::map<std::int32_t, ColumnData> given = group_values();
    for (const auto& [kept, column] : given) values_of_groups_[kept] = column;
    for (const ReportForm* along : alongs) given[along->along_kept] = rising(world, *along, cells_);
    items_ = found_.items(cells_, std::move(given));
  }

  std::size_t size() const { return cells_.size(); }
  bool holds(std::size_t cell) const { return bit_at(items_[0].bits, cell); }
  Days period() const { return has_period_ ? found_.periods()[0].first_day : no_period; }

  // What its group is called, all values of it; never shown.
  std::string group_of(std::size_t cell) {
    std::string out;
    for (const Facet& facet : form_.facets) {
      if (facet.grain != Grain::none) continue;
      const ColumnData& column = values_of_groups_.at(facet.kept);
      out += column.is_known(cell) ? "=" + alert_words(world_, column, cell) : "?";
      out += '\x1f';
    }
    return out;
  }

  // `nth`: among actions of the alert that are called alike.
  OutboxRow row(std::size_t cell, const AlertAction& action, int nth) {
    OutboxRow out;
    const bool notifies = action.verb == AlertVerb::notify;
    out.verb = notifies ? "notify" : "pause";
    out.object = notifies ? action.object : kind_word(action.verb) + (" " + action.object);
    out.source = form_.name;
    out.step = out.verb + "_" + action.object;
    out.reason = form_.reason;
    if (action.staff_item >= 0) out.staff = words(action.staff_item, cell, "");
    nlohmann::ordered_json params = nlohmann::ordered_json::object();
    if (notifies) params["text"] = text_of(action, cell);
    out.params = params.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    const Micros now = world_.as_of();
    const std::string number = std::to_string(has_period_ ? period() : now);
    out.effect_id = effect_id(
        {form_.name, "", group_of(cell), number, kind_word(action.verb) + ("_" + out.step), std::to_string(nth)});
    out.due_at = now;
    const ZoneRules& zone = world_.context().zone;
    out.expires_at = zone.instant_of(zone.local_date(now) + 2, 0);
    return out;
  }

 private:
  static std::string kind_word(AlertVerb verb) {
    switch (verb) {
      case AlertVerb::notify: return "notify";
      case AlertVerb::pause_template: return "template";
      case AlertVerb::pause_journey: return "journey";
    }
    return "";
  }

  void find_cells() {
    if (found_.types().empty()) {
      ReportCell all;
      all.total = true;
      cells_.push_back(all);
      return;
    }
    for (const GroupKey& key : found_.groups()) cells_.push_back({0, key, false, false, 0});
  }

  std::map<std::int32_t, ColumnData> group_values() {
    std::map<std::int32_t, ColumnData> out;
    std::size_t group = 0;
    for (const Facet& facet : form_.facets) {
      if (facet.kept < 0) continue;
      ColumnData column = make_column(world_.program().kept[static_cast<std::size_t>(facet.kept)].type, cells_.size());
      for (std::size_t i = 0; i < cells_.size(); ++i) {
        if (facet.grain == Grain::none)
          put_cell_value(column, i, cells_[i].key[group]);
        else
          put_cell_value(column, i, CellValue{true, found_.periods()[0].first_day, 0, 0});
      }
      if (facet.grain == Grain::none) ++group;
      out[facet.kept] = std::move(column);
    }
    return out;
  }

  std::string words(std::int32_t item, std::size_t cell, const char* missing) {
    const ColumnData& column = items_[static_cast<std::size_t>(item)];
    return column.is_known(cell) ? alert_words(world_, column, cell) : missing;
  }

  std::string text_of(const AlertAction& action, std::size_t cell) {
    std::string out;
    for (const AlertPart& part : action.text) {
      out += part.literal;
      if (part.item >= 0) out += words(part.item, cell, "–");
    }
    return out;
  }

  ReportWorld& world_;
  const ReportForm& form_;
  ReportCells found_;
  bool has_period_ = false;
  std::vector<ReportCell> cells_;
  std::map<std::int32_t, ColumnData> values_of_groups_;
  std::vector<ColumnData> items_;
};

int nth_of(const ReportForm& form, std::size_t action) {
  int nth = 1;
  for (std::size_t i = 0; i < action; ++i)
    if (form.actions[i].verb == form.actions[action].verb && form.actions[i].object == form.actions[action].object)
      ++nth;
  return nth;
}

using GroupStates = std::map<std::uint64_t, AlertState>;

class AlertRun {
 public:
  AlertRun(ReportWorld& world, const RunOptions& options, AlertsFound& out)
      : world_(world), options_(options), out_(out) {}

  void look(const ReportForm& form, std::span<const ReportForm* const> alongs, const GroupStates& before) {
    AlertLook look(world_, form, alongs);
    GroupStates now;
    for (const auto& [group, state] : before)
      if (look.period() != no_period && state.spoke_of == look.period()) now[group].spoke_of = state.spoke_of;
    for (std::size_t cell = 0; cell < look.size(); ++cell) {
      if (!look.holds(cell)) continue;
      const std::uint64_t group = number_for(look.group_of(cell));
      const auto was = before.find(group);
      AlertState& state = now[group];
      state.holds = true;
      const bool spoken = look.period() != no_period && state.spoke_of == look.period();
      if (spoken || (was != before.end() && was->second.holds)) {
        if (was != before.end()) state.spoke_of = was->second.spoke_of;
        continue;
      }
      state.spoke_of = look.period();
      for (std::size_t i = 0; i < form.actions.size(); ++i)
        act(form, form.actions[i], look.row(cell, form.actions[i], nth_of(form, i)));
    }
    if (options_.with_state) out_.memory.alerts[form.name] = std::move(now);
  }

 private:
  void act(const ReportForm& form, const AlertAction& action, OutboxRow row) {
    out_.rows.push_back(std::move(row));
    if (action.verb == AlertVerb::notify || !options_.with_state) return;
    PausedThing paused{action.verb == AlertVerb::pause_journey, action.object, form.name, world_.as_of()};
    const bool known = std::ranges::any_of(out_.memory.paused, [&](const PausedThing& one) {
      return one.is_journey == paused.is_journey && one.name == paused.name;
    });
    if (known) return;
    out_.memory.paused.push_back(std::move(paused));
    out_.pauses = true;
  }

  ReportWorld& world_;
  const RunOptions& options_;
  AlertsFound& out_;
};

}  // namespace

bool has_alerts(const Program& program) {
  return std::ranges::any_of(program.reports, [](const ReportForm& form) { return form.kind == ReportKind::alert; });
}

bool may_pause(const Program& program) {
  return std::ranges::any_of(program.reports, [](const ReportForm& form) {
    return std::ranges::any_of(form.actions, [](const AlertAction& one) { return one.verb != AlertVerb::notify; });
  });
}

AlertsFound find_alerts(const Program& unlocked, const Dataset& dataset, std::span<const Strangers> strangers,
                        const RunOptions& options, const RunContext& context,
                        std::map<std::uint32_t, IssueCount>& issues) {
  AlertsFound out;
  const bool remembers = options.before != nullptr && options.before->exists;
  if (options.before != nullptr) out.memory.paused = options.before->alerts.paused;
  if (remembers && options.before->as_of == options.as_of) {  // nothing is asked of an instant twice (semantics C8)
    out.memory = options.before->alerts;
    return out;
  }
  if (!has_alerts(unlocked)) return out;
  const std::optional<Program> locked = with_locks(unlocked, *dataset.pool);
  const Program& program = locked ? *locked : unlocked;
  ReportWorld world(program, dataset, strangers, options, context, issues);
  AlertRun running(world, options, out);
  const GroupStates none;
  std::vector<const ReportForm*> alongs;
  for (const ReportForm& form : program.reports) {
    if (form.kind == ReportKind::along) alongs.push_back(&form);
    if (form.kind != ReportKind::alert) continue;
    const GroupStates* before = &none;
    if (remembers)
      if (const auto found = options.before->alerts.alerts.find(form.name);
          found != options.before->alerts.alerts.end())
        before = &found->second;
    running.look(form, alongs, *before);
    alongs.clear();
  }
  return out;
}

}  // namespace sop
