// Reading values: columns, lookups, tags, constants.
#include "runtime/reference/evaluator.h"
#include "runtime/reference/recurring.h"

namespace sop::reference {

const TableData& Evaluator::table(InputId input) const {
  return input == replaced_ && replacement_ ? *replacement_ : dataset_.inputs[input.index()];
}

Value Evaluator::constant_value(const Constant& constant) const {
  switch (physical_of(constant.type.kind)) {
    case Physical::bit: return constant.whole != 0;
    case Physical::whole: return constant.whole;
    case Physical::real: return constant.real;
    case Physical::code: return constant.text;
  }
  return constant.whole;
}

Maybe Evaluator::cell(InputId input, int column, std::size_t row) const {
  const ColumnData& data = table(input).columns[static_cast<std::size_t>(column)];
  if (!data.is_known(row)) return std::nullopt;
  switch (physical_of(data.type.kind)) {
    case Physical::bit: return bit_at(data.bits, row);
    case Physical::whole: return data.whole[row];
    case Physical::real: return data.real[row];
    case Physical::code: return std::string(dataset_.pool->text(data.codes[row]));
  }
  return std::nullopt;
}

Outcome Evaluator::compute_column(const Inst& inst, const Place& place) {
  const InputId input{inst.a};
  if (!place.domain.is_frame()) return {cell(input, inst.b, place.row), false};
  if (input != program_.population) {
    if (!place.event) return {};  // another customer's row: she has no event
    return {cell(input, inst.b, *place.event), false};
  }
  return {cell(input, inst.b, *place.customer), false};
}

std::optional<std::size_t> Evaluator::row_of_key(const TableData& data, const Value& key) const {
  std::int64_t stored = 0;
  if (const auto* text = std::get_if<std::string>(&key)) {
    TextCode code = 0;
    if (!dataset_.pool->find(*text, code)) return std::nullopt;
    stored = code;
  } else {
    stored = std::get<std::int64_t>(key);
  }
  const auto found = data.row_of_key.find(stored);
  if (found == data.row_of_key.end()) return std::nullopt;
  return found->second;
}

// A side table is reached by the customer, any other table by its key.
Outcome Evaluator::compute_lookup(const Inst& inst, std::span<const InstId> args, const Place& place) {
  const InputId input{inst.a};
  const TableData& data = table(input);
  if (args.empty()) {
    if (*place.customer >= data.row_of_customer.size()) return {};
    const std::int32_t row = data.row_of_customer[*place.customer];
    if (row < 0) return {};
    return {cell(input, inst.b, static_cast<std::size_t>(row)), false};
  }
  const Outcome key = evaluate(args[0], place);
  if (!key.value) return {};
  const auto row = row_of_key(data, *key.value);
  if (!row) return {};
  return {cell(input, inst.b, *row), false};
}

Outcome Evaluator::compute_kept(const Inst& inst, const Place& place) const {
  const bool condition = inst.type.is(TypeKind::boolean) && !inst.type.nullable;
  const Outcome nothing = condition ? Outcome{Value{false}, false} : Outcome{};
  const auto index = static_cast<std::size_t>(inst.a);
  if (!place.frame_row || index >= frame_.kept.size()) return nothing;
  const ColumnData& data = frame_.kept[index];
  const std::size_t row = *place.frame_row;
  if (data.rows == 0 || !data.is_known(row)) return nothing;
  switch (physical_of(data.type.kind)) {
    case Physical::bit: return {Value{bit_at(data.bits, row)}, false};
    case Physical::whole: return {Value{data.whole[row]}, false};
    case Physical::real: return {Value{data.real[row]}, false};
    case Physical::code: return {Value{std::string(dataset_.pool->text(data.codes[row]))}, false};
  }
  return nothing;
}

// The value since the latest change at or before the instant; before the first one, nothing (a condition: false).
Outcome Evaluator::compute_history(const Inst& inst, const Place& place) const {
  const bool condition = inst.type.is(TypeKind::boolean);
  Outcome outcome = condition ? Outcome{Value{false}, false} : Outcome{};
  const auto index = static_cast<std::size_t>(inst.a);
  if (index >= dataset_.histories.size() || dataset_.histories[index].begin.empty()) return outcome;
  const HistoryData& history = dataset_.histories[index];
  for (std::size_t i = history.begin[*place.customer]; i < history.begin[*place.customer + 1]; ++i) {
    if (history.at[i] > place.as_of) break;
    const std::int32_t value = history.value[i];
    if (condition)
      outcome = {Value{value == 1}, false};
    else
      outcome = value < 0 ? Outcome{} : Outcome{Value{std::int64_t{value}}, false};
  }
  return outcome;
}

Outcome Evaluator::compute_has_tag(const Inst& inst, std::span<const InstId> args, const Place& place) {
  Maybe person;
  if (!args.empty() && !(person = evaluate(args[0], place).value)) return {Value{false}, false};
  const std::string& tag = program_.constants[static_cast<std::size_t>(inst.a)].text;
  for (const TagHolding& holding : dataset_.tags) {
    if (holding.customer != place.customer || dataset_.pool->text(holding.tag) != tag) continue;
    if (inst.b >= 0) {
      const std::string& group = program_.constants[static_cast<std::size_t>(inst.b)].text;
      if (!holding.has_group || dataset_.pool->text(holding.group) != group) continue;
    }
    if (person && (!holding.personal || dataset_.pool->text(holding.person) != std::get<std::string>(*person)))
      continue;
    if (holding.since <= place.as_of && place.as_of < holding.until) return {Value{true}, false};
  }
  return {Value{false}, false};
}

Outcome Evaluator::compute_calendar(const Inst& inst, std::span<const InstId> args, const Place& place) {
  std::vector<std::optional<Days>> dates;
  for (const InstId arg : args) {
    const Outcome date = evaluate(arg, place);
    dates.push_back(date.value ? std::optional(std::get<std::int64_t>(*date.value)) : std::nullopt);
  }
  if (!dates[0]) return {};
  const Calendar& calendar = program_.calendars[static_cast<std::size_t>(inst.a)];
  return ask_calendar(calendar.rules, static_cast<CalendarAsk>(inst.b), *dates[0], std::span(dates).subspan(1));
}

}  // namespace sop::reference
