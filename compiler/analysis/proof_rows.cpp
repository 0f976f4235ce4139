#include "compiler/analysis/proof_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "stdlib/time/civil.h"

namespace sop {
namespace {

constexpr std::int64_t hour = 3'600 * micros_per_second;
constexpr std::int64_t most_events = 60;

std::string date_text(Days day) {
  const CivilDate date = civil_of(day);
  return fmt::format("{:04}-{:02}-{:02}", date.year, date.month, date.day);
}

std::string money_text(std::int64_t amount) {
  const bool below = amount < 0;
  const std::uint64_t size = below ? 0 - static_cast<std::uint64_t>(amount) : static_cast<std::uint64_t>(amount);
  return fmt::format("{}{}.{:04}", below ? "-" : "", size / money_scale, size % money_scale);
}

// What is asked of one stream.
struct EventsAsked {
  std::int64_t count = 0;                       // events that must be there
  std::optional<std::int64_t> at;               // micros from now
  std::vector<std::pair<InstId, Pick>> values;  // of an aggregate's value: what it is
  std::vector<InstId> wheres, froms, tos;
  std::vector<InstId> none_since;  // windows without any
};

class Rows {
 public:
  Rows(Reasoning& reasoning, const ProofStart& start) : r_(reasoning), program_(reasoning.program()), start_(start) {}

  std::optional<std::vector<ProofRow>> of(const Answer& answer) {
    rows_.push_back({program_.population, {}, {}});
    if (start_.event.exists()) begin_with_event();
    for (const ShownEvent& event : answer.events) written_.insert(event.input.value);
    for (const Known& known : answer.customer)
      if (!take(known)) return std::nullopt;
    for (const ShownEvent& event : answer.events)
      if (!take(event)) return std::nullopt;
    for (const auto& [input, asked] : events_)
      if (!add_events(InputId(input), asked)) return std::nullopt;
    return std::move(rows_);
  }

 private:
  std::string instant_text(std::int64_t micros) const { return proof_clock(start_, micros); }

  void begin_with_event() {
    ProofRow& row = rows_.emplace_back(ProofRow{start_.event, {}, {}});
    const Input& input = program_.inputs[start_.event.index()];
    if (input.time >= 0) row.fields[input.time] = time_text(input, 0);
  }

  std::string time_text(const Input& input, std::int64_t at) const {
    const bool date = input.columns[static_cast<std::size_t>(input.time)].type.is(TypeKind::date);
    return date ? instant_text(at).substr(0, 10) : instant_text(at);
  }

  bool take(const Known& known) {
    const Variable& variable = r_.translator().variable(known.variable);
    if (variable.minus.exists() || variable.opaque || !variable.value.exists()) return false;
    const Inst& inst = program_.at(variable.value);
    switch (inst.kind) {
      case InstKind::column:
        if (start_.event.exists() && InputId(inst.a) == start_.event)
          return field(rows_[1], inst.b, variable.line, known.pick);
        return InputId(inst.a) == program_.population && field(rows_[0], inst.b, variable.line, known.pick);
      case InstKind::lookup: return looked_up(variable.value, variable.line, known.pick);
      case InstKind::has_tag:
        if (known.pick.whole == 1) rows_[0].tags.push_back(program_.constants[static_cast<std::size_t>(inst.a)].text);
        return true;
      case InstKind::event_aggregate: return aggregate(inst, variable.line, known.pick);
      default: return false;
    }
  }

  bool take(const ShownEvent& event) {
    ProofRow& row = rows_.emplace_back(ProofRow{event.input, {}, {}});
    return event.whole && std::ranges::all_of(event.fields, [&](const auto& one) {
             auto [line, pick] = one.second;
             if (line == Line::date) pick.whole += start_.day - proof_day;
             return field(row, one.first, line, pick);
           });
  }

  bool field(ProofRow& row, int column, Line line, const Pick& pick) {
    const Column& into = program_.inputs[row.input.index()].columns[static_cast<std::size_t>(column)];
    if (line == Line::missing) {
      if (pick.whole == 1)
        row.fields[column] = "missing";
      else if (const auto any = any_value(into); !any.empty())
        row.fields.try_emplace(column, any);  // what it is does not matter
      return true;
    }
    const auto text = literal(into.type, line, pick);
    if (!text) return false;
    if (into.derived.exists()) return factor(row, into.derived, *text);
    row.fields[column] = *text;
    return true;
  }

