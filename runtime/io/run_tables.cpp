#include "runtime/io/run_tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <unordered_map>

#include "runtime/io/column_rows.h"
#include "runtime/io/rendered_text.h"
#include "runtime/io/value_print.h"

namespace sop {
namespace {

constexpr Type text_type{TypeKind::text, true, {}};
constexpr Type id_type{TypeKind::id, false, {}};
constexpr Type instant_type{TypeKind::datetime, true, {}};
constexpr Type count_type{TypeKind::integer, false, {}};

std::string_view customer_id(const RunView& view, std::uint32_t customer) {
  return view.dataset->pool->text(view.dataset->customer_ids[customer]);
}

void optional_text(OutputRows& rows, std::size_t column, std::string_view value) {
  if (!value.empty()) rows.text(column, value);
}

void optional_instant(OutputRows& rows, std::size_t column, Micros value) {
  if (value != no_instant) rows.whole(column, value);
}

nlohmann::ordered_json json_value(const RunView& view, const ColumnData& column, std::size_t row) {
  if (!column.is_known(row)) return nullptr;
  switch (column.type.kind) {
    case TypeKind::boolean: return bit_at(column.bits, row);
    case TypeKind::integer: return column.whole[row];
    case TypeKind::number: return column.real[row];
    case TypeKind::text:
    case TypeKind::id: return std::string(view.dataset->pool->text(column.codes[row]));
    case TypeKind::enumeration:
      return view.program->enumerations[column.type.enumeration.index()]
          .members[static_cast<std::size_t>(column.whole[row])];
    default: {
      std::string out;
      print_value(column, row, {view.dataset->pool.get(), &view.zone, nullptr}, out);
      return out;
    }
  }
}

std::string params_of(const RunView& view, const Action& action, std::uint32_t params, std::uint32_t values) {
  nlohmann::ordered_json out = nlohmann::ordered_json::object();
  const std::vector<ColumnData> none;
  const auto& columns = params == UINT32_MAX ? none : view.result->params[params].columns;
  const auto& texts = view.program->texts;
  const PrintContext print{view.dataset->pool.get(), &view.zone, nullptr};
  std::size_t slot = action.params.size();
  std::string own;
  if (action.message >= 0)
    own = rendered_text(*view.program, texts[static_cast<std::size_t>(action.message)], columns, values, print, slot);
  for (std::size_t i = 0; i < action.params.size(); ++i) {
    const Param& param = action.params[i];
    if (param.message < 0)
      out[param.name] = json_value(view, columns[i], values);
    else
      out[param.name] =
          rendered_text(*view.program, texts[static_cast<std::size_t>(param.message)], columns, values, print, slot);
  }
  if (action.message >= 0) out["text"] = own;
  return out.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

// What is the same for all customers is written once.
class Params {
 public:
  explicit Params(const RunView& view) : view_(view) {}

  std::string of(const ActionRow& row) {
    if (!row.params_text.empty()) return row.params_text;
    const Action& action = action_of(*view_.program, row);
    if (row.params != UINT32_MAX) return params_of(view_, action, row.params, row.values);
    const auto [same, is_first] = same_for_all_.try_emplace(&action);
    if (is_first) same->second = params_of(view_, action, row.params, row.values);
    return same->second;
  }

 private:
  const RunView& view_;
  std::unordered_map<const Action*, std::string> same_for_all_;
};

// What all rows of one action say.
struct ActionWords {
  std::string source, step, reason;
};

// Found out once for each action.
class WordsOfActions {
 public:
  explicit WordsOfActions(const Program& program) : program_(program) {}

  const ActionWords& of(const ActionRow& row) {
    const auto [found, is_first] = words_.try_emplace((std::uint64_t{row.rule} << 32) | row.action);
    if (is_first) found->second = {source_of(program_, row), step_of(program_, row), reason_of(program_, row)};
    return found->second;
  }

 private:
  const Program& program_;
  std::unordered_map<std::uint64_t, ActionWords> words_;
};

// What failed, by its word: an aggregate whose total left the range, or a builtin.
std::string_view failing_word(const Program& program, const IssueProbe& probe) {
  const Inst& inst = program.at(probe.inst);
  if (inst.kind == InstKind::population) return row_of(program.populations[static_cast<std::size_t>(inst.a)].op).en;
  const bool aggregate = inst.kind == InstKind::event_aggregate || inst.kind == InstKind::customer_aggregate;
  return aggregate ? row_of(program.aggregates[static_cast<std::size_t>(inst.a)].op).en : row_of(probe.builtin).en;
}

OutputTable finish(OutputRows&& rows, const RunView& view) { return std::move(rows).finish(view.zone); }

}  // namespace

namespace {

// One after the other, each in the row of the one before: no more than one is there at a time.
template <class Visit>
void for_each_outbox_row(const RunView& view, RowRange range, Visit visit) {
  const std::vector<ActionRow>& actions = view.result->actions;
  Params params(view);
  WordsOfActions words_of_actions(*view.program);
  OutboxRow to;
  for (std::size_t i = range.first; i < range.end(actions.size()); ++i) {
    const ActionRow& row = actions[i];
    const Action& action = action_of(*view.program, row);
    const ActionWords& words = words_of_actions.of(row);
    to.effect_id = row.effect_id;
    to.customer = customer_id(view, row.customer);
    to.verb = action.verb_word;
    to.object = action.object;
    to.source = words.source;
    to.step = words.step;
    to.channel = action.channel;
    to.staff = row.has_staff ? view.dataset->pool->text(row.staff) : std::string_view();
    to.reason = words.reason;
    to.params = params.of(row);
    to.due_at = row.due_at;
    to.expires_at = row.expires_at;
    visit(to);
  }
  const std::vector<OutboxRow>& alerts = view.result->alerts;
  for (std::size_t i = std::max(range.first, actions.size()); i < range.end(actions.size() + alerts.size()); ++i)
    visit(alerts[i - actions.size()]);
}

}  // namespace

std::vector<OutboxRow> outbox_rows(const RunView& view) {
  std::vector<OutboxRow> out;
  out.reserve(view.result->actions.size() + view.result->alerts.size());
  for_each_outbox_row(view, {}, [&](const OutboxRow& row) { out.push_back(row); });
  return out;
}

void write_held(const RunView& view, JourneyMemory& memory) {
  for (HeldContact& held : memory.held)
    if (held.params.empty())
      held.params =
          params_of(view, view.program->rules[held.rule].actions[held.action], held.values.first, held.values.second);
}

OutputTable actions_table(const RunView& view, RowRange range) {
  OutputRows rows(std::make_shared<TextPool>());
  const std::size_t effect = rows.add_column("effect_id", id_type),
                    customer = rows.add_column("customer_id", id_type.with_nullable(true));
  const std::size_t verb = rows.add_column("verb", text_type), object = rows.add_column("object", text_type);
  const std::size_t source = rows.add_column("source", text_type), step = rows.add_column("step", text_type);
  const std::size_t channel = rows.add_column("channel", text_type), staff = rows.add_column("staff", text_type);
  const std::size_t due = rows.add_column("due_at", instant_type),
                    expires = rows.add_column("expires_at", instant_type);
  const std::size_t reason = rows.add_column("reason", text_type),
                    params = rows.add_column("params", text_type, {}, true);
  for_each_outbox_row(view, range, [&](const OutboxRow& row) {
    rows.text(effect, row.effect_id);
    optional_text(rows, customer, row.customer);
    rows.text(verb, row.verb);
    optional_text(rows, object, row.object);
    rows.text(source, row.source);
    rows.text(step, row.step);
    optional_text(rows, channel, row.channel);
    optional_text(rows, staff, row.staff);
    optional_instant(rows, due, row.due_at);
    optional_instant(rows, expires, row.expires_at);
    optional_text(rows, reason, row.reason);
    rows.text(params, row.params);
    rows.end_row();
  });
  return finish(std::move(rows), view);
}

std::string_view change_word(TagChange change) {
  switch (change) {
    case TagChange::add: return "add";
    case TagChange::remove: return "remove";
    case TagChange::expire: return "expire";
    case TagChange::refresh: return "refresh";
  }
  return "";
}

OutputTable tags_table(const RunView& view, RowRange range) {
  OutputRows rows(view.dataset->pool);
  const std::size_t customer = rows.add_column("customer_id", id_type), group = rows.add_column("group", text_type);
  const std::size_t tag = rows.add_column("tag", text_type), change = rows.add_column("change", text_type);
  const std::size_t source = rows.add_column("source", text_type);
  const std::size_t until = rows.add_column("until", instant_type);
  const auto word_of = [&](TagChange kind) { return view.dataset->pool->intern(change_word(kind)); };
  const std::array words{word_of(TagChange::add), word_of(TagChange::remove), word_of(TagChange::expire),
                         word_of(TagChange::refresh)};
  for (std::size_t i = range.first; i < range.end(view.result->tags.size()); ++i) {
    const TagRow& row = view.result->tags[i];
    rows.code(customer, view.dataset->customer_ids[row.customer]);
    if (row.group != no_text) rows.code(group, row.group);
    rows.code(tag, row.tag);
    rows.code(change, words[static_cast<std::size_t>(row.change)]);
    if (row.source != no_text) rows.code(source, row.source);
    if (row.until != INT64_MAX) rows.whole(until, row.until);
    rows.end_row();
  }
  return finish(std::move(rows), view);
}

OutputTable facts_table(const RunView& view, const std::vector<std::string>& selected, RowRange range) {
  const std::vector<std::uint32_t>& customers = view.result->frame.customer;
  std::vector<std::uint32_t> numbers;
  for (std::size_t row = range.first; row < range.end(customers.size()); ++row)
    numbers.push_back(static_cast<std::uint32_t>(row));
  OutputRows ids(view.dataset->pool);
  const std::size_t customer = ids.add_column("customer_id", id_type);
  for (const std::uint32_t row : numbers) {
    ids.code(customer, view.dataset->customer_ids[customers[row]]);
    ids.end_row();
  }
  OutputTable out = finish(std::move(ids), view);
  auto add = [&](std::size_t f) {
    const Fact& fact = view.program->facts[f];
    OutputColumn column{fact.name, pick_rows(view.result->facts[f], numbers), {}};
    if (fact.type.is(TypeKind::enumeration))
      column.members = view.program->enumerations[fact.type.enumeration.index()].members;
    out.columns.push_back(std::move(column));
  };
  for (std::size_t f = 0; f < view.program->facts.size(); ++f)
    if (selected.empty()) add(f);
  for (const std::string& name : selected)
    for (std::size_t f = 0; f < view.program->facts.size(); ++f)
      if (view.program->facts[f].name == name) add(f);
  return out;
}

OutputTable segments_table(const RunView& view) {
  OutputRows rows(view.dataset->pool);
  const std::size_t name = rows.add_column("name", text_type), count = rows.add_column("count", count_type);
  for (std::size_t f = 0; f < view.program->facts.size(); ++f) {
    if (view.program->facts[f].kind != FactKind::segment) continue;
    rows.text(name, view.program->facts[f].name);
    rows.whole(count, static_cast<std::int64_t>(view.result->counts[f]));
    rows.end_row();
  }
  return finish(std::move(rows), view);
}

OutputTable stages_table(const RunView& view) {
  OutputRows rows(view.dataset->pool);
  const std::size_t name = rows.add_column("name", text_type), number = rows.add_column("step", count_type);
  const std::size_t stage = rows.add_column("stage", text_type), count = rows.add_column("count", count_type);
  for (const StageCounts& stages : view.result->stages) {
    const Fact& fact = view.program->facts[stages.fact];
    for (std::size_t i = 0; i < stages.counts.size(); ++i) {
      rows.text(name, fact.name);
      rows.whole(number, static_cast<std::int64_t>(i + 1));
      rows.text(stage, fact.stages[i].text);
      rows.whole(count, static_cast<std::int64_t>(stages.counts[i]));
      rows.end_row();
    }
  }
  return finish(std::move(rows), view);
}

OutputTable issues_table(const RunView& view) {
  OutputRows rows(view.dataset->pool);
  const std::size_t builtin = rows.add_column("builtin", text_type), place = rows.add_column("place", text_type);
  const std::size_t evaluations = rows.add_column("evaluations", count_type),
                    first = rows.add_column("first_customer", text_type);
  for (const auto& [index, count] : view.result->issues) {
    const IssueProbe& probe = view.program->probes[index];
    rows.text(builtin, failing_word(*view.program, probe));
    rows.text(place, place_of(*view.program, probe.span));
    rows.whole(evaluations, static_cast<std::int64_t>(count.evaluations));
    if (count.first_customer < view.dataset->customer_ids.size())
      rows.text(first, customer_id(view, count.first_customer));
    rows.end_row();
  }
  return finish(std::move(rows), view);
}

OutputTable decisions_table(const RunView& view, RowRange range) {
  OutputRows rows(view.dataset->pool);
  const std::size_t customer = rows.add_column("customer_id", id_type), source = rows.add_column("source", text_type);
  const std::size_t step = rows.add_column("step", text_type), at = rows.add_column("at", instant_type);
  const std::size_t outcome = rows.add_column("outcome", text_type), reason = rows.add_column("reason", text_type);
  for (std::size_t i = range.first; i < range.end(view.result->decisions.size()); ++i) {
    const DecisionRow& row = view.result->decisions[i];
    rows.code(customer, view.dataset->customer_ids[row.customer]);
    rows.text(source, row.source);
    rows.text(step, row.step);
    optional_instant(rows, at, row.at);
    rows.text(outcome, row.outcome);
    optional_text(rows, reason, row.reason);
    rows.end_row();
  }
  return finish(std::move(rows), view);
}

std::string gap_line(const Program& program, const TableGap& gap, bool zh) {
  const IssueProbe& probe = program.probes[gap.probe];
  const std::string& calendar = program.calendars[static_cast<std::size_t>(program.at(probe.inst).a)].name;
  return fmt::format(
      fmt::runtime(zh ? "{}:日历 `{}` 需要 {} 到 {} 年以外的农历日期({} 次),没有这些年份的农历表,未写出任何结果"
                      : "{}: calendar `{}` needs lunar dates outside {} to {} ({} times); no table holds them, and "
                        "nothing was written"),
      place_of(program, probe.span), calendar, first_lunar_year, last_lunar_year, gap.count.evaluations);
}

std::string place_of(const Program& program, Span span) {
  if (!span.exists()) return "";
  const auto file = static_cast<std::size_t>(span.file);
  const auto begin = program.line_starts.begin() + program.line_starts_begin[file];
  const auto end = file + 1 < program.line_starts_begin.size()
                       ? program.line_starts.begin() + program.line_starts_begin[file + 1]
                       : program.line_starts.end();
  const auto after = std::upper_bound(begin, end, span.begin);
  return fmt::format("{}:{}:{}", program.file_names[file], after - begin, span.begin - *(after - 1) + 1);
}

}  // namespace sop
