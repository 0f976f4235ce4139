#include "schema.h"

#include <fmt/format.h>

namespace sop::random_tests {
namespace {

constexpr TypeKind column_kinds[] = {TypeKind::boolean, TypeKind::integer,  TypeKind::number,     TypeKind::money,
                                     TypeKind::text,    TypeKind::date,     TypeKind::time,       TypeKind::datetime,
                                     TypeKind::id,      TypeKind::duration, TypeKind::enumeration};

Type type_of(Dice& dice, const Program& program, TypeKind kind) {
  Type type{kind, false, {}};
  if (kind == TypeKind::enumeration) type.enumeration = EnumId{dice.below(program.enumerations.size())};
  return type;
}

Column column(std::string name, Type type) {
  Column made;
  made.name = made.file_name = std::move(name);
  made.type = type;
  made.used = true;
  return made;
}

// One column per kind, each missing sometimes or never.
void add_columns(Dice& dice, const Program& program, Input& input, std::size_t skip_one_in) {
  int number = 0;
  for (const TypeKind kind : column_kinds) {
    if (dice.one_in(skip_one_in)) continue;
    const Type type = type_of(dice, program, kind).with_nullable(!dice.one_in(3));
    input.columns.push_back(column(fmt::format("c{}", number++), type));
  }
}

Input input(std::string name, InputKind kind, Type key) {
  Input made;
  made.name = std::move(name);
  made.kind = kind;
  made.columns.push_back(column("key", key));
  made.key = 0;
  return made;
}

Input stream(Dice& dice, const Program& program, std::string name) {
  Input made = input(std::move(name), InputKind::stream, {TypeKind::id, false, {}});
  made.columns.push_back(column("at", {TypeKind::datetime, false, {}}));
  made.time = 1;
  add_columns(dice, program, made, 4);
  return made;
}

Recurrence random_rule(Dice& dice) {
  const LeapDay leap_day = dice.pick({LeapDay::none, LeapDay::feb28, LeapDay::mar01});
  const auto month = static_cast<int>(1 + dice.below(12)), day = static_cast<int>(1 + dice.below(28));
  switch (dice.below(6)) {
    case 0: return {RecurrenceKind::every_month, 0, static_cast<int>(1 + dice.below(31)), 0, LeapDay::none};
    case 1: return {RecurrenceKind::lunar, month, static_cast<int>(1 + dice.below(30)), 0, LeapDay::none};
    case 2: return {RecurrenceKind::on_date, 0, 0, dice.between(20'000, 21'000), LeapDay::none};
    case 3: return {RecurrenceKind::every_year_of_hers, 0, 0, 0, dice.pick({LeapDay::feb28, LeapDay::mar01})};
    case 4: return {RecurrenceKind::every_year, 2, 29, 0, leap_day};
    default: return {RecurrenceKind::every_year, month, day, 0, LeapDay::none};
  }
}

void add_calendars(Dice& dice, Program& program) {
  for (std::size_t i = 0; i < 3; ++i) {
    Calendar calendar{.name = fmt::format("k{}", i)};
    for (std::size_t rules = 1 + dice.below(3); rules > 0; --rules) calendar.rules.push_back(random_rule(dice));
    program.calendars.push_back(std::move(calendar));
  }
}

}  // namespace

Program random_schema(Dice& dice) {
  Program program;
  program.project.name = "random";
  program.project.timezone = "random";
  program.project.week_start = dice.pick({Weekday::monday, Weekday::sunday, Weekday::saturday});
  program.enumerations = {{"tier", {"S", "A", "B"}, true}, {"kind", {"红", "blue", "c d"}, false}};
  const Type id{TypeKind::id, false, {}};
  Input population = input("customers", InputKind::population, id);
  add_columns(dice, program, population, 8);
  program.inputs.push_back(std::move(population));
  program.population = InputId{0};
  program.inputs.push_back(stream(dice, program, "orders"));
  if (dice.one_in(2)) program.inputs.push_back(stream(dice, program, "visits"));
  const TypeKind key = dice.pick({TypeKind::id, TypeKind::id, TypeKind::integer, TypeKind::date});
  Input lookup = input("products", InputKind::lookup, {key, false, {}});
  add_columns(dice, program, lookup, 3);
  program.inputs.push_back(std::move(lookup));
  if (dice.one_in(2)) {
    Input side = input("profile", InputKind::side, id);
    add_columns(dice, program, side, 3);
    program.inputs.push_back(std::move(side));
  }
  add_calendars(dice, program);
  return program;
}

Type random_type(Dice& dice, const Program& program) {
  return type_of(dice, program, column_kinds[dice.below(std::size(column_kinds))]);
}

}  // namespace sop::random_tests