  std::string any_value(const Column& column) const {
    if (column.derived.exists()) return "";
    switch (column.type.kind) {
      case TypeKind::boolean: return "false";
      case TypeKind::number:
      case TypeKind::integer: return std::to_string(column.range ? column.range->low_whole : 0);
      case TypeKind::money: return money_text(column.range ? column.range->low_whole : 0);
      case TypeKind::text:
      case TypeKind::id: return "\"some\"";
      case TypeKind::date: return date_text(start_.day);
      case TypeKind::datetime: return instant_text(-2 * hour);
      case TypeKind::enumeration: return program_.enumerations[column.type.enumeration.index()].members.front();
      case TypeKind::time:
      case TypeKind::duration:
      case TypeKind::error: return "";
    }
    return "";
  }

  // `amount = quantity * price`: once the one, and one of the other.
  bool factor(ProofRow& row, InstId derived, const std::string& text) {
    const Inst& inst = program_.at(derived);
    if (inst.kind != InstKind::call || sop::row_of(inst.op).builtin != Builtin::multiply) return false;
    const auto args = program_.args_of(derived);
    const auto column = [&](InstId id) {
      while (program_.at(id).kind == InstKind::call && program_.args_of(id).size() == 1) id = program_.args_of(id)[0];
      return program_.at(id).kind == InstKind::column ? program_.at(id).b : -1;
    };
    const int a = column(args[0]), b = column(args[1]);
    if (a < 0 || b < 0 || a == b) return false;
    const auto& columns = program_.inputs[row.input.index()].columns;
    const bool first = columns[static_cast<std::size_t>(a)].type.is(TypeKind::money);
    row.fields[first ? a : b] = text;
    row.fields[first ? b : a] = "1";
    return true;
  }

  std::optional<std::string> literal(Type type, Line line, const Pick& pick) const {
    switch (line) {
      case Line::truth: return pick.whole != 0 ? "true" : "false";
      case Line::from_today:
        return type.is(TypeKind::date) ? date_text(start_.day + pick.whole)
                                       : instant_text(pick.whole * micros_per_day - 2 * hour);
      case Line::from_now: return instant_text(pick.whole);
      case Line::date: return date_text(pick.whole);
      case Line::real: return fmt::format("{}", pick.real);
      case Line::text: {
        const std::string text = pick.any_text ? "something else" : pick.text;
        if (text.find_first_of("\"\n\r\\{}") != std::string::npos) return std::nullopt;
        return "\"" + text + "\"";
      }
      case Line::whole:
      case Line::missing: break;
    }
    switch (type.kind) {
      case TypeKind::money: return money_text(pick.whole);
      case TypeKind::enumeration: {
        const auto& members = program_.enumerations[type.enumeration.index()].members;
        if (pick.whole < 0 || static_cast<std::size_t>(pick.whole) >= members.size()) return std::nullopt;
        return members[static_cast<std::size_t>(pick.whole)];
      }
      case TypeKind::integer:
      case TypeKind::number: return std::to_string(pick.whole);
      case TypeKind::date: return date_text(pick.whole);
      default: return std::nullopt;
    }
  }

  // A row of the other table, under a key of its own where she names it.
  bool looked_up(InstId value, Line line, const Pick& pick) {
    const Inst& inst = program_.at(value);
    const InputId input(inst.a);
    if (line == Line::missing && pick.whole == 1 && !has_row(input)) return true;
    if (!has_row(input)) {
      ProofRow& row = rows_.emplace_back(ProofRow{input, {}, {}});
      if (program_.inputs[input.index()].kind == InputKind::lookup && inst.args_count > 0) {
        const Inst& key = program_.at(program_.args_of(value)[0]);
        if (key.kind != InstKind::column || InputId(key.a) != program_.population) return false;
        row.fields[program_.inputs[input.index()].key] = "\"k1\"";
        rows_[0].fields[key.b] = "\"k1\"";
      }
    }
    for (ProofRow& row : rows_)
      if (row.input == input) return field(row, inst.b, line, pick);
    return false;
  }

  bool has_row(InputId input) const { return std::ranges::find(rows_, input, &ProofRow::input) != rows_.end(); }

  // ---- Events

