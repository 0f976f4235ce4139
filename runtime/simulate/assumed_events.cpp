#include "runtime/simulate/assumed_events.h"

#include <fmt/format.h>

#include <algorithm>

#include "runtime/io/column_reader.h"
#include "runtime/io/column_rows.h"

namespace sop {
namespace {

class Adding {
 public:
  Adding(const Program& program, const Dataset& dataset, const ZoneRules& zone)
      : program_(program), dataset_(dataset), zone_(zone) {}

  std::optional<AssumptionFault> add(const std::vector<const AssumedEvent*>& events,
                                     const ResponseAssumption& assumption, const Input& input, ReadTable& table) const {
    if (table.columns.size() < input.columns.size()) table.columns.resize(input.columns.size());
    for (std::size_t c = 0; c < input.columns.size(); ++c) {
      const Column& column = input.columns[c];
      ColumnData& to = table.columns[c];
      if (column.derived.exists() || column.file_name.empty()) continue;
      if (table.rows > 0 && to.rows == 0) continue;  // nobody reads it
      ColumnData more = make_column(column.type, events.size());
      const auto index = static_cast<int>(c);
      if (index == input.key || index == input.time || index == input.id)
        for (std::size_t row = 0; row < events.size(); ++row) put_own(*events[row], input, index, row, more);
      else if (const auto fault = put_set(assumption, column, index, more))
        return fault;
      if (to.rows == 0)
        to = std::move(more);
      else
        append_rows(to, more);
    }
    table.given = true;
    table.rows += events.size();
    table.line.resize(table.rows, 0);
    table.bad_rows.resize(words_for(table.rows), 0);
    if (table.files.empty()) table.files.push_back({"--assume", 0});
    return std::nullopt;
  }

 private:
  void put_own(const AssumedEvent& event, const Input& input, int column, std::size_t row, ColumnData& out) const {
    if (!out.known.empty()) set_bit(out.known, row);
    if (column == input.time) {
      out.whole[row] = out.type.is(TypeKind::date) ? zone_.local_date(event.at) : event.at;
      return;
    }
    const std::string text =
        column == input.key ? std::string(dataset_.pool->text(dataset_.customer_ids[event.customer])) : event.id;
    if (physical_of(out.type.kind) == Physical::code)
      out.codes[row] = dataset_.pool->intern(text);
    else if (physical_of(out.type.kind) == Physical::whole)
      out.whole[row] = column == input.key ? std::atoll(text.c_str()) : static_cast<std::int64_t>(event.at);
  }

  std::optional<AssumptionFault> put_set(const ResponseAssumption& assumption, const Column& column, int index,
                                         ColumnData& out) const {
    const auto field = std::ranges::find(assumption.set, column.name, &std::pair<std::string, std::string>::first);
    if (field == assumption.set.end()) return std::nullopt;  // missing
    const ColumnRule rule = rule_of(column, index, program_.enumerations);
    ColumnReader reader(rule, zone_, *dataset_.pool);
    const RawField raw{field->second.data(), static_cast<std::uint32_t>(field->second.size()), false, false};
    const std::vector<RawField> fields(out.rows, raw);
    const std::vector<std::uint32_t> lines(out.rows, 0);
    FaultList faults;
    faults.bad_rows.assign(words_for(out.rows), 0);
    out = reader.read(fields, lines, faults);
    if (faults.total == 0) return std::nullopt;
    return AssumptionFault{
        fmt::format("`{}`: `{}` is no value of `{}`", assumption.written, field->second, column.name),
        fmt::format("`{}`:`{}` 不是 `{}` 的取值", assumption.written, field->second, column.name)};
  }

  const Program& program_;
  const Dataset& dataset_;
  const ZoneRules& zone_;
};

}  // namespace

std::expected<InputTables, AssumptionFault> with_assumed(const Program& program, const Dataset& dataset,
                                                         InputTables read,
                                                         const std::vector<ResponseAssumption>& assumptions,
                                                         const std::vector<AssumedEvent>& events,
                                                         const ZoneRules& zone) {
  const Adding adding(program, dataset, zone);
  for (std::size_t a = 0; a < assumptions.size(); ++a) {
    std::vector<const AssumedEvent*> some;
    for (const AssumedEvent& event : events)
      if (event.assumption == a) some.push_back(&event);
    if (some.empty()) continue;
    const auto input = std::ranges::find(program.inputs, assumptions[a].stream, &Input::name);
    const auto index = static_cast<std::size_t>(input - program.inputs.begin());
    if (const auto fault = adding.add(some, assumptions[a], *input, read.tables[index])) return std::unexpected(*fault);
  }
  return read;
}

}  // namespace sop
