#include "program_maker.h"

#include <algorithm>

#include "stdlib/builtins.h"
#include "values.h"

namespace sop::random_tests {
namespace {

constexpr std::size_t overloads_per_program = 8;
constexpr std::size_t aggregates_per_program = 4;
constexpr std::size_t populations_per_program = 2;

}  // namespace

ProgramMaker::ProgramMaker(Dice& dice, const MakerOptions& options)
    : dice_(dice), options_(options), program_(random_schema(dice)) {}

Program ProgramMaker::make() {
  const bool rows = options_.setting == Setting::rows;
  const Domain domain = rows ? Domain::rows_of(options_.rows_of) : Domain::frame();
  for (std::size_t i = 0; i < overloads_per_program; ++i) {
    const auto& row = overload_rows()[(options_.turn * overloads_per_program + i) % overload_rows().size()];
    roots.push_back(call(row.op, domain, options_.depth));
    if (!rows && dice_.one_in(3)) make_fact();
  }
  for (std::size_t i = 0; i < aggregates_per_program && !rows; ++i) {
    const auto& row = aggregate_rows()[(options_.turn * aggregates_per_program + i) % aggregate_rows().size()];
    roots.push_back(aggregate(row.op, random_type(dice_, program_), options_.depth));
    if (dice_.one_in(3)) make_fact();
  }
  const bool populations = !rows && options_.turn % 2 == 0;
  for (std::size_t i = 0; i < populations_per_program && populations; ++i) {
    const auto& row = population_rows()[(options_.turn / 2 * populations_per_program + i) % population_rows().size()];
    roots.push_back(population(row.op, random_type(dice_, program_), options_.depth));
    if (dice_.one_in(3)) make_fact();
  }
  for (int i = 0; i < 3; ++i) roots.push_back(condition(domain, options_.depth));
  for (int i = 0; i < 3; ++i) roots.push_back(value(random_type(dice_, program_), domain, options_.depth));
  return std::move(program_);
}

InstId ProgramMaker::value(Type type, Domain domain, int depth) {
  if (type.is(TypeKind::boolean) && dice_.one_in(2)) return condition(domain, depth);
  if (dice_.one_in(5))
    if (const InstId reused = reused_or_none(type, domain); reused.exists()) return reused;
  if (depth > 0 && !dice_.one_in(5))
    if (const InstId made = compound_or_none(type, domain, depth - 1); made.exists()) return made;
  return leaf(type, domain);
}

// A value of this type that the domain has already: makes the tree a DAG.
InstId ProgramMaker::reused_or_none(Type type, Domain domain) {
  std::vector<InstId> found;
  for (std::size_t i = 0; i < program_.insts.size(); ++i) {
    const Inst& inst = program_.insts[i];
    if (inst.domain == domain && inst.type.with_nullable(false) == type.with_nullable(false))
      found.push_back(InstId{i});
  }
  return found.empty() ? InstId{} : dice_.pick(found);
}

InstId ProgramMaker::leaf(Type type, Domain domain) {
  if (!dice_.one_in(4))
    if (const InstId column = column_or_none(type, domain); column.exists()) return column;
  // In an input's domain the context is that of the row decided, as by `outer`.
  const bool context = domain.is_frame() ? dice_.one_in(2) : dice_.one_in(8);
  if (context && type.is(TypeKind::date)) return context_value(ContextValue::today, type, domain);
  if (context && type.is(TypeKind::datetime)) {
    const bool event = options_.setting == Setting::events && domain.is_frame() && dice_.one_in(2);
    return context_value(event ? ContextValue::event_time : ContextValue::as_of, type, domain);
  }
  if (dice_.one_in(12)) return append(program_, InstKind::missing, type.with_nullable(true), domain, {});
  return constant(type, domain);
}

InstId ProgramMaker::context_value(ContextValue value, Type type, Domain domain) {
  return append(program_, {.kind = InstKind::context, .type = type, .domain = domain, .a = static_cast<int>(value)});
}

InstId ProgramMaker::constant(Type type, Domain domain) {
  return append_constant(program_, random_value(dice_, program_, type), domain);
}

InstId ProgramMaker::column_or_none(Type type, Domain domain) {
  InputId input{domain.input};
  if (domain.is_frame()) {
    const bool event = options_.setting == Setting::events && dice_.one_in(2);
    input = event ? options_.rows_of : program_.population;
  }
  std::vector<int> fitting;
  const auto& columns = program_.inputs[input.index()].columns;
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (columns[i].type.with_nullable(false) == type.with_nullable(false)) fitting.push_back(static_cast<int>(i));
  return fitting.empty() ? InstId{} : append_column(program_, input, dice_.pick(fitting), domain);
}

InstId ProgramMaker::lookup_or_none(Type type, Domain domain, int depth) {
  std::vector<std::pair<InputId, int>> fitting;
  for (std::size_t i = 0; i < program_.inputs.size(); ++i) {
    const Input& input = program_.inputs[i];
    const bool read_here = domain.is_frame() || (options_.setting != Setting::rows && dice_.one_in(4));
    const bool side = input.kind == InputKind::side && read_here;
    if (input.kind != InputKind::lookup && !side) continue;
    for (std::size_t c = 0; c < input.columns.size(); ++c)
      if (input.columns[c].type.with_nullable(false) == type.with_nullable(false))
        fitting.emplace_back(InputId{i}, static_cast<int>(c));
  }
  if (fitting.empty()) return {};
  const auto [input, column] = dice_.pick(fitting);
  if (program_.inputs[input.index()].kind == InputKind::side) return append_lookup(program_, input, column, domain, {});
  const InstId key = value(program_.inputs[input.index()].columns[0].type, domain, std::min(depth, 1));
  return append_lookup(program_, input, column, domain, std::array{key});
}

InstId ProgramMaker::compound_or_none(Type type, Domain domain, int depth) {
  const bool frame = domain.is_frame();
  switch (dice_.below(10)) {
    case 0: return choose(type, domain, depth);
    case 1: {
      const InstId first = value(type, domain, depth), second = value(type, domain, depth);
      const Type own = program_.at(second).type;
      return append(program_, InstKind::fallback, own, domain, {first, second});
    }
    case 2: return lookup_or_none(type, domain, depth);
    case 3:
      if (frame) return aggregate_or_none(type, depth);
      if (options_.setting == Setting::rows) break;
      // Under an event rule the other customers have no event, so `outer` might read nothing there.
      if (options_.setting == Setting::events && domain == Domain::rows_of(program_.population)) break;
      {
        const InstId decided = value(type, Domain::frame(), depth);
        return append(program_, InstKind::outer, program_.at(decided).type, domain, {decided});
      }
    case 4: return fact_or_none(type, domain);
    case 5:
      if (type.is(TypeKind::integer) && dice_.one_in(2))
        return calendar(dice_.pick({CalendarAsk::until, CalendarAsk::since}), domain, depth);
      if (type.is(TypeKind::id) && frame && options_.setting != Setting::rows) return pick_row_or_none(depth);
      break;
    case 6:
      if (frame && options_.setting != Setting::rows && options_.turn % 2 == 0) return population_or_none(type, depth);
      break;
    default: break;
  }
  return overload_or_none(type, domain, depth);
}

InstId ProgramMaker::fact_or_none(Type type, Domain domain) {
  std::vector<std::int32_t> facts;
  const bool stranger = options_.setting == Setting::events && !domain.is_frame();  // facts may read the event
  for (std::size_t i = 0; i < program_.facts.size() && !stranger; ++i)
    if (program_.facts[i].type.with_nullable(false) == type.with_nullable(false)) facts.push_back(static_cast<int>(i));
  if (facts.empty()) return {};
  const std::int32_t fact = dice_.pick(facts);
  const Type own = program_.facts[static_cast<std::size_t>(fact)].type;
  return append(program_, {.kind = InstKind::fact, .type = own, .domain = domain, .a = fact});
}

InstId ProgramMaker::overload_or_none(Type type, Domain domain, int depth) {
  std::vector<Op> fitting;
  for (const OverloadRow& row : overload_rows())
    if (row.result == type.kind && !type.is(TypeKind::enumeration)) fitting.push_back(row.op);
  return fitting.empty() ? InstId{} : call(dice_.pick(fitting), domain, depth);
}

InstId ProgramMaker::call(Op op, Domain domain, int depth) {
  const OverloadRow& row = row_of(op);
  const Type enumeration{TypeKind::enumeration, false, EnumId{dice_.below(program_.enumerations.size())}};
  std::vector<InstId> args;
  for (std::size_t i = 0; i < row.parameter_count; ++i) {
    const TypeKind kind = row.parameters[i];
    const Type type = kind == TypeKind::enumeration ? enumeration : Type{kind, false, {}};
    args.push_back(argument(row, i, type, domain, depth - 1));
  }
  const InstId made = append_call(program_, op, domain, args);
  if (row.may_fail) watch(made, domain);
  return made;
}

// Some parameters are constants by contract (patterns, exact decimals) or dull when they are anything else.
InstId ProgramMaker::argument(const OverloadRow& row, std::size_t index, Type type, Domain domain, int depth) {
  const auto whole = [&](std::int64_t n) { return append_constant(program_, {.type = type, .whole = n}, domain); };
  if (row.op == Op::matches_text && index == 1) {
    static const std::vector<std::string> patterns = {"a", "^a", "[0-9]", "券$", "^$", "(?i)AB", "\\s", "."};
    return append_constant(program_, {.type = type, .text = dice_.pick(patterns)}, domain);
  }
  if (row.builtin == Builtin::fading && index == 2 && !dice_.one_in(6)) return length();
  if (row.builtin == Builtin::fading && index == 3)
    return append_constant(program_, {.type = type, .real = dice_.pick({0.0, 0.5, 0.9, 0.93, 1.0})}, domain);
  if (row.builtin == Builtin::scale && index == 1)
    return whole(dice_.pick<std::int64_t>({1, 28, 3, 5, -25, 333'333, 1'000'000'007, INT64_MAX}));
  if (row.builtin == Builtin::scale && index == 2)
    return whole(dice_.one_in(6) ? dice_.between(-1, 45) : dice_.between(0, 18));
  if (row.builtin == Builtin::round && index == 1 && !dice_.one_in(4)) return whole(dice_.between(-17, 17));
  if (row.op == Op::hash_bucket_id && index == 1 && !dice_.one_in(4)) return whole(dice_.between(-1, 100));
  if (row.op == Op::days_of_integer && !dice_.one_in(4)) return whole(dice_.between(-400, 400));
  if (row.builtin == Builtin::shift && index == 1 && !dice_.one_in(3)) return whole(dice_.between(-30, 30));
  return value(type, domain, depth);
}

InstId ProgramMaker::choose(Type type, Domain domain, int depth) {
  std::vector<InstId> args;
  bool nullable = false;
  const std::size_t arms = 1 + dice_.below(3);
  for (std::size_t i = 0; i <= arms; ++i) {
    if (i < arms) args.push_back(condition(domain, depth));
    args.push_back(value(type, domain, depth));
    nullable |= program_.at(args.back()).type.nullable;
  }
  return append(program_, {.kind = InstKind::choose, .type = type.with_nullable(nullable), .domain = domain}, args);
}

InstId ProgramMaker::junction(InstKind kind, Domain domain, int depth) {
  std::vector<InstId> args;
  for (std::size_t i = dice_.below(5); i > 0; --i) args.push_back(condition(domain, depth));
  return append(program_, {.kind = kind, .type = condition_type, .domain = domain}, args);
}

InstId ProgramMaker::in_set(Domain domain, int depth) {
  Type type = random_type(dice_, program_);
  while (type.is(TypeKind::duration) || type.is(TypeKind::boolean)) type = random_type(dice_, program_);
  const InstId arg = value(type, domain, depth);
  std::vector<Constant> set;
  for (std::size_t i = dice_.below(7); i > 0; --i) set.push_back(random_value(dice_, program_, type));
  const auto key = [](const Constant& c) { return std::tie(c.whole, c.real, c.text); };
  std::ranges::sort(set, [&](const Constant& a, const Constant& b) { return key(a) < key(b); });
  const auto repeated = std::ranges::unique(set);
  set.erase(repeated.begin(), repeated.end());
  program_.constant_sets.push_back(std::move(set));
  const auto id = static_cast<std::int32_t>(program_.constant_sets.size() - 1);
  return append(program_, {.kind = InstKind::in_set, .type = condition_type, .domain = domain, .a = id},
                std::array{arg});
}

InstId ProgramMaker::has_tag(Domain domain) {
  const auto text = [&](const char* word) {
    program_.constants.push_back({.type = {TypeKind::text, false, {}}, .text = word});
    return static_cast<std::int32_t>(program_.constants.size() - 1);
  };
  const std::int32_t tag = text(dice_.pick({"vip", "新客", "nobody"}));
  const std::int32_t group = dice_.one_in(2) ? -1 : text(dice_.pick({"g1", "g2"}));
  std::vector<InstId> person;  // whose tag it is; of the frame, as the tag is
  if (domain.is_frame() && dice_.one_in(3)) person.push_back(leaf({TypeKind::id, false, {}}, domain));
  return append(program_, {.kind = InstKind::has_tag, .type = condition_type, .domain = domain, .a = tag, .b = group},
                person);
}

InstId ProgramMaker::calendar(CalendarAsk ask, Domain domain, int depth) {
  const std::size_t index = dice_.below(program_.calendars.size());
  const Type date{TypeKind::date, false, {}};
  std::vector<InstId> args{value(date, domain, std::min(depth, 2))};
  for (std::size_t i = 0; i < program_.calendars[index].rules.size(); ++i)
    if (program_.calendars[index].rules[i].kind == RecurrenceKind::every_year_of_hers)
      args.push_back(value(date, domain, std::min(depth, 1)));
  const Type type = ask == CalendarAsk::is_day ? condition_type : Type{TypeKind::integer, true, {}};
  const InstId made = append(program_,
                             {.kind = InstKind::calendar,
                              .type = type,
                              .domain = domain,
                              .a = static_cast<std::int32_t>(index),
                              .b = static_cast<std::int32_t>(ask)},
                             args);
  watch(made, domain);
  return made;
}

InstId ProgramMaker::condition(Domain domain, int depth) {
  if (dice_.one_in(6))
    if (const InstId reused = reused_or_none(condition_type, domain);
        reused.exists() && !program_.at(reused).type.nullable)
      return reused;
  if (depth <= 0) {
    const InstId bit = leaf(condition_type, domain);
    if (!program_.at(bit).type.nullable) return bit;
    return append(program_, InstKind::is_true, condition_type, domain, {bit});
  }
  const int below = depth - 1;
  switch (dice_.below(12)) {
    case 11: return calendar(CalendarAsk::is_day, domain, below);
    case 0: return junction(InstKind::all_of, domain, below);
    case 1: return junction(InstKind::any_of, domain, below);
    case 2: return append(program_, InstKind::negation, condition_type, domain, {condition(domain, below)});
    case 3: return in_set(domain, below);
    case 4: {
      const InstId arg = value(random_type(dice_, program_), domain, below);
      return append(program_, InstKind::is_missing, condition_type, domain, {arg});
    }
    case 5: {
      const InstId arg = value(condition_type, domain, below);
      return append(program_, InstKind::is_true, condition_type, domain, {arg});
    }
    case 6: {
      const InstId nullable = value(condition_type, domain, below), certain = condition(domain, below);
      return append(program_, InstKind::fallback, condition_type, domain, {nullable, certain});
    }
    case 7: return has_tag(domain);
    case 8:
      if (domain.is_frame() && options_.setting != Setting::rows)
        return aggregate(dice_.pick({AggregateOp::any, AggregateOp::none}), condition_type, below);
      break;
    default: break;
  }
  return overload_or_none(condition_type, domain, depth);
}

}  // namespace sop::random_tests
