// What every instruction takes and gives. Conditions are non-nullable booleans; whatever may be missing is nullable.
#include <re2/re2.h>

#include <algorithm>

#include "compiler/ir/verify/report.h"

namespace sop::ir_verify {
namespace {

Type type_of(const Program& program, InstId id) { return program.at(id).type; }

const Column& column_of(const Program& program, const Inst& inst) {
  return program.inputs[static_cast<std::size_t>(inst.a)].columns[static_cast<std::size_t>(inst.b)];
}

void check_pattern(Report& report, InstId id) {
  const Program& program = report.program();
  const Inst& pattern = program.at(program.args_of(id)[1]);
  if (pattern.kind != InstKind::constant) return report.add(id, "its pattern is not a constant");
  const RE2 compiled(program.constants[static_cast<std::size_t>(pattern.a)].text, RE2::Quiet);
  report.require(compiled.ok(), id, "its pattern does not compile");
}

void check_call(Report& report, InstId id) {
  const Program& program = report.program();
  const Inst& inst = program.at(id);
  const OverloadRow& row = row_of(inst.op);
  const auto args = program.args_of(id);
  bool may_miss = false;  // by its arguments; failing is no matter of the type
  for (std::size_t i = 0; i < args.size(); ++i) {
    const Type type = type_of(program, args[i]);
    may_miss |= type.nullable;
    if (type.kind != row.parameters[i])
      report.add(id, fmt::format("argument %{} is {}, {} takes {}", args[i].value, type_word(type.kind), row.name,
                                 type_word(row.parameters[i])));
    const bool same =
        type.kind != TypeKind::enumeration || type == type_of(program, args[0]).with_nullable(type.nullable);
    report.require(same, id, "it compares two enumerations");
  }
  report.require(inst.type.kind == row.result, id, fmt::format("{} gives {}", row.name, type_word(row.result)));
  if (row.result == TypeKind::boolean) {
    report.require(!inst.type.nullable, id, "a test is never missing");
  } else {
    report.require(inst.type.nullable || !may_miss, id, "an argument may be missing, but it is not nullable");
  }
  if (inst.op == Op::matches_text) check_pattern(report, id);
}

void check_conditions(Report& report, InstId id) {
  for (const InstId arg : report.program().args_of(id))
    report.require(is_condition(type_of(report.program(), arg)), id, fmt::format("%{} is not a condition", arg.value));
  report.require(is_condition(report.program().at(id).type), id, "it is not typed as a condition");
}

// One of the values of a `choose` or `fallback`.
void check_value(Report& report, InstId id, InstId value, bool may_pass_missing) {
  const Type own = report.program().at(id).type, other = type_of(report.program(), value);
  report.require(same_kind(own, other), id, fmt::format("%{} has another type", value.value));
  report.require(!may_pass_missing || own.nullable || !other.nullable, id,
                 fmt::format("%{} may be missing, it may not", value.value));
}

void check_choose(Report& report, InstId id) {
  const auto args = report.program().args_of(id);
  for (std::size_t i = 0; i + 1 < args.size(); i += 2) {
    report.require(is_condition(type_of(report.program(), args[i])), id,
                   fmt::format("%{} is not a condition", args[i].value));
    check_value(report, id, args[i + 1], true);
  }
  check_value(report, id, args.back(), true);
}

void check_column_types(Report& report, InstId id) {
  const Inst& inst = report.program().at(id);
  const Type column = column_of(report.program(), inst).type;
  report.require(same_kind(inst.type, column), id, "the column has another type");
  report.require(inst.type.nullable || !column.nullable, id, "the column may be missing, it may not");
}

void check_lookup(Report& report, InstId id) {
  const Program& program = report.program();
  const Inst& inst = program.at(id);
  const Input& input = program.inputs[static_cast<std::size_t>(inst.a)];
  report.require(same_kind(inst.type, column_of(program, inst).type), id, "the column has another type");
  report.require(inst.type.nullable, id, "a lookup may always be missing");
  if (inst.args_count == 0)
    return report.require(input.kind == InputKind::side, id, "a lookup without key is of a side table");
  if (input.key < 0) return report.add(id, "its table has no key");
  const Type key = type_of(program, program.args_of(id)[0]);
  const Type expected = input.columns[static_cast<std::size_t>(input.key)].type;
  report.require(same_kind(key, expected), id, "its key has another type than the table's");
}

void check_in_set(Report& report, InstId id) {
  const Program& program = report.program();
  const Inst& inst = program.at(id);
  report.require(is_condition(inst.type), id, "it is not typed as a condition");
  for (const Constant& member : program.constant_sets[static_cast<std::size_t>(inst.a)])
    if (!same_kind(member.type, type_of(program, program.args_of(id)[0])))
      return report.add(id, "its set has members of another type");
}

void check_has_tag(Report& report, InstId id) {
  const Program& program = report.program();
  const Inst& inst = program.at(id);
  report.require(is_condition(inst.type), id, "it is not typed as a condition");
  const auto is_text = [&](std::int32_t index) {
    return index < 0 || program.constants[static_cast<std::size_t>(index)].type.is(TypeKind::text);
  };
  report.require(is_text(inst.a) && is_text(inst.b), id, "tag and group are not texts");
  for (const InstId person : program.args_of(id))
    report.require(type_of(program, person).is(TypeKind::id), id, "the person is no id");
}

void check_calendar(Report& report, InstId id) {
  const Program& program = report.program();
  const Inst& inst = program.at(id);
  const Calendar& calendar = program.calendars[static_cast<std::size_t>(inst.a)];
  const auto of_hers = [](const Recurrence& rule) { return rule.kind == RecurrenceKind::every_year_of_hers; };
  const auto hers = static_cast<std::uint32_t>(std::ranges::count_if(calendar.rules, of_hers));
  report.require(inst.args_count == hers + 1, id, "not one date per rule of hers");
  for (const InstId arg : program.args_of(id))
    report.require(type_of(program, arg).is(TypeKind::date), id, fmt::format("%{} is no date", arg.value));
  const bool asks = static_cast<CalendarAsk>(inst.b) == CalendarAsk::is_day;
  report.require(asks ? is_condition(inst.type) : inst.type.is(TypeKind::integer), id,
                 "the calendar gives another type");
}

void check_types_of(Report& report, InstId id) {
  const Program& program = report.program();
  const Inst& inst = program.at(id);
  const auto args = program.args_of(id);
  switch (inst.kind) {
    case InstKind::constant:
      return report.require(same_kind(inst.type, program.constants[static_cast<std::size_t>(inst.a)].type), id,
                            "the constant has another type");
    case InstKind::missing: return report.require(inst.type.nullable, id, "a missing value is nullable");
    case InstKind::column: return check_column_types(report, id);
    case InstKind::lookup: return check_lookup(report, id);
    case InstKind::fact:
      return report.require(inst.type == program.facts[static_cast<std::size_t>(inst.a)].type, id,
                            "the fact has another type");
    case InstKind::outer:
      return report.require(inst.type == type_of(program, args[0]), id, "its argument has another type");
    case InstKind::context: {
      const bool date = static_cast<ContextValue>(inst.a) == ContextValue::today;
      return report.require(inst.type.is(date ? TypeKind::date : TypeKind::datetime), id, "it is a date or an instant");
    }
    case InstKind::call: return check_call(report, id);
    case InstKind::all_of:
    case InstKind::any_of:
    case InstKind::negation: return check_conditions(report, id);
    case InstKind::choose: return check_choose(report, id);
    case InstKind::fallback: check_value(report, id, args[0], false); return check_value(report, id, args[1], true);
    case InstKind::in_set: return check_in_set(report, id);
    case InstKind::is_missing: return report.require(is_condition(inst.type), id, "it is not typed as a condition");
    case InstKind::is_true:
      report.require(type_of(program, args[0]).is(TypeKind::boolean), id, "its argument is no boolean");
      return report.require(is_condition(inst.type), id, "it is not typed as a condition");
    case InstKind::event_aggregate:
    case InstKind::customer_aggregate:
    case InstKind::pick_row: return;  // verify/aggregates.cpp
    case InstKind::history:
      return report.require(inst.type == program.histories[static_cast<std::size_t>(inst.a)].type, id,
                            "the history has another type");
    case InstKind::kept:
      return report.require(inst.type == program.kept[static_cast<std::size_t>(inst.a)].type, id,
                            "what is kept has another type");
    case InstKind::population: return;  // verify/populations.cpp
    case InstKind::has_tag: return check_has_tag(report, id);
    case InstKind::calendar: return check_calendar(report, id);
  }
}

}  // namespace

void check_types(Report& report) {
  for (std::size_t i = 0; i < report.program().insts.size(); ++i) check_types_of(report, InstId{i});
}

}  // namespace sop::ir_verify
