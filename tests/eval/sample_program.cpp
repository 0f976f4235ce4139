#include "sample_program.h"

#include <fmt/format.h>

namespace sop::testing {

InstId SampleProgram::add(Inst inst, std::initializer_list<InstId> args) {
  inst.domain = domain;
  inst.args_begin = static_cast<std::uint32_t>(program.args.size());
  inst.args_count = static_cast<std::uint32_t>(args.size());
  program.args.insert(program.args.end(), args);
  program.insts.push_back(inst);
  program.inst_spans.emplace_back();
  return InstId(program.insts.size() - 1);
}

InputId SampleProgram::add_input(InputKind kind, std::initializer_list<Type> columns) {
  Input input{.kind = kind};
  for (const Type type : columns)
    input.columns.push_back({.name = fmt::format("c{}", input.columns.size()), .type = type});
  program.inputs.push_back(input);
  const InputId id(program.inputs.size() - 1);
  if (kind == InputKind::population) program.population = id;
  return id;
}

namespace {

InstId add_constant(SampleProgram& p, Constant constant) {
  p.program.constants.push_back(constant);
  return p.add({.kind = InstKind::constant,
                .type = constant.type,
                .a = static_cast<std::int32_t>(p.program.constants.size() - 1)});
}

}  // namespace

InstId SampleProgram::constant(Type type, std::int64_t whole) {
  return add_constant(*this, {.type = type, .whole = whole});
}
InstId SampleProgram::constant(double real) { return add_constant(*this, {.type = number, .real = real}); }
InstId SampleProgram::constant(std::string_view value) {
  return add_constant(*this, {.type = text, .text = std::string(value)});
}

InstId SampleProgram::column(InputId input, int index) {
  const Type type = program.inputs[input.index()].columns[static_cast<std::size_t>(index)].type;
  return add({.kind = InstKind::column, .type = type, .a = input.value, .b = index});
}

InstId SampleProgram::lookup(InputId input, int index, std::initializer_list<InstId> key) {
  const Type type = program.inputs[input.index()].columns[static_cast<std::size_t>(index)].type;
  return add({.kind = InstKind::lookup, .type = maybe(type), .a = input.value, .b = index}, key);
}

InstId SampleProgram::context(ContextValue value) {
  const TypeKind kind = value == ContextValue::today ? TypeKind::date : TypeKind::datetime;
  return add({.kind = InstKind::context, .type = {kind}, .a = static_cast<std::int32_t>(value)});
}

InstId SampleProgram::fact(std::string name, InstId root) {
  program.facts.push_back({.name = std::move(name), .type = program.at(root).type, .root = root});
  return add({.kind = InstKind::fact,
              .type = program.at(root).type,
              .a = static_cast<std::int32_t>(program.facts.size() - 1)});
}

InstId SampleProgram::in_set(InstId value, std::vector<Constant> members) {
  program.constant_sets.push_back(std::move(members));
  return add(
      {.kind = InstKind::in_set, .type = condition, .a = static_cast<std::int32_t>(program.constant_sets.size() - 1)},
      {value});
}

InstId SampleProgram::aggregate(Aggregate aggregate, Type type, InstKind kind) {
  program.aggregates.push_back(aggregate);
  return add({.kind = kind, .type = type, .a = static_cast<std::int32_t>(program.aggregates.size() - 1)});
}

InstId SampleProgram::has_tag(std::string_view tag, std::string_view group) {
  Inst inst{.kind = InstKind::has_tag, .type = condition};
  program.constants.push_back({.type = text, .text = std::string(tag)});
  inst.a = static_cast<std::int32_t>(program.constants.size() - 1);
  if (!group.empty()) {
    program.constants.push_back({.type = text, .text = std::string(group)});
    inst.b = static_cast<std::int32_t>(program.constants.size() - 1);
  }
  return add(inst);
}

std::uint32_t SampleProgram::probe(IssueProbe probe) {
  program.probes.push_back(probe);
  return static_cast<std::uint32_t>(program.probes.size() - 1);
}

namespace {

// A column whose known rows are written by `write(column, row, value)`.
template <class T, class Write>
ColumnData fill(Type type, const std::vector<std::optional<T>>& values, Write write) {
  ColumnData column = make_column(maybe(type), values.size());
  for (std::size_t row = 0; row < values.size(); ++row) {
    if (!values[row]) continue;
    set_bit(column.known, row);
    write(column, row, *values[row]);
  }
  return column;
}

}  // namespace

ColumnData wholes(Type type, const std::vector<std::optional<std::int64_t>>& values) {
  return fill(type, values, [](ColumnData& c, std::size_t row, std::int64_t value) { c.whole[row] = value; });
}
ColumnData reals(const std::vector<std::optional<double>>& values) {
  return fill(number, values, [](ColumnData& c, std::size_t row, double value) { c.real[row] = value; });
}
ColumnData texts(TextPool& pool, const std::vector<std::optional<std::string>>& values) {
  return fill(text, values,
              [&](ColumnData& c, std::size_t row, const std::string& value) { c.codes[row] = pool.intern(value); });
}
ColumnData bits(const std::vector<std::optional<bool>>& values) {
  return fill(condition, values, [](ColumnData& c, std::size_t row, bool value) {
    if (value) set_bit(c.bits, row);
  });
}

void set_events(TableData& table, const std::vector<std::vector<Micros>>& times) {
  table.begin.assign(1, 0);
  for (std::uint32_t customer = 0; customer < times.size(); ++customer) {
    for (const Micros time : times[customer]) {
      table.time_us.push_back(time);
      table.customer.push_back(customer);
    }
    table.begin.push_back(static_cast<std::uint32_t>(table.time_us.size()));
  }
  table.rows = table.time_us.size();
}

std::string show(const ColumnData& column, std::size_t row, const TextPool& pool) {
  if (!column.is_known(row)) return "-";
  switch (physical_of(column.type.kind)) {
    case Physical::whole: return fmt::format("{}", column.whole[row]);
    case Physical::real: return fmt::format("{}", column.real[row]);
    case Physical::code: return std::string(pool.text(column.codes[row]));
    case Physical::bit: return bit_at(column.bits, row) ? "true" : "false";
  }
  return "?";
}

std::string show(const ColumnData& column, const TextPool& pool) {
  std::string line;
  for (std::size_t row = 0; row < column.rows; ++row)
    line += fmt::format("{}{}", row == 0 ? "" : " ", show(column, row, pool));
  return line;
}

}  // namespace sop::testing
