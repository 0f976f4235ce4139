// Instructions, aggregates and probes back from their lines.
#include <algorithm>

#include "compiler/ir/text/fields.h"
#include "compiler/ir/text/read_declarations.h"
#include "compiler/ir/text/values.h"

namespace sop::ir_text {
namespace {

template <class T>
std::int32_t interned(std::vector<T>& arena, T item) {
  const auto found = std::ranges::find(arena, item);
  if (found != arena.end()) return static_cast<std::int32_t>(found - arena.begin());
  arena.push_back(std::move(item));
  return static_cast<std::int32_t>(arena.size() - 1);
}

// `a3`, `h0`: the third aggregate, the first history.
std::int32_t read_id(Reader& in, char letter, std::string_view expected) {
  const std::string word = in.word();
  const auto id = word.starts_with(letter) ? parse_whole(std::string_view(word).substr(1)) : std::nullopt;
  if (!id) in.fail(expected);
  return static_cast<std::int32_t>(id.value_or(-1));
}

std::int32_t read_aggregate_id(Reader& in) { return read_id(in, 'a', "an aggregate before here"); }

void read_column_name(Reader& in, Inst& inst) {
  const Token column = in.token();
  in.expect("of");
  inst.a = in.named(in.names().inputs);
  const bool known = inst.a >= 0 && static_cast<std::size_t>(inst.a) < in.names().columns.size();
  if (known) inst.b = in.names().columns[static_cast<std::size_t>(inst.a)].index(column.text, !column.quoted);
  if (inst.b < 0) in.fail("a column of that input before here");
}

std::int32_t read_set(Reader& in, Program& program) {
  std::vector<Constant> set;
  const Type type = in.accept("of") ? in.type() : Type{};
  in.expect("{");
  while (!in.at_end() && !in.accept("}")) {
    if (!set.empty()) in.expect(",");
    set.push_back(in.value(type));
  }
  return interned(program.constant_sets, std::move(set));
}

void read_payload(Reader& in, Program& program, Inst& inst) {
  constexpr Type text_type{TypeKind::text, false, {}};
  switch (inst.kind) {
    case InstKind::constant: inst.a = interned(program.constants, in.value(inst.type)); break;
    case InstKind::column:
    case InstKind::lookup: read_column_name(in, inst); break;
    case InstKind::fact: inst.a = in.named(in.names().facts); break;
    case InstKind::context: inst.a = static_cast<std::int32_t>(in.one_of(context_words())); break;
    case InstKind::in_set: inst.a = read_set(in, program); break;
    case InstKind::event_aggregate:
    case InstKind::customer_aggregate:
    case InstKind::pick_row: inst.a = read_aggregate_id(in); break;
    case InstKind::calendar:
      inst.b = static_cast<std::int32_t>(in.one_of(calendar_ask_words()));
      inst.a = read_id(in, 'c', "a calendar before here");
      break;
    case InstKind::kept: inst.a = read_id(in, 'k', "a kept value before here"); break;
    case InstKind::population: inst.a = read_id(in, 'd', "a distribution before here"); break;
    case InstKind::history: inst.a = read_id(in, 'h', "a history before here"); break;
    case InstKind::has_tag:
      inst.a = interned(program.constants, in.value(text_type));
      if (in.accept("group")) inst.b = interned(program.constants, in.value(text_type));
      break;
    case InstKind::missing:
    case InstKind::outer:
    case InstKind::call:
    case InstKind::all_of:
    case InstKind::any_of:
    case InstKind::negation:
    case InstKind::choose:
    case InstKind::fallback:
    case InstKind::is_missing:
    case InstKind::is_true: break;
  }
}

void read_kind(Reader& in, Inst& inst) {
  const std::string word = in.word();
  const auto kind = std::ranges::find(inst_kind_words(), std::string_view(word));
  const auto op = std::ranges::find(overload_words(), std::string_view(word));
  if (op != overload_words().end()) {
    inst.kind = InstKind::call;
    inst.op = static_cast<Op>(op - overload_words().begin());
  } else if (kind != inst_kind_words().end()) {
    inst.kind = static_cast<InstKind>(kind - inst_kind_words().begin());
  } else {
    in.fail("an instruction kind or builtin before here");
  }
}

}  // namespace

void read_inst(Reader& in, Program& program) {
  if (in.inst() != InstId{program.insts.size()}) in.fail("instructions in order");
  Inst inst;
  inst.type = in.type();
  if (!in.accept("frame")) inst.domain = {in.named(in.names().inputs)};
  in.expect("=");
  read_kind(in, inst);
  inst.args_begin = static_cast<std::uint32_t>(program.args.size());
  if (in.looking_at("(")) {
    for (const InstId arg : in.insts_in_parentheses()) program.args.push_back(arg);
  }
  inst.args_count = static_cast<std::uint32_t>(program.args.size()) - inst.args_begin;
  read_payload(in, program, inst);
  program.insts.push_back(inst);
  in.span(program.inst_spans.emplace_back());
}

void read_aggregate(Reader& in, Program& program) {
  Aggregate& aggregate = program.aggregates.emplace_back();
  in.word();
  in.expect("=");
  aggregate.op = static_cast<AggregateOp>(in.one_of(aggregate_words()));
  in.expect("(");
  aggregate.input = InputId{in.named(in.names().inputs)};
  in.expect(")");
  aggregate_fields(in, aggregate);
}

void read_distribution(Reader& in, Program& program) {
  Population& population = program.populations.emplace_back();
  in.word();
  in.expect("=");
  population.op = static_cast<PopulationOp>(in.one_of(population_words()));
  population.x = in.inst();
  in.expect("ties");
  population.ties = static_cast<Ties>(in.one_of(ties_words()));
  population_fields(in, population);
}

void read_probe(Reader& in, Program& program) {
  IssueProbe& probe = program.probes.emplace_back();
  probe.builtin = static_cast<Builtin>(in.one_of(builtin_words()));
  probe.inst = in.inst();
  in.inst("guard", probe.guard);
  if (in.accept("inside")) probe.inside = AggregateId{read_aggregate_id(in)};
  in.flag("after_where", probe.after_where);
  in.span(probe.span);
}

}  // namespace sop::ir_text