  bool aggregate(const Inst& inst, Line line, const Pick& pick) {
    const Aggregate& form = program_.aggregates[static_cast<std::size_t>(inst.a)];
    if (form.after.exists() || form.latest_by.exists()) return false;
    if (written_.contains(form.input.value)) return true;
    EventsAsked& asked = events_[form.input.value];
    if (line == Line::missing) {
      if (pick.whole == 0) some(asked, form, 1);
      return true;
    }
    switch (form.op) {
      case AggregateOp::any:
      case AggregateOp::none:
        if ((form.op == AggregateOp::none) == (pick.whole == 0))
          some(asked, form, 1);
        else if (form.from.exists())
          asked.none_since.push_back(form.from);
        return true;
      case AggregateOp::count:
      case AggregateOp::distinct:
        if (pick.whole > 0) some(asked, form, pick.whole);
        return pick.whole <= most_events;
      case AggregateOp::first:
      case AggregateOp::last:
        some(asked, form, 1);
        if (form.value.exists()) break;
        asked.at = line == Line::from_now ? pick.whole : pick.whole * micros_per_day - 2 * hour;
        return line == Line::from_now || line == Line::from_today;
      default:
        if (pick.whole == 0 && pick.real == 0) return true;
        some(asked, form, 1);
    }
    asked.values.emplace_back(form.value, pick);
    return line == Line::whole || line == Line::real || line == Line::text;
  }

  static void some(EventsAsked& asked, const Aggregate& form, std::int64_t count) {
    asked.count = std::max(asked.count, count);
    for (const auto& [part, into] :
         {std::pair(form.where, &asked.wheres), {form.from, &asked.froms}, {form.to, &asked.tos}})
      if (part.exists()) into->push_back(part);
  }

  bool add_events(InputId input, const EventsAsked& asked) {
    ProofRow row{input, {}, {}};
    if (asked.count == 0) return true;
    std::vector<FormulaId> together;
    for (const InstId where : asked.wheres) together.push_back(r_.of(where));
    const Answer fits = r_.ask(together, Domain::rows_of(input));
    for (const Known& known : fits.customer) {
      const Variable& variable = r_.translator().variable(known.variable);
      if (variable.opaque || !variable.value.exists()) return false;
      const Inst& inst = program_.at(variable.value);
      if (inst.kind != InstKind::column || InputId(inst.a) != input) return false;
      if (!field(row, inst.b, variable.line, known.pick)) return false;
    }
    for (const auto& [value, pick] : asked.values) {
      const Inst& inst = program_.at(value);
      if (inst.kind != InstKind::column) return false;
      const TypeKind kind = inst.type.kind;
      const Line line = kind == TypeKind::number                         ? Line::real
                        : kind == TypeKind::text || kind == TypeKind::id ? Line::text
                                                                         : Line::whole;
      if (!field(row, inst.b, line, pick)) return false;
    }
    const Input& into = program_.inputs[input.index()];
    if (into.time >= 0 && !row.fields.contains(into.time))
      row.fields[into.time] = time_text(into, asked.at.value_or(inside_windows(asked)));
    for (std::int64_t i = 0; i < asked.count; ++i) rows_.push_back(row);
    return true;
  }

  // An hour ago, or else as near as the windows allow.
  std::int64_t inside_windows(const EventsAsked& asked) const {
    std::int64_t at = -hour;
    for (const InstId to : asked.tos)
      if (const auto cut = micros_from_now(program_, to)) at = std::min(at, cut->at - hour);
    for (const InstId from : asked.none_since)
      if (const auto cut = micros_from_now(program_, from)) at = std::min(at, cut->at - hour);
    for (const InstId from : asked.froms)
      if (const auto cut = micros_from_now(program_, from)) at = std::max(at, cut->at + hour / 60);
    return at;
  }

  Reasoning& r_;
  const Program& program_;
  const ProofStart& start_;
  std::vector<ProofRow> rows_;
  std::map<std::int32_t, EventsAsked> events_;
  std::set<std::int32_t> written_;  // streams whose events are known
};

}  // namespace

std::string proof_clock(const ProofStart& start, std::int64_t micros) {
  const std::int64_t at = start.day * micros_per_day + start.time + micros;
  const Days day = floor_div(at, micros_per_day);
  const std::int64_t seconds = (at - day * micros_per_day) / micros_per_second;
  return fmt::format("{} {:02}:{:02}:{:02}", date_text(day), seconds / 3600, seconds / 60 % 60, seconds % 60);
}

std::optional<std::vector<ProofRow>> proof_rows(Reasoning& reasoning, const Answer& answer, const ProofStart& start) {
  return Rows(reasoning, start).of(answer);
}

}  // namespace sop
